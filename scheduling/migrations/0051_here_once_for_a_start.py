"""Whoever was never checked out can come again for the start to which the booking was moved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0050_whole_sittings"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="attendance", name="attendance_here_once"),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("arrived_at__isnull", False), ("left_at__isnull", True)),
                fields=("session", "start_at"),
                name="attendance_here_once",
            ),
        ),
    ]
