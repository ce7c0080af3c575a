"""Database backend for SQLite: whoever finds the database locked waits for it in short, even
pauses.

SQLite's own waiting doubles its pauses up to a tenth of a second, so that whoever has waited
longest asks least often and newcomers overtake. With eight people booking at once, even pauses more
than halved the slowest bookings (p95) and let a third more of them through.

SQLite keeps any bytes in a text column, and Python gives none of a row with some that are no UTF-8.
Here such a text is read with a mark for each of them (`NoText`), as long as it is not the log's.

A time stands in a column without its zone, which is UTC. It is read as the instant that it is: to
make one of what Django reads takes five times as long, and a page reads some hundreds. What is no
time, or no number, is read as `portal/sqlite/stored_values.py` has it.
"""

from __future__ import annotations

import random
import re
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, islice
from typing import Any, TypeVar

from django.db.backends.sqlite3 import base, operations
from django.db.models.expressions import Col

from portal.sqlite.database_file import FileConnection, existing, lost_by_this_process
from portal.sqlite.own_connection import OwnConnection
from portal.sqlite.stored_values import (
    NoNumber,
    NoText,
    NoUuid,
    Unread,
    instant,
    marked,
    read_again,
    read_text,
)
from scheduling.wall_time import NoTime

LONGEST_PAUSE = 0.002
NO_UTF8 = "Could not decode to UTF-8"  # what SQLite says of text that is none
# Whoever reads these is told by the error, and says which event or count can't be read.
READ_STRICTLY = re.compile("scheduling_(auditevent|audithead|personalvalue|refusalcount)")
BYTES = "seen_rows"  # the one column of a table that has bytes by intent
PLACES = re.compile("%[%s]")
Found = TypeVar("Found")


class WaitingCursor(base.SQLiteCursorWrapper):
    """Runs a statement, the one that begins a transaction included, as soon as the database is
    free.

    `executemany` does not wait: begin a transaction first.
    """

    patience: float
    asked = ""
    has_unread = False  # whether something that was fetched may be no time

    def execute(self, query: str, params: Any = None) -> sqlite3.Cursor:
        self.asked = query
        if self.connection.has_read_no_text and isinstance(params, list | tuple):
            query, params = _as_stored(query, params)
        end = None
        while True:
            try:
                return self._execute(query, params)
            except sqlite3.OperationalError as error:
                end = end or time.monotonic() + self.patience
                if not self._may_wait(error) or time.monotonic() >= end:
                    raise
            time.sleep(random.uniform(0, LONGEST_PAUSE))

    def _execute(self, query: str, params: Any) -> sqlite3.Cursor:
        """As Django's own, which writes the marks of each statement anew each time."""
        if isinstance(params, (list, tuple)):
            return sqlite3.Cursor.execute(self, _with_question_marks(query), params)
        found: sqlite3.Cursor = super().execute(query, params)
        return found

    def _may_wait(self, error: sqlite3.OperationalError) -> bool:
        """Within a transaction the lock is held already:
        “busy” has another meaning there, and waiting no end.
        """
        code = getattr(
            error, "sqlite_errorcode", 0
        )  # an error raised by the wrapper itself has none
        return code & 0xFF == sqlite3.SQLITE_BUSY and not self.connection.in_transaction

    def fetchone(self) -> Any:
        found = self._told(super().fetchone)
        return self._without_bytes([found])[0] if found else found

    def fetchmany(self, size: int | None = None) -> list[Any]:
        found: list[Any] = []
        most = size or self.arraysize
        self._told(lambda: found.extend(islice(self, most - len(found))))
        return self._without_bytes(found)

    def fetchall(self) -> list[Any]:
        found: list[Any] = []
        try:
            found.extend(self)
        except (Unread, sqlite3.OperationalError) as error:
            self._told_instead(error, lambda: found.extend(self))
        return self._without_bytes(found)

    def _without_bytes(self, found: list[Any]) -> list[Any]:
        """The rows, with what is read as text where bytes stand that are not meant to. It is looked
        for in all rows at once: 0.3 ms where they have 10,000 values.
        """
        if bytes not in set(map(type, chain.from_iterable(found))):
            return found
        if READ_STRICTLY.search(self.asked):
            return found
        self.connection.has_read_no_text = True
        meant = [name == BYTES for name, *_ in self.description]
        return [
            tuple(
                marked(value, is_blob=True) if type(value) is bytes and not is_meant else value
                for value, is_meant in zip(row, meant, strict=True)
            )
            for row in found
        ]

    def _told(self, fetch: Callable[[], Found]) -> Found:
        """What is fetched; where a row has what can't be read, with a mark for it."""
        try:
            return fetch()
        except (Unread, sqlite3.OperationalError) as error:
            return self._told_instead(error, fetch)

    def _told_instead(self, error: Exception, fetch: Callable[[], Found]) -> Found:
        """What is fetched from the row on that raised the error, with a mark for what can't be
        read. The cursor stands at that row still, and what was found before it is kept.
        """
        if isinstance(error, Unread):
            return self._told(lambda: self._timed(fetch))
        if NO_UTF8 not in str(error) or READ_STRICTLY.search(self.asked):
            raise error
        self.connection.text_factory = read_text
        try:
            return self._timed(fetch)
        finally:
            self.connection.text_factory = str
            self.connection.has_read_no_text = True

    def _timed(self, fetch: Callable[[], Found]) -> Found:
        """What is fetched, with a mark for each value that is none of its column's kind."""
        self.has_unread = True
        found: Found = read_again(fetch, strictly=bool(READ_STRICTLY.search(self.asked)))
        return found


