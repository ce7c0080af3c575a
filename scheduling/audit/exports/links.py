"""What the events between two of a file hash to: the chain can be followed past them, and nothing
of what they say leaves the house.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson
from django.db import DatabaseError, connection

from scheduling.audit import chain_walker
from scheduling.audit.chain import SORTED
from scheduling.models import sql_statements

NUMBER_AT = SORTED.index("number")
NUMBERS = (
    "SELECT number FROM scheduling_auditevent WHERE number > %s AND number <= %s ORDER BY number"
    " LIMIT %s"
)
MOST_LINKS = 200_000  # between two events of a file


def links(first: int, last: int) -> Iterator[list[str]]:
    """What the events from `first` to `last` hash to, in order, read by key, a block at a time."""
    columns = ", ".join(
        chain_walker.AT.get(connection.vendor, name) if name == "at" else name for name in SORTED
    )
    sql = (
        f"SELECT {columns} FROM scheduling_auditevent WHERE number > %s AND number <= %s ORDER BY"
        " number LIMIT %s"
    )
    before = first - 1
    while rows := _rows(sql, before, last):
        yield [_link(dict(zip(SORTED, row, strict=True))) for row in rows]
        before = rows[-1][NUMBER_AT]


def _rows(sql: str, before: int, last: int) -> sql_statements.Rows:
    """A block of events; one that SQLite can't give as text has nothing but its number."""
    try:
        return sql_statements.rows(sql, before, last, chain_walker.BLOCK)
    except DatabaseError as error:
        if chain_walker.UNREADABLE not in str(error):
            raise
    rows = sql_statements.rows(NUMBERS, before, last, chain_walker.BLOCK)
    return [row for (number,) in rows for row in _row(sql, number)]


def _row(sql: str, number: int) -> sql_statements.Rows:
    try:
        return sql_statements.rows(sql, number - 1, number, 1)
    except DatabaseError:
        return [tuple(number if name == "number" else b"" for name in SORTED)]


def _link(columns: dict[str, Any]) -> str:
    """A content hash; none where somebody put something into the database that can't be hashed."""
    if connection.vendor == "sqlite":
        columns["at"] = chain_walker.written(columns["at"])
    try:
        return hashlib.sha256(orjson.dumps(chain_walker.hashed(columns))).hexdigest()
    except TypeError:
        return ""


def between(after: int, before: int) -> list[str] | None:
    """The links of the events after one and before another; None where they are too many."""
    if before - after - 1 > MOST_LINKS:
        return None
    if before - after < 2:
        return []
    return [one for block in links(after + 1, before - 1) for one in block]
