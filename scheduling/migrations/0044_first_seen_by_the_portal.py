"""Since when a session is known here is told by the portal's clock, as all is that it is compared
with. The table stays as it is: where none is told, as by an older process, the database's tells it.
"""

import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

TOLD = migrations.AlterField(
    model_name="examsession",
    name="first_seen_at",
    field=models.DateTimeField(
        db_default=django.db.models.functions.datetime.Now(),
        default=django.utils.timezone.now,
        null=True,
        verbose_name="first known here",
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0043_given_unreadably"),
    ]

    operations = [
        # Of the model alone: SQLite would copy the whole table for it.
        migrations.SeparateDatabaseAndState(state_operations=[TOLD]),
    ]
