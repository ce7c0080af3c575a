"""The sessions that are no longer listed are found without the others, also those that no list has
ever had.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0055_done_otherwise"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="examsession", name="session_dropped"),
        migrations.AddIndex(
            model_name="examsession",
            index=models.Index(
                condition=models.Q(("dropped_at__isnull", False)),
                fields=["institution", "appointment_at"],
                name="session_dropped",
            ),
        ),
    ]
