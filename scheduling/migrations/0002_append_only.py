"""The database itself refuses to change or remove audit events, and to change personal values."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER audit_event_keeps_{what} BEFORE {what} ON scheduling_auditevent
BEGIN SELECT RAISE(ABORT, 'audit events are never changed or removed'); END;
"""
SQLITE_VALUES = """
CREATE TRIGGER personal_value_keeps BEFORE UPDATE ON scheduling_personalvalue
BEGIN SELECT RAISE(ABORT, 'personal values are never changed'); END;
"""
POSTGRES = """
CREATE FUNCTION scheduling_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit events are never changed or removed'; END $$;
CREATE TRIGGER audit_event_keeps BEFORE UPDATE OR DELETE ON scheduling_auditevent
FOR EACH ROW EXECUTE FUNCTION scheduling_refuse_change();
CREATE TRIGGER audit_event_keeps_all BEFORE TRUNCATE ON scheduling_auditevent
FOR EACH STATEMENT EXECUTE FUNCTION scheduling_refuse_change();
CREATE TRIGGER personal_value_keeps BEFORE UPDATE ON scheduling_personalvalue
FOR EACH ROW EXECUTE FUNCTION scheduling_refuse_change();
"""
POSTGRES_DROP = """
DROP TRIGGER audit_event_keeps ON scheduling_auditevent;
DROP TRIGGER audit_event_keeps_all ON scheduling_auditevent;
DROP TRIGGER personal_value_keeps ON scheduling_personalvalue;
DROP FUNCTION scheduling_refuse_change();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        return schema_editor.execute(POSTGRES)
    for what in ("UPDATE", "DELETE"):
        schema_editor.execute(SQLITE.format(what=what))
    schema_editor.execute(SQLITE_VALUES)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        return schema_editor.execute(POSTGRES_DROP)
    for name in ("audit_event_keeps_UPDATE", "audit_event_keeps_DELETE", "personal_value_keeps"):
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
