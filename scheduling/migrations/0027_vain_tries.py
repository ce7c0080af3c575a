"""Vain tries are counted in a table of their own. The cache's table goes: what it held was pickled,
so whoever could write to the database could have run code in the portal, and whoever filled it
washed the counts out.
"""

from django.core.management import call_command
from django.db import migrations, models

TABLE = "portal_cache"


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE IF EXISTS {schema_editor.quote_name(TABLE)}")


def make(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0026_known_accounts"),
    ]
    operations = [
        migrations.CreateModel(
            name="VainTries",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
                ("since", models.DateTimeField(db_index=True)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(drop, make),
    ]