@lru_cache(maxsize=256)
def _with_question_marks(query: str) -> str:
    """The statement with the marks that SQLite has for values."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


def _as_stored(query: str, params: Any) -> tuple[str, Any]:
    """The statement and its values; bytes that were read as `NoText` go back as they stood."""
    if not any(isinstance(one, NoText) for one in params):
        return query, params
    values = iter(params)

    def place(found: re.Match[str]) -> str:
        value = None if found[0] == "%%" else next(values)
        is_plain = not isinstance(value, NoText) or value.is_blob
        return found[0] if is_plain else "CAST(%s AS TEXT)"

    written = PLACES.sub(place, query)
    return written, tuple(one.stored if isinstance(one, NoText) else one for one in params)


class Operations(operations.DatabaseOperations):
    """As Django's own, for what may be no time: it is not known where a column may be empty, and
    stays what it is where a time has to stand.
    """

    def convert_datetimefield_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if isinstance(value, datetime):
            is_known = not isinstance(value, NoTime) or _has_to_be(expression)
            return value if is_known else None
        if value is None:
            return None
        read = _unraised(value)
        return self.convert_datetimefield_value(read, expression, connection)

    def get_decimalfield_converter(self, expression: Any) -> Callable[..., Any]:
        """As Django's own; None for what is no number, or one that the column has no room for."""
        convert = super().get_decimalfield_converter(expression)

        def read(value: Any, expression: Any, connection: Any) -> Any:
            try:
                return convert(value, expression, connection)
            except (ArithmeticError, TypeError, ValueError):
                return None

        return read

    def convert_uuidfield_value(self, value: Any, expression: Any, connection: Any) -> Any:
        try:
            return super().convert_uuidfield_value(value, expression, connection)
        except (AttributeError, TypeError, ValueError):
            return NoUuid(value)

    def convert_booleanfield_value(self, value: Any, expression: Any, connection: Any) -> Any:
        is_read = not isinstance(value, NoNumber)
        return (
            super().convert_booleanfield_value(value, expression, connection) if is_read else value
        )

    def adapt_datetimefield_value(self, value: Any) -> Any:
        if type(value) is datetime and value.tzinfo is UTC:
            return str(value.replace(tzinfo=None))
        return (
            value.stored if isinstance(value, NoTime) else super().adapt_datetimefield_value(value)
        )


def _has_to_be(expression: Any) -> bool:
    column = expression.target if isinstance(expression, Col) else None
    return column is not None and (not column.null or hasattr(column, "counts_unread"))


def _unraised(value: Any) -> datetime | None:
    """The instant of what no column of times has itself, as the earliest of several."""
    stored = value if isinstance(value, bytes) else str(value).encode(errors="replace")
    try:
        return instant(stored)
    except Unread:
        return NoTime.kept_as(stored)


class DatabaseWrapper(OwnConnection):
    """As Django's own;
    `timeout` in OPTIONS is still how many seconds a statement waits before it fails.
    """

    ops_class = Operations

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        name = str(conn_params["database"])
        made_as = {"factory": FileConnection, **conn_params, "database": existing(name)}
        connection: FileConnection = super().get_new_connection(made_as)
        connection.execute("PRAGMA busy_timeout = 0")
        connection.note_files(name)
        return connection

    def taken_files(self) -> list[str]:
        """The files beside the database that this process has open and nobody finds any more."""
        return lost_by_this_process()

    def close_if_unusable_or_obsolete(self) -> None:
        """As Django's own, and where its file was taken away: a booking would be in none."""
        super().close_if_unusable_or_obsolete()
        if self.connection is not None and self.connection.files.is_moved():
            self.close()

    def create_cursor(self, name: str | None = None) -> WaitingCursor:
        cursor = self.connection.cursor(factory=WaitingCursor)
        cursor.patience = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        return cursor
