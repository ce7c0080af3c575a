"""How SQLite keeps what the portal works by: in the form in which it was written, and found by its
indexes as it stands in its table.

SQLite takes bytes where text belongs and text where a number does, and reads a lookup out of an
index without asking the table. What a page looks up is then not what a verification reads, though
every value reads the same. PostgreSQL refuses the first itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.models import (
    AuditEvent,
    EarlierState,
    EventAction,
    ExamSession,
    PersonalValue,
    ProviderId,
    SearchWord,
    sql_statements,
)
from scheduling.models.schema.asked_parts import stored_models

# What an event says, the walk along the chain reads itself, strictly.
OF_THE_CHAIN = (AuditEvent, PersonalValue)
# Comparing every entry of an index takes half a minute for a million rows; these are counted. The
# walk along the chain looks each event up in those of the log (`scheduling/audit/log_indexes.py`).
TOO_MANY_TO_COMPARE = (
    *(AuditEvent, PersonalValue, EventAction, ProviderId),
    *(ExamSession, EarlierState, SearchWord),
)
NUMBERS = ("integer",)
FORMS = {
    "BinaryField": ("blob",),
    "BooleanField": NUMBERS,
    "DecimalField": ("integer", "real"),
    "FloatField": ("integer", "real"),
}
TEXT = ("text",)
A_DAY, A_TIME = "[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]", "[0-2][0-9]:[0-5][0-9]:[0-5][0-9]"
NO_MOMENT = "(julianday({column}) IS NULL OR {column} NOT GLOB '{shape}')"
SMALL = "{column} NOT BETWEEN 0 AND 2147483647"
# What has the form, and says nothing that the portal can read.
SAYS_NOTHING = {
    "DateTimeField": NO_MOMENT.replace("{shape}", f"{A_DAY} {A_TIME}*"),
    "DateField": NO_MOMENT.replace("{shape}", A_DAY),
    "TimeField": NO_MOMENT.replace("{shape}", f"{A_TIME}*"),
    "UUIDField": "(length({column}) <> 32 OR {column} GLOB '*[^0-9a-f]*')",
    "DecimalField": "abs({column}) >= 1e10",
    "BigIntegerField": "{column} < 0",
    "PositiveIntegerField": SMALL,
    "PositiveSmallIntegerField": SMALL,
}
MOST = 5  # rows of a column that are named
KEPT = "{table}.{column} is kept as something else than the portal writes in {rows}"
LIES = "an index of {table} is not as its table: {what}"
MORE_OR_LESS = "{name} has {entries} entries for {rows} rows"
# Those that have every row of their table.
WHOLE = "SELECT name FROM pragma_index_list(%s) WHERE NOT partial"


def check() -> Iterator[TableDifference]:
    """Each column with a value of another form, and each index that tells other rows than its table
    has.
    """
    if connection.vendor != "sqlite":
        return
    there = set(connection.introspection.table_names())
    for model in stored_models():
        if model._meta.db_table in there:
            yield from _of_another_form(model)
            yield from _lying_indexes(model)


def _of_another_form(model: type[Model]) -> Iterator[TableDifference]:
    if model in OF_THE_CHAIN:
        return
    table, fields = model._meta.db_table, model._meta.local_concrete_fields
    strange = {one.column: _is_strange(one) for one in fields}
    any_of_them = f"SELECT 1 FROM {table} WHERE {' OR '.join(strange.values())} LIMIT 1"
    if not sql_statements.rows(any_of_them):
        return
    for column, condition in strange.items():
        rows = sql_statements.rows(f"SELECT rowid FROM {table} WHERE {condition} LIMIT {MOST}")
        if numbers := ", ".join(str(number) for (number,) in rows):
            said = KEPT.format(table=table, column=column, rows=f"row {numbers}")
            yield TableDifference(f"form {table}.{column}", said, stands=(numbers,))


def _is_strange(field: Field[Any, Any]) -> str:
    """The condition that a value of the field is none of the form in which it is written."""
    column = connection.ops.quote_name(field.column)
    kind = field.target_field if field.is_relation else field
    name = kind.get_internal_type()
    forms = FORMS.get(name, NUMBERS if name.endswith(("IntegerField", "AutoField")) else TEXT)
    allowed = ", ".join(f"'{one}'" for one in (*forms, *(("null",) if field.null else ())))
    said = f"typeof({column}) NOT IN ({allowed})"
    if name in SAYS_NOTHING:
        says_nothing = SAYS_NOTHING[name].format(column=column)
        said = f"({said} OR {column} IS NOT NULL AND {says_nothing})"
    if field.is_relation:
        said = f"({said} OR {_leads_nowhere(field)})"
    return f"({said} OR {column} NOT IN (0, 1))" if name == "BooleanField" else said


def _leads_nowhere(field: Field[Any, Any]) -> str:
    """The condition that a row is named which is not there."""
    column, there = connection.ops.quote_name(field.column), field.target_field
    found = f"SELECT {there.column} FROM {there.model._meta.db_table}"
    return f"{column} IS NOT NULL AND {column} NOT IN ({found})"


def _lying_indexes(model: type[Model]) -> Iterator[TableDifference]:
    table = model._meta.db_table
    if model in TOO_MANY_TO_COMPARE:
        found = list(_miscounted(table))
    else:
        found = [what for (what,) in sql_statements.rows(f"PRAGMA integrity_check({table})")]
    for what in found:
        if what != "ok":
            said = LIES.format(table=table, what=what)
            yield TableDifference(f"index {table} {what}", said, may_be_explained=False)


def _miscounted(table: str) -> Iterator[str]:
    for (name,) in sql_statements.rows(WHOLE, table):
        # In one statement, so that nothing is added between the two. A bare count(*) is taken from
        # whichever index is smallest.
        counting = (
            f"SELECT (SELECT count(*) FROM {table} NOT INDEXED),"
            f' (SELECT coalesce(sum(1), 0) FROM {table} INDEXED BY "{name}")'
        )
        [(rows, entries)] = sql_statements.rows(counting)
        if entries != rows:
            yield MORE_OR_LESS.format(name=name, entries=entries, rows=rows)
