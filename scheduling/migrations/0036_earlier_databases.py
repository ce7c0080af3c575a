"""A database that was begun while the first migrations still changed gets what they gave later."""

from django.db import migrations


def add_what_is_missing(apps, schema_editor):
    connection = schema_editor.connection
    for model in apps.get_app_config("scheduling").get_models():
        with connection.cursor() as cursor:
            there = connection.introspection.get_constraints(cursor, model._meta.db_table)
        for index in model._meta.indexes:
            if index.name not in there:
                schema_editor.add_index(model, index)
        for constraint in model._meta.constraints:
            if constraint.name not in there:
                schema_editor.add_constraint(model, constraint)


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0035_card_payments")]
    operations = [migrations.RunPython(add_what_is_missing, migrations.RunPython.noop)]
