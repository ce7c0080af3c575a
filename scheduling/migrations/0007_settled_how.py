"""What was told apart by names and sentences gets columns of its own: how an attempt was settled and
by whom, and whether an institution's token was refused.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

BLOCK = 500
UNSETTLED = ("sending", "unconfirmed")
# The kinds of the events that tell of an attempt's end, and how it was settled then.
HOW = {"outcome": "answer", "read_back": "read-back", "settled": "by-hand"}
TOKEN_REFUSED = "Its token was refused."
PORTAL = "The portal"


def fill(apps, schema_editor):
    """Old rows in blocks. The log knows how each attempt came to stand as it does; where it has no such
    event, the row itself tells.
    """
    Attempt = apps.get_model("scheduling", "Attempt")
    settled = Attempt.objects.exclude(state__in=UNSETTLED).order_by("pk")
    columns = ("pk", "attempt_id", "state", "reason", "settled_by", "actor_id")
    last = 0
    while block := list(settled.filter(pk__gt=last).values(*columns)[:BLOCK]):
        last = block[-1]["pk"]
        for (how, settler_id), pks in grouped(apps, block).items():
            Attempt.objects.filter(pk__in=pks).update(settled_how=how, settler_id=settler_id)
    refused = apps.get_model("scheduling", "Institution").objects.filter(sync_failure__startswith=TOKEN_REFUSED)
    refused.update(token_refused=True)


def grouped(apps, block):
    """The rows' numbers by how they were settled and by whom; people who are gone are nobody."""
    told = ends(apps, block)
    found = [(row["pk"], *told.get(str(row["attempt_id"]), by_itself(row))) for row in block]
    User = apps.get_model(settings.AUTH_USER_MODEL)
    people = set(User.objects.filter(pk__in={one for _, _, one in found}).values_list("pk", flat=True))
    groups = {}
    for pk, how, settler_id in found:
        groups.setdefault((how, settler_id if settler_id in people else None), []).append(pk)
    return groups


def ends(apps, block):
    """Of each attempt, by its id, what the newest event says that left it in the state in which it is."""
    states = {str(row["attempt_id"]): row["state"] for row in block}
    events = apps.get_model("scheduling", "AuditEvent").objects.filter(attempt_id__in=states, kind__in=HOW)
    told = events.order_by("number").values_list("attempt_id", "kind", "outcome", "actor_id")
    return {
        attempt_id: (HOW[kind], actor_id)
        for attempt_id, kind, outcome, actor_id in told
        if outcome == states[attempt_id]
    }


def by_itself(row):
    """As the pages told it before: a person alone gave a reason for a yes or for nothing."""
    if row["state"] in ("accepted", "not-applied") and row["reason"]:
        return "by-hand", None
    if row["state"] == "not-applied" or row["settled_by"] == PORTAL:
        return "read-back", None
    return "answer", row["actor_id"]


class Migration(migrations.Migration):

    dependencies = [
        ("scheduling", "0006_institutions_and_locations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="settled_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("answer", "By what became of the call"),
                    ("read-back", "By reading the session back"),
                    ("by-hand", "By a person"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="settler",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="institution",
            name="token_refused",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
