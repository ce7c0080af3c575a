"""Whether a batch is sent in another's name than who began it is a column: before, it was so where
a name was told.
"""

from django.db import migrations

import scheduling.models.columns.number_columns


def fill(apps, schema_editor):
    batches = apps.get_model("scheduling", "Batch").objects
    batches.exclude(sender_name="").update(is_taken_over=True)


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0052_what_rows_wait_for"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="is_taken_over",
            field=scheduling.models.columns.number_columns.BooleanField(default=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
