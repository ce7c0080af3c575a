"""Whether the database has the tables, columns, constraints and guards that the models ask for.

That migrations are noted as done does not show it: a table may have been changed by hand, or made
by an earlier text of a migration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Field, Model

from scheduling.readiness.fault import Fault

REPAIR = "restore the database from a backup, or make what is missing by hand"
MIGRATE = "run `manage.py migrate`"
GUARDS = {
    "sqlite": (
        "audit_event_keeps_UPDATE",
        "audit_event_keeps_DELETE",
        "audit_event_keeps_number",
        "personal_value_keeps",
        "personal_value_keeps_name",
        "chain_head_stays",
    ),
    "postgresql": (
        "audit_event_keeps",
        "audit_event_keeps_all",
        "personal_value_keeps",
        "chain_head_stays",
    ),
}
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def faults() -> Iterator[Fault]:
    """What is not as the models have it, table by table."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in _stored():
            if missing := list(_differences(model, tables, cursor)):
                table = model._meta.db_table
                yield Fault(f"The table {table} lacks {', '.join(missing[:5])}.", REPAIR)
        cursor.execute(TRIGGERS[connection.vendor])
        standing = {name for (name,) in cursor.fetchall()}
    lost = [name for name in GUARDS[connection.vendor] if name not in standing]
    if lost:
        yield Fault(
            f"Guards of the log are gone from the database ({', '.join(lost)}).",
            "find out who removed them, verify the log with `manage.py audit_verify`, and restore"
            " the database from a backup",
        )


def _stored() -> list[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return [one for one in models if one._meta.managed and not one._meta.proxy]


def _differences(model: type[Model], tables: set[str], cursor: Any) -> Iterator[str]:
    meta = model._meta
    if meta.db_table not in tables:
        yield "everything: it is not there"
        return
    found = connection.introspection.get_table_description(cursor, meta.db_table)
    columns = {column.name: column for column in found}
    for field in meta.local_concrete_fields:
        yield from _of_column(field, columns.get(field.column))
    known = {field.column for field in meta.local_concrete_fields}
    for name, column in columns.items():
        if name not in known and not column.null_ok and column.default is None:
            yield f"a model for its column {name}, which must be filled"
    kept = connection.introspection.get_constraints(cursor, meta.db_table)
    yield from _of_constraints(model, kept)


def _of_column(field: Field[Any, Any], column: Any) -> Iterator[str]:
    if column is None:
        yield f"the column {field.column}"
    elif bool(column.null_ok) != field.null and not field.primary_key:
        yield f"the right column {field.column}: it may {'' if column.null_ok else 'not '}be empty"


def _of_constraints(model: type[Model], kept: dict[str, dict[str, Any]]) -> Iterator[str]:
    meta = model._meta
    for one in [*meta.constraints, *meta.indexes]:
        if one.name not in kept:
            yield f"{'the constraint' if one in meta.constraints else 'the index'} {one.name}"
    unique = {tuple(one["columns"]) for one in kept.values() if one["unique"]}
    alone: Iterable[tuple[str, ...]] = (
        (field.column,)
        for field in meta.local_concrete_fields
        if field.unique and not field.primary_key
    )
    together = (
        tuple(meta.get_field(name).column for name in names) for names in meta.unique_together
    )
    for columns in (*alone, *together):
        if columns not in unique:
            yield f"that {' and '.join(columns)} is there once only"
