"""Personal values go only with an event: a row for each names it, and the database itself refuses to
delete a value that has none.
"""

from django.db import migrations, models

KINDS = "('personal_erased', 'retention_run')"
NOTED = f"""SELECT 1 FROM scheduling_erasedvalue AS noted
  JOIN scheduling_auditevent AS event ON event.number = noted.by_event
  WHERE noted.event_number = OLD.event_number AND noted.name = OLD.name AND event.kind IN {KINDS}"""
SQLITE_VALUE = f"""
CREATE TRIGGER personal_value_goes_with_event BEFORE DELETE ON scheduling_personalvalue
WHEN NOT EXISTS ({NOTED})
BEGIN SELECT RAISE(ABORT, 'personal values go only with an event'); END;
"""
SQLITE_NOTED = """
CREATE TRIGGER erased_value_keeps_{what} BEFORE {what} ON scheduling_erasedvalue
BEGIN SELECT RAISE(ABORT, 'what was erased is never changed'); END;
"""
POSTGRES = f"""
CREATE FUNCTION scheduling_refuse_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS ({NOTED}) THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'personal values go only with an event';
END $$;
CREATE FUNCTION scheduling_refuse_emptying() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'personal values go only with an event'; END $$;
CREATE TRIGGER personal_value_goes_with_event BEFORE DELETE ON scheduling_personalvalue
FOR EACH ROW EXECUTE FUNCTION scheduling_refuse_erasing();
CREATE TRIGGER personal_value_keeps_all BEFORE TRUNCATE ON scheduling_personalvalue
FOR EACH STATEMENT EXECUTE FUNCTION scheduling_refuse_emptying();
CREATE TRIGGER erased_value_keeps BEFORE UPDATE OR DELETE ON scheduling_erasedvalue
FOR EACH ROW EXECUTE FUNCTION scheduling_refuse_change();
"""
POSTGRES_DROP = """
DROP TRIGGER personal_value_goes_with_event ON scheduling_personalvalue;
DROP TRIGGER personal_value_keeps_all ON scheduling_personalvalue;
DROP TRIGGER erased_value_keeps ON scheduling_erasedvalue;
DROP FUNCTION scheduling_refuse_erasing();
DROP FUNCTION scheduling_refuse_emptying();
"""
SQLITE_TRIGGERS = (
    "personal_value_goes_with_event",
    "erased_value_keeps_UPDATE",
    "erased_value_keeps_DELETE",
)


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        return schema_editor.execute(POSTGRES)
    schema_editor.execute(SQLITE_VALUE)
    for what in ("UPDATE", "DELETE"):
        schema_editor.execute(SQLITE_NOTED.format(what=what))


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        return schema_editor.execute(POSTGRES_DROP)
    for name in SQLITE_TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0029_verification_findings")]
    operations = [
        migrations.CreateModel(
            "ErasedValue",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_number", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("by_event", models.BigIntegerField(db_index=True)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event_number", "name"), name="value_erased_once"
                    )
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
