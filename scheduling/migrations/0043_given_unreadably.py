"""What a yes gave in a form that can't be read is a column: before, it stood in the kept reason
alone, in a sentence.
"""

from django.db import migrations, models

BLOCK = 500
START = "SmarterProctoring’s answer gave "
# By name, in the order in which the sentence lists them.
WORDS = {"start": "the start", "session_type": "the type", "location": "the location"}
WORDS |= {"price": "the price"}


def fill(apps, schema_editor):
    """Old rows in blocks, as their reasons tell it; a person's own reason tells of nothing."""
    Attempt = apps.get_model("scheduling", "Attempt")
    told = Attempt.objects.filter(state="accepted", reason__startswith=START)
    told = told.exclude(settled_how="by-hand").order_by("pk")
    last = 0
    while block := list(told.filter(pk__gt=last)[:BLOCK]):
        last = block[-1].pk
        for attempt in block:
            attempt.given_unreadably = names_in(attempt.reason)
        Attempt.objects.bulk_update(block, ["given_unreadably"])


def names_in(reason):
    """The first is what the sentence goes on with, the others stand behind a comma or “and”. A long
    reason was cut at its end.
    """
    said = reason.removeprefix(START)
    return [
        name
        for name, words in WORDS.items()
        if said.startswith(f"{words} as “")
        or any(f"”{link} {words} as “" in said for link in (",", " and"))
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0042_answered_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="given_unreadably",
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
