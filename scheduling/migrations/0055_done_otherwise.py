"""The requests that were done otherwise than asked are found without the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0054_how_else_it_is_booked"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("differences", []), _negated=True),
                fields=["session"],
                name="attempt_otherwise",
            ),
        ),
    ]
