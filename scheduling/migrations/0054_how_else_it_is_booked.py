"""A session keeps what else was last shown of its booking: whose slot, who proctors, and so on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0053_taken_over_batches"),
    ]

    operations = [
        migrations.AddField(
            model_name="examsession",
            name="arranged",
            field=models.TextField(null=True, verbose_name="how else it is booked"),
        ),
    ]
