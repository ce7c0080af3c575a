"""A transaction waits for the database's lock in short, even pauses.

SQLite's own waiting doubles its pauses up to a tenth of a second, so that whoever has waited longest asks
least often and newcomers overtake. With eight people booking at once, even pauses more than halved the
slowest bookings (p95) and let a third more of them through.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError
from django.db.backends.sqlite3 import base

LONGEST_PAUSE = 0.002


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's own; `timeout` in OPTIONS is still how long a transaction waits before it fails."""

    def _start_transaction_under_autocommit(self) -> None:
        end = time.monotonic() + self._patience
        with self._without_sqlites_waiting():
            while not self._begun(last_try=time.monotonic() >= end):
                time.sleep(random.uniform(0, LONGEST_PAUSE))

    @property
    def _patience(self) -> float:
        patience: float = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        return patience

    @contextmanager
    def _without_sqlites_waiting(self) -> Iterator[None]:
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {round(self._patience * 1000)}")

    def _begun(self, *, last_try: bool) -> bool:
        try:
            super()._start_transaction_under_autocommit()
        except OperationalError as error:
            cause = error.__cause__
            if last_try or not isinstance(cause, sqlite3.Error) or cause.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True
