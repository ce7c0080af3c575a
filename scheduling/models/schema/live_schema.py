"""Reader of the schema that a database really has: columns, constraints and indexes.

It is asked in three statements. Django's own introspection parses the text of every table on
SQLite, which takes seconds, and a supervisor asks every few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from django.db import connection

from scheduling.models import sql_statements
from scheduling.models.schema import asked_parts

SQLITE_COLUMNS = """
    SELECT tables.name, columns.name, NOT columns."notnull", columns.dflt_value IS NOT NULL
    FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table'"""
# Of what is there once only: with a condition, or of something else than columns, it is not.
SQLITE_UNIQUE = """
    SELECT tables.name, indexes.name, parts.name
    FROM sqlite_master AS tables, pragma_index_list(tables.name) AS indexes,
        pragma_index_info(indexes.name) AS parts
    WHERE tables.type = 'table' AND indexes."unique" AND NOT indexes.partial
    ORDER BY tables.name, indexes.name, parts.seqno"""
SQLITE_MADE = """SELECT type, name, tbl_name, sql FROM sqlite_master
    WHERE type = 'table' OR type = 'index' AND sql IS NOT NULL ORDER BY type DESC"""
OURS = "tables.relkind IN ('r', 'p') AND pg_table_is_visible(tables.oid)"
POSTGRES_COLUMNS = f"""
    SELECT tables.relname, attname, NOT attnotnull, atthasdef OR attidentity <> ''
    FROM pg_class AS tables JOIN pg_attribute ON attrelid = tables.oid
    WHERE {OURS} AND attnum > 0 AND NOT attisdropped"""
POSTGRES_UNIQUE = f"""
    SELECT tables.relname, indexes.relname, attname
    FROM pg_class AS tables JOIN pg_index ON indrelid = tables.oid
    JOIN pg_class AS indexes ON indexes.oid = indexrelid
    CROSS JOIN generate_series(0, indnkeyatts - 1) AS place
    LEFT JOIN pg_attribute ON attrelid = tables.oid AND attnum = indkey[place] AND attnum > 0
    WHERE {OURS} AND indisunique AND indisvalid AND indpred IS NULL
    ORDER BY tables.relname, indexes.relname, place"""
# A constraint that has an index of its own is told as the constraint.
POSTGRES_MADE = f"""
    SELECT tables.relname, indexes.relname,
      pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' not valid' END
    FROM pg_class AS tables JOIN pg_index ON indrelid = tables.oid
    JOIN pg_class AS indexes ON indexes.oid = indexrelid WHERE {OURS}
    AND NOT EXISTS (SELECT 1 FROM pg_constraint AS kept
      WHERE kept.conrelid = tables.oid AND kept.conname = indexes.relname)
    UNION ALL SELECT tables.relname, conname, pg_get_constraintdef(kept.oid)
    FROM pg_class AS tables JOIN pg_constraint AS kept ON conrelid = tables.oid WHERE {OURS}"""


@dataclass(frozen=True, slots=True)
class LiveColumn:
    """A column: whether it may be empty, and whether it is filled where nothing is said."""

    may_be_empty: bool
    has_default: bool


@dataclass(frozen=True, slots=True)
class LiveTable:
    """A table: its columns by name, how its constraints and indexes are made by name
    (`asked_parts.comparable_sql`), and which columns together are there once only.
    """

    columns: dict[str, LiveColumn] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    unique: set[tuple[str | None, ...]] = field(default_factory=set)


def tables() -> Mapping[str, LiveTable]:
    """All tables of the database by name."""
    found: dict[str, LiveTable] = {}
    is_sqlite = connection.vendor == "sqlite"
    made = _made_in_sqlite() if is_sqlite else sql_statements.rows(POSTGRES_MADE)
    for table, name, sql in made:
        known = found.setdefault(table, LiveTable())
        if name:
            known.made[name] = asked_parts.comparable_sql(sql)
    columns = SQLITE_COLUMNS if is_sqlite else POSTGRES_COLUMNS
    for table, name, may_be_empty, has_default in sql_statements.rows(columns):
        column = LiveColumn(bool(may_be_empty), bool(has_default))
        found.setdefault(table, LiveTable()).columns[name] = column
    unique = sql_statements.rows(SQLITE_UNIQUE if is_sqlite else POSTGRES_UNIQUE)
    for (table, _), parts in groupby(unique, itemgetter(0, 1)):
        found[table].unique.add(tuple(column for *_, column in parts))
    return found


def _made_in_sqlite() -> Iterator[tuple[str, str, str]]:
    """Table, name and statement of each index, and of each constraint within a table."""
    for kind, name, table, sql in sql_statements.rows(SQLITE_MADE):
        if kind == "index":
            yield table, name, sql
            continue
        yield name, "", ""
        if asked_parts.NAMED_TABLE.match(plain := asked_parts.single_spaced(sql)):
            parts = asked_parts.named_parts(asked_parts.parts_of(plain))
            yield from ((name, part, made) for part, made in parts.items())
