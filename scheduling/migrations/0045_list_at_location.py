"""The list at one location is led to its sessions, however many are at others or at none yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0044_first_seen_by_the_portal"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="examsession",
            index=models.Index(
                fields=["institution", "location_sid", "status", "appointment_at"],
                name="session_at_location",
            ),
        ),
    ]
