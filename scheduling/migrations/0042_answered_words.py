"""What the provider answered to a request that it does not show as done is a column: before, it
stood in the kept reason alone, in a sentence.
"""

from django.db import migrations, models

BLOCK = 500
START, END = "SmarterProctoring answered: “", "”"
GOES_ON = "”, but the session "


def fill(apps, schema_editor):
    """Old rows in blocks, as their reasons tell it."""
    Attempt = apps.get_model("scheduling", "Attempt")
    told = Attempt.objects.filter(reason__startswith=START).order_by("pk")
    last = 0
    while block := list(told.filter(pk__gt=last)[:BLOCK]):
        last = block[-1].pk
        for attempt in block:
            attempt.answered_words = words_of(attempt)
        Attempt.objects.bulk_update(block, ["answered_words"])


def words_of(attempt):
    """The words in a reason that the portal wrote; a person's own reason tells of none."""
    said = attempt.reason.removeprefix(START)
    if attempt.state == "unconfirmed":
        words, goes_on, _ = said.partition(GOES_ON)
        return words if goes_on else ""
    is_told = attempt.state == "not-applied" and attempt.settled_how == "read-back"
    return said.removesuffix(END) if is_told else ""


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0041_print_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="answered_words",
            field=models.CharField(blank=True, default="", max_length=400),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
