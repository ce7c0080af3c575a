"""The action of the request that an event tells of, in an index of its own; filled for old events.

An event that is about an attempt has the attempt's action. A form that was held back has no
attempt: what it asked for stands in the event's sentence alone, and is read there this once.
"""

import re
from uuid import UUID

from django.db import migrations, models

BLOCK = 1000
# How such a sentence was written until now. Nobody can type the learner's place into it: braces of
# what was typed are doubled there.
HELD_BACK = re.compile(r"(?:’s|sent the) (booking|move|cancellation) of \{learner\}")
ACTIONS = {"booking": "schedule", "move": "reschedule", "cancellation": "cancel"}


def fill(apps, schema_editor):
    EventAction = apps.get_model("scheduling", "EventAction")
    Attempt = apps.get_model("scheduling", "Attempt")
    events = apps.get_model("scheduling", "AuditEvent").objects.exclude(attempt_id="")
    rows = events.order_by("number").values_list("number", "attempt_id", "sentence")
    last = 0
    while block := list(rows.filter(number__gt=last)[:BLOCK]):
        actions = actions_of(Attempt, [attempt_id for _, attempt_id, _ in block])
        found = (
            EventAction(event_number=number, action=actions.get(attempt_id) or said(sentence))
            for number, attempt_id, sentence in block
        )
        EventAction.objects.bulk_create([one for one in found if one.action])
        last = block[-1][0]


def actions_of(Attempt, attempt_ids):
    """The actions of the attempts that there are, by the id as events have it."""
    asked = [UUID(one) for one in set(attempt_ids) if is_uuid(one)]
    known = Attempt.objects.filter(attempt_id__in=asked).values_list("attempt_id", "action")
    return {str(attempt_id): action for attempt_id, action in known}


def is_uuid(text):
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def said(sentence):
    found = HELD_BACK.search(sentence)
    return ACTIONS[found[1]] if found else ""


class Migration(migrations.Migration):

    dependencies = [
        ("scheduling", "0007_settled_how"),
    ]

    operations = [
        migrations.CreateModel(
            name="EventAction",
            fields=[
                ("event_number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("action", models.CharField(max_length=12)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["action", "event_number"], name="event_action")
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
