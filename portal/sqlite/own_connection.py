"""A thread's own connection, asked without what Django makes sure of before each statement for
databases that several threads share: that takes longer than most statements of a booking.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import get_ident
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3 import base
from django.db.backends.utils import CursorWrapper


class OwnCursor(CursorWrapper):
    """As Django's own around a cursor of the thread's own connection."""

    def execute(self, sql: str, params: Any = None) -> Any:
        if self.db.execute_wrappers:
            return super().execute(sql, params)
        if self.db.needs_rollback:
            self.db.validate_no_broken_transaction()
        with self.db.wrap_database_errors:
            return self.cursor.execute(sql, params)

    def fetchall(self) -> Any:
        with self.db.wrap_database_errors:
            return self.cursor.fetchall()

    def close(self) -> None:
        self.cursor.close()


class OwnConnection(base.DatabaseWrapper):
    """As Django's own. Of a connection that this thread itself has opened nothing has to be made
    sure of before each statement.
    """

    logs_all = False  # each statement, as Django does where DEBUG is on

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.logs_all = settings.DEBUG
        return super().get_new_connection(conn_params)

    def _is_own(self) -> bool:
        return (
            self.connection is not None
            and self._thread_ident == get_ident()
            and not (self.logs_all or self.force_debug_cursor)
        )

    def cursor(self) -> CursorWrapper:
        if self._is_own():
            return OwnCursor(self.create_cursor(), self)
        made: CursorWrapper = super().cursor()
        return made

    def carried_out(
        self, sql: str, values: Sequence[object]
    ) -> tuple[list[tuple[Any, ...]], bool, int]:
        """The rows that a statement finds, whether a time among them may be none, and how many rows
        it changed.
        """
        if self.execute_wrappers or not self._is_own():
            with self.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall(), cursor.has_unread, cursor.rowcount
        if self.needs_rollback:
            self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            cursor = self.create_cursor()
            try:
                cursor.execute(sql, values)
                return cursor.fetchall(), cursor.has_unread, cursor.rowcount
            finally:
                cursor.close()
