"""The table of the database cache, so that `migrate` makes all that a database needs."""

from django.core.management import call_command
from django.db import migrations

TABLE = "portal_cache"


def make(apps, schema_editor):
    """Django's own command, which leaves a table alone that it made before."""
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):

    dependencies = [
        ("scheduling", "0004_log_search_and_campus_rules"),
    ]

    operations = [
        migrations.RunPython(make, drop),
    ]
