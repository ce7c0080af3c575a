"""What a database has and the models don't ask for: indexes, constraints, columns made otherwise,
foreign keys that do something.

An index or a CHECK can refuse rows of one kind, or of one person, and nothing else tells of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from scheduling.models import sql_statements
from scheduling.models.schema.asked_parts import (
    NAMED_TABLE,
    AskedParts,
    asked,
    parts_of,
    single_spaced,
    without_name,
)

# SQLite goes by how a row of its schema was made, and hardly by what else the row says.
INDEXES = """SELECT name, sql FROM sqlite_master
  WHERE sql LIKE 'CREATE INDEX%%' OR sql LIKE 'CREATE UNIQUE INDEX%%' ORDER BY name"""
TABLES = "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%%' ORDER BY name"
REFERENCES = re.compile(r"\bREFERENCES\s+[\"'`\[]?(\w+)", re.IGNORECASE)
SHOWN = 200
PART = "the portal did not make “{part}” in the table {table}"


@dataclass(frozen=True, slots=True)
class Strange:
    """One such part: what it is, in words, and how it was made."""

    said: str
    made: str


def find() -> Iterator[Strange]:
    """Each part that the portal did not make."""
    if connection.vendor == "sqlite":
        yield from _in_sqlite()


def _in_sqlite() -> Iterator[Strange]:
    wanted = asked()
    for name, sql in sql_statements.rows(INDEXES):
        if without_name(sql) not in wanted.indexes:
            yield Strange(f"the portal did not make the index {name}", single_spaced(sql))
    for name, sql in sql_statements.rows(TABLES):
        yield from _of_table(str(name), single_spaced(sql), wanted)


def _of_table(row: str, sql: str, wanted: AskedParts) -> Iterator[Strange]:
    named = NAMED_TABLE.match(sql)
    name = (named[1] or named[2]) if named else row
    if name not in wanted.tables:
        for other in sorted(set(REFERENCES.findall(sql)) & wanted.tables.keys()):
            said = f"the portal did not make the table {name}, which refers to {other}"
            yield Strange(said, sql)
        return
    if named is None:
        yield Strange(PART.format(part=sql[:SHOWN], table=name), sql)
        return
    for part in parts_of(sql):
        if part not in wanted.tables[name]:
            yield Strange(PART.format(part=part[:SHOWN], table=name), part)
