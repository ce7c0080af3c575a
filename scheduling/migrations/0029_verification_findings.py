"""A verification keeps what became of the codes file, and what differs beside the log."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0028_roster_prints")]
    operations = [
        migrations.AddField(
            "verification",
            "codes",
            models.JSONField(default=dict, verbose_name="what became of the codes file"),
        ),
        migrations.AddField(
            "verification",
            "beside",
            models.JSONField(default=list, verbose_name="what differs beside the log"),
        ),
    ]
