"""What a database has and the models don't ask for: indexes, constraints, columns made otherwise,
foreign keys that do something, counters at their end.

An index or a CHECK can refuse rows of one kind, or of one person, and nothing else tells of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from django.db import connection

from scheduling.models import sql_statements
from scheduling.models.schema.missing_parts import stored_models

# SQLite goes by how a row of its schema was made, and hardly by what else the row says.
INDEXES = """SELECT name, sql FROM sqlite_master
  WHERE sql LIKE 'CREATE INDEX%%' OR sql LIKE 'CREATE UNIQUE INDEX%%' ORDER BY name"""
TABLES = "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%%' ORDER BY name"
COUNTERS = "SELECT name, seq FROM sqlite_sequence ORDER BY name"
REFERENCES = re.compile(r"\bREFERENCES\s+[\"'`\[]?(\w+)", re.IGNORECASE)
_NAMED = re.compile(r"CREATE TABLE (?:\"([^\"]+)\"|(\w+)) ?\(")
_INDEX = re.compile(r"CREATE (UNIQUE )?INDEX (?:\"[^\"]+\"|\w+)")
MOST = 2**53  # a counter that is never reached by counting
SHOWN = 200
PART = "the portal did not make “{part}” in the table {table}"


@dataclass(frozen=True, slots=True)
class Strange:
    """One such part: what it is, in words, and how it was made."""

    said: str
    made: str


@dataclass(slots=True)
class Asked:
    """What the models ask for: the parts of each table, and the indexes without their names."""

    tables: dict[str, set[str]] = field(default_factory=dict)
    indexes: set[str] = field(default_factory=set)


def find() -> Iterator[Strange]:
    """Each part that the portal did not make."""
    if connection.vendor == "sqlite":
        yield from _in_sqlite()


def _in_sqlite() -> Iterator[Strange]:
    asked = _asked()
    for name, sql in sql_statements.rows(INDEXES):
        if _without_name(sql) not in asked.indexes:
            yield Strange(f"the portal did not make the index {name}", _plain(sql))
    for name, sql in sql_statements.rows(TABLES):
        yield from _of_table(str(name), _plain(sql), asked)
    for name, last in sql_statements.rows(COUNTERS):
        if name in asked.tables and not (isinstance(last, int) and 0 <= last < MOST):
            yield Strange(f"the counter of the table {name} stands at its end", str(last))


def _of_table(row: str, sql: str, asked: Asked) -> Iterator[Strange]:
    named = _NAMED.match(sql)
    name = (named[1] or named[2]) if named else row
    if name not in asked.tables:
        for other in sorted(set(REFERENCES.findall(sql)) & asked.tables.keys()):
            said = f"the portal did not make the table {name}, which refers to {other}"
            yield Strange(said, sql)
        return
    if named is None:
        yield Strange(PART.format(part=sql[:SHOWN], table=name), sql)
        return
    for part in _parts(sql):
        if part not in asked.tables[name]:
            yield Strange(PART.format(part=part[:SHOWN], table=name), part)


@cache
def _asked() -> Asked:
    """What migrations of today’s models make, as SQL: no statement is run."""
    editor = connection.schema_editor(collect_sql=True)
    editor.deferred_sql = []
    for model in stored_models():
        editor.create_model(model)
    asked = Asked()
    for statement in (*editor.collected_sql, *editor.deferred_sql):
        sql = _plain(str(statement).rstrip(";"))
        if named := _NAMED.match(sql):
            asked.tables[named[1] or named[2]] = set(_parts(sql))
        else:
            asked.indexes.add(_without_name(sql))
    later = import_module("scheduling.migrations.0025_event_formula")
    made = {f"{name} {kind}" for name, kind in later.COLUMNS.items()}
    asked.tables[later.TABLE] |= made
    return asked


def _plain(sql: str) -> str:
    return " ".join(sql.split())


def _without_name(sql: str) -> str:
    return _INDEX.sub(lambda found: f"CREATE {found[1] or ''}INDEX", _plain(sql), count=1)


def _parts(sql: str) -> list[str]:
    """The columns and constraints of a table, and what stands behind its last bracket."""
    start, end = sql.index("(") + 1, sql.rindex(")")
    parts, depth, quote, begin = list[str](), 0, "", start
    for place in range(start, end):
        char = sql[place]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "," and depth == 0:
            parts.append(sql[begin:place].strip())
            begin = place + 1
    behind = sql[end + 1 :].strip()
    return [*parts, sql[begin:end].strip(), *([behind] if behind else [])]
