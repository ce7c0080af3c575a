"""Statements written out in SQL, for the few that every booking and every form runs.

The query builder takes 0.2 to 0.5 ms to put together a statement that the database answers in 0.02 ms, and
takes it again each time. Both databases understand every statement that is run through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

Rows = list[tuple[Any, ...]]


def rows(sql: str, *values: object) -> Rows:
    """What a SELECT finds; `%s` in it stands for the values in turn."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: Rows = cursor.fetchall()
    return found


def run(sql: str, *values: object) -> None:
    """Carry out a statement that answers nothing."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def insertion(table: str, columns: Sequence[str]) -> str:
    """The statement that inserts one row."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"


def locked(sql: str) -> str:
    """The SELECT with its rows locked, on a database that locks rows; SQLite locks all of itself."""
    return f"{sql} {connection.ops.for_update_sql()}" if connection.features.has_select_for_update else sql
