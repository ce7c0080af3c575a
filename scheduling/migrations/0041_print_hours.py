"""A print of a roster keeps the hours that stand on it; those of before did not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0040_name_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="rosterprint",
            name="opens",
            field=models.TextField("hours in words; not kept where null", null=True),
        ),
    ]
