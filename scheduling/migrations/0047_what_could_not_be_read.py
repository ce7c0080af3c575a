"""A session keeps what the last answer about it gave in a way that can't be read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0046_drafts_by_tab"),
    ]

    operations = [
        migrations.AddField(
            model_name="examsession",
            name="unread",
            field=models.CharField(
                max_length=700, null=True, verbose_name="given in a way that can’t be read"
            ),
        ),
    ]
