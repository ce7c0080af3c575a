"""Reader of the schema that a database really has: columns, constraints and indexes.

SQLite is asked in three statements. Django's own introspection parses the text of every table
there, which takes seconds, and a supervisor asks every few.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection

SQLITE_COLUMNS = """
    SELECT tables.name, columns.name, NOT columns."notnull", columns.dflt_value IS NOT NULL
    FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table'"""
SQLITE_INDEXES = """
    SELECT tables.name, indexes.name, indexes."unique", parts.name
    FROM sqlite_master AS tables, pragma_index_list(tables.name) AS indexes,
        pragma_index_info(indexes.name) AS parts
    WHERE tables.type = 'table' ORDER BY tables.name, indexes.name, parts.seqno"""
SQLITE_TEXTS = "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
_NAMED = re.compile(r'\bCONSTRAINT "([^"]+)"')


@dataclass(frozen=True, slots=True)
class LiveColumn:
    """A column: whether it may be empty, and whether it is filled where nothing is said."""

    may_be_empty: bool
    has_default: bool


@dataclass(frozen=True, slots=True)
class LiveTable:
    """A table: its columns by name, the names of its constraints and indexes, and which columns
    together are there once only.
    """

    columns: dict[str, LiveColumn] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    unique: set[tuple[str, ...]] = field(default_factory=set)


def tables() -> Mapping[str, LiveTable]:
    """All tables of the database by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return _in_sqlite(cursor)
        names = connection.introspection.table_names(cursor)
        return {name: _introspected(name, cursor) for name in names}


def _in_sqlite(cursor: Any) -> dict[str, LiveTable]:
    cursor.execute(SQLITE_TEXTS)
    found = {name: LiveTable(names=set(_NAMED.findall(sql))) for name, sql in cursor.fetchall()}
    cursor.execute(SQLITE_COLUMNS)
    for table, column, may_be_empty, has_default in cursor.fetchall():
        found[table].columns[column] = LiveColumn(bool(may_be_empty), bool(has_default))
    cursor.execute(SQLITE_INDEXES)
    for (table, name, is_unique), parts in groupby(cursor.fetchall(), itemgetter(0, 1, 2)):
        found[table].names.add(name)
        if is_unique:
            found[table].unique.add(tuple(column for *_, column in parts))
    return found


def _introspected(name: str, cursor: Any) -> LiveTable:
    columns = connection.introspection.get_table_description(cursor, name)
    kept = connection.introspection.get_constraints(cursor, name)
    return LiveTable(
        {one.name: LiveColumn(bool(one.null_ok), one.default is not None) for one in columns},
        set(kept),
        {tuple(one["columns"]) for one in kept.values() if one["unique"]},
    )
