"""Whether the database can still number the rows of each table.

A counter that stands at its end keeps every further row out, and so does a row with the greatest
number there is: SQLite counts on from whichever is greater. On PostgreSQL the rows just beyond a
counter keep out as many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, models

from scheduling.models import ChainHead, sql_statements
from scheduling.models.schema.asked_parts import stored_models

MOST = 2**53  # a number that is never reached by counting
ROOM = 1_000_000  # numbers that a counter must have left
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
    " AND pg_table_is_visible(oid)",
}
SQLITE_COUNTERS = "SELECT name, seq FROM sqlite_sequence"
POSTGRES_COUNTERS = """
    SELECT tables.relname, seqrelid::regclass::text, seqmax, seqincrement
    FROM pg_class AS tables JOIN pg_depend ON refobjid = tables.oid
      AND classid = 'pg_class'::regclass AND deptype IN ('i', 'a')
    JOIN pg_sequence ON seqrelid = objid
    WHERE pg_table_is_visible(tables.oid) AND has_sequence_privilege(seqrelid, 'SELECT')"""
# Where none was given out yet, the number is the next one.
LAST = "SELECT '{table}', last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM {counter}"
AT_ITS_END = "the counter of the table {table} stands at its end"
NO_COUNTER = "the table {table} has no counter for its rows"
AT_THE_END = "a row of the table {table} has a number at the end of all"
BEYOND = "a row of the table {table} has a number beyond its counter"


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """A table that takes no more rows, or not all: why, in words, and the number."""

    table: str
    said: str
    number: str


def find() -> Iterator[Unnumbered]:
    """Each of them, where it is there at all."""
    there = {name for (name,) in sql_statements.rows(TABLES[connection.vendor])}
    numbered = {
        model._meta.db_table: model._meta.pk.column
        for model in stored_models()
        if model is not ChainHead  # whose one row has its number from us
        and isinstance(model._meta.pk, models.AutoField)
        and model._meta.db_table in there
    }
    greatest = dict(_greatest(numbered))
    find_in = _in_sqlite if connection.vendor == "sqlite" else _in_postgres
    for table, words, number in find_in(greatest):
        yield Unnumbered(table, words.format(table=table), str(number))


def _greatest(numbered: dict[str, str]) -> list[tuple[str, object]]:
    each = (
        f"SELECT '{table}', (SELECT max({connection.ops.quote_name(column)}) FROM {table})"
        for table, column in numbered.items()
    )
    return [(table, last or 0) for table, last in sql_statements.rows(" UNION ALL ".join(each))]


def _in_sqlite(greatest: dict[str, object]) -> Iterator[tuple[str, str, object]]:
    for table, last in sql_statements.rows(SQLITE_COUNTERS):
        if table in greatest and not _is_counted(last):
            yield table, AT_ITS_END, last
    for table, last in greatest.items():
        if not _is_counted(last):
            yield table, AT_THE_END, last


def _is_counted(number: object) -> bool:
    return isinstance(number, int) and 0 <= number < MOST


def _in_postgres(greatest: dict[str, object]) -> Iterator[tuple[str, str, object]]:
    found = {table: row for table, *row in sql_statements.rows(POSTGRES_COUNTERS)}
    asked = (LAST.format(table=table, counter=row[0]) for table, row in found.items())
    given = dict(sql_statements.rows(" UNION ALL ".join(asked))) if found else {}
    for table, last in greatest.items():
        if table not in given:
            yield table, NO_COUNTER, last
            continue
        _, most, step = found[table]
        if step != 1 or given[table] + ROOM > min(most, MOST):
            yield table, AT_ITS_END, given[table]
        elif isinstance(last, int) and last > given[table]:
            yield table, BEYOND, last
