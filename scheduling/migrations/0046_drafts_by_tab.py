"""A draft is one tab's: two tabs on one form keep what was typed into each."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0045_list_at_location"),
    ]

    operations = [
        migrations.AddField(
            model_name="storeddraft",
            name="tab",
            field=models.CharField(blank=True, db_default="", default="", max_length=21),
        ),
        migrations.RemoveConstraint(model_name="storeddraft", name="draft_once_per_form"),
        migrations.AddConstraint(
            model_name="storeddraft",
            constraint=models.UniqueConstraint(
                fields=("person", "address", "tab"), name="draft_once_per_tab"
            ),
        ),
        migrations.AlterField(
            model_name="storeddraft",
            name="state",
            field=models.CharField(
                choices=[
                    ("typed", "typed"),
                    ("held-back", "sent while signed out"),
                    ("closed", "sent or discarded"),
                    ("set-aside", "the form was sent or discarded in another tab"),
                ],
                max_length=9,
            ),
        ),
    ]
