"""How long the sitting was that a move named goes on to be known when its accommodation changes."""

from django.db import migrations

import scheduling.models.columns.number_columns


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0049_unshown_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="sessionaccommodation",
            name="whole_minutes",
            field=scheduling.models.columns.number_columns.KnownMinutesField(
                null=True, verbose_name="length of a sitting that was named as its end"
            ),
        ),
    ]
