"""What a row of a batch waits for is a column: before, it stood in the sentence alone that people
read.
"""

from django.db import migrations, models

SEAT = "It is to change places with others of this rescue, and waits for a free seat."
REST = "SmarterProctoring’s last answer is not complete. "
# Where it refused in its own words it can't be told what was waited for: that is looked at once
# more.
ANSWERS = (
    "SmarterProctoring did not answer in time.",
    "The connection broke before SmarterProctoring’s answer was complete.",
    "SmarterProctoring had a problem while answering.",
    "The connection to SmarterProctoring failed on the way.",
    "SmarterProctoring redirected us to another address, which we did not follow.",
    "SmarterProctoring’s answer could not be read.",
    "SmarterProctoring’s answer was too large to read.",
    "SmarterProctoring answered about a different exam session.",
    "SmarterProctoring’s answer says both yes and no.",
    "SmarterProctoring did not accept the portal’s sign-in.",
    "SmarterProctoring says this is already taken or in progress.",
    "SmarterProctoring refused the request.",
)


def fill(apps, schema_editor):
    """Rows that wait, as their sentences tell it."""
    waiting = apps.get_model("scheduling", "BatchRow").objects.filter(state="waiting")
    waiting.filter(reason=SEAT).update(waits_for="seat")
    waiting.filter(reason__startswith=REST).update(waits_for="rest")
    waiting.filter(reason__in=ANSWERS).update(waits_for="answer")


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0051_here_once_for_a_start"),
    ]

    operations = [
        migrations.AddField(
            model_name="batchrow",
            name="waits_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("seat", "A free seat"),
                    ("rest", "What the last answer left open"),
                    ("answer", "An answer that can be read"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
