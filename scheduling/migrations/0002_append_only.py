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
# REPLACE deletes without firing the triggers above, so it must find nothing to replace.
SQLITE_ONCE = """
CREATE TRIGGER audit_event_keeps_number BEFORE INSERT ON scheduling_auditevent
WHEN EXISTS (SELECT 1 FROM scheduling_auditevent WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'audit events are never changed or removed'); END;
"""
SQLITE_VALUE_ONCE = """
CREATE TRIGGER personal_value_keeps_name BEFORE INSERT ON scheduling_personalvalue
WHEN EXISTS (SELECT 1 FROM scheduling_personalvalue
             WHERE id = NEW.id OR (event_number = NEW.event_number AND name = NEW.name))
BEGIN SELECT RAISE(ABORT, 'personal values are never changed'); END;
"""
SQLITE_HEAD = """
CREATE TRIGGER chain_head_stays BEFORE DELETE ON scheduling_chainhead
BEGIN SELECT RAISE(ABORT, 'the head of the chain is never removed'); END;
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
CREATE TRIGGER chain_head_stays BEFORE DELETE ON scheduling_chainhead
FOR EACH ROW EXECUTE FUNCTION scheduling_refuse_change();
"""
POSTGRES_DROP = """
DROP TRIGGER audit_event_keeps ON scheduling_auditevent;
DROP TRIGGER audit_event_keeps_all ON scheduling_auditevent;
DROP TRIGGER personal_value_keeps ON scheduling_personalvalue;
DROP TRIGGER chain_head_stays ON scheduling_chainhead;
DROP FUNCTION scheduling_refuse_change();
"""

SQLITE_TRIGGERS = (
    "audit_event_keeps_UPDATE",
    "audit_event_keeps_DELETE",
    "audit_event_keeps_number",
    "personal_value_keeps",
    "personal_value_keeps_name",
    "chain_head_stays",
)


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        return schema_editor.execute(POSTGRES)
    for what in ("UPDATE", "DELETE"):
        schema_editor.execute(SQLITE.format(what=what))
    for statement in (SQLITE_VALUES, SQLITE_ONCE, SQLITE_VALUE_ONCE, SQLITE_HEAD):
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        return schema_editor.execute(POSTGRES_DROP)
    for name in SQLITE_TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
