"""Database backend for PostgreSQL whose pages do not wait forever where it has stopped answering.

PostgreSQL's own limits are kept by the server, which is what hangs. Here whoever waits counts, and
closes the connection: what the server made of the statement is not known then, and Django begins a
new connection with the next request.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import RV, PQGen

CONNECT_SECONDS = 5
_longest: float | None = None


def give_up_after(seconds: float) -> None:
    """Let no statement of this process wait longer. Pages ask for this; the worker and commands
    have statements that take longer by right.
    """
    global _longest
    _longest = seconds or None


class Connection(psycopg.Connection[Any]):
    """Raises `psycopg.OperationalError` where the database said nothing for too long."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        began, longest = time.monotonic(), _longest if timeout is None else timeout
        try:
            return super().wait(gen, interval, longest)
        except psycopg.Error as error:
            if longest is None or timeout or time.monotonic() - began < longest:
                raise
            self.pgconn.finish()
            said = f"The database did not answer within {longest:g} seconds."
            raise psycopg.OperationalError(said) from error


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's own, with connections that give up."""

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        return {"connect_timeout": CONNECT_SECONDS} | params

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        return Connection.connect(**conn_params)

    def carried_out(
        self, sql: str, values: Sequence[object]
    ) -> tuple[list[tuple[Any, ...]], bool, int]:
        """As `portal/sqlite/own_connection.py` has it; no column of times holds what is none."""
        with self.cursor() as cursor:
            cursor.execute(sql, values)
            found = cursor.fetchall() if cursor.description else []
            return found, False, cursor.rowcount
