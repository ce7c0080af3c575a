"""What the models ask for and a database lacks: tables, columns, constraints and indexes.

That migrations are noted as done does not show it: a table may have been changed by hand, or made
by an earlier text of a migration. Nor does a name show it: another index can bear it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Field, Model

from scheduling.models.schema import live_schema
from scheduling.models.schema.asked_parts import asked, comparable_sql, stored_models
from scheduling.models.schema.live_schema import LiveColumn, LiveTable

_NAME = re.compile(r"(?<=index )\S+ (?=on )", re.IGNORECASE)  # of an index, where it is made


def by_table() -> Iterator[tuple[str, list[str]]]:
    """Each table that is not as the models have it, with what it lacks, in words."""
    tables = live_schema.tables()
    for model in stored_models():
        name = model._meta.db_table
        if missing := list(_differences(model, tables.get(name))):
            yield name, missing


def _differences(model: type[Model], table: LiveTable | None) -> Iterator[str]:
    if table is None:
        yield "everything: it is not there"
        return
    for field in model._meta.local_concrete_fields:
        yield from _of_column(field, table.columns.get(field.column))
    known = {field.column for field in model._meta.local_concrete_fields}
    for name, column in table.columns.items():
        if name not in known and not column.may_be_empty and not column.has_default:
            yield f"a model for its column {name}, which must be filled"
    yield from _of_constraints(model, table)


def _of_column(field: Field[Any, Any], column: LiveColumn | None) -> Iterator[str]:
    if column is None:
        yield f"the column {field.column}"
    elif column.may_be_empty != field.null and not field.primary_key:
        may = "" if column.may_be_empty else "not "
        yield f"the right column {field.column}: it may {may}be empty"


def _of_constraints(model: type[Model], table: LiveTable) -> Iterator[str]:
    meta = model._meta
    wanted = asked().named
    for one in [*meta.constraints, *meta.indexes]:
        what = "constraint" if one in meta.constraints else "index"
        if one.name not in table.made:
            yield f"the {what} {one.name}"
        elif table.made[one.name] != comparable_sql(wanted[one.name]):
            yield f"the right {what} {one.name}: what bears its name is made otherwise"
    yield from _of_fields_indexes(model, table)
    alone: Iterable[tuple[str, ...]] = (
        (field.column,)
        for field in meta.local_concrete_fields
        if field.unique and not field.primary_key
    )
    together = (
        tuple(meta.get_field(name).column for name in names) for names in meta.unique_together
    )
    for columns in (*alone, *together):
        if columns not in table.unique:
            yield f"that {' and '.join(columns)} is there once only"


def _of_fields_indexes(model: type[Model], table: LiveTable) -> Iterator[str]:
    """Indexes that fields ask for: Django names them, so an earlier one may be called otherwise."""
    wanted, meta = asked(), model._meta
    own = {one.name for one in (*meta.constraints, *meta.indexes)}
    made = {_NAME.sub("", one) for one in table.made.values()}
    for name in wanted.indexed.get(meta.db_table, ()):
        if name not in own and _NAME.sub("", comparable_sql(wanted.named[name])) not in made:
            yield f"the index {name}"
