"""The portal's own database in trouble, made from outside by a second connection or by the file
itself.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from django.db import connections

FULL = "PRAGMA max_page_count=1;"
READ_ONLY = "PRAGMA query_only=ON;"


class Storage:
    """One database file and the options that new connections to it get."""

    def __init__(self, path: Path, options: dict[str, Any]) -> None:
        self.path, self._options = path, options
        self._usual = options["init_command"]
        self._locks: list[sqlite3.Connection] = []

    def lock(self) -> None:
        """Take the one write lock, as another process in a long transaction does."""
        other = sqlite3.connect(
            self.path, isolation_level=None, timeout=30, check_same_thread=False
        )
        other.execute("BEGIN IMMEDIATE")
        self._locks.append(other)

    def unlock(self) -> None:
        for other in self._locks:
            other.rollback()
            other.close()
        self._locks.clear()

    def fill(self) -> None:
        """No page more: what needs one fails with “database or disk is full”."""
        self._options["init_command"] = self._usual + FULL

    def make_read_only(self) -> None:
        self._options["init_command"] = self._usual + READ_ONLY

    def refuse(self, kind: str) -> None:
        """The audit log refuses events of one kind."""
        self._execute(
            "CREATE TRIGGER refuses BEFORE INSERT ON scheduling_auditevent "
            f"WHEN NEW.kind = '{kind}' BEGIN SELECT RAISE(ABORT, 'no such event today'); END"
        )

    def mend(self) -> None:
        """All is well again."""
        self.unlock()
        self._options["init_command"] = self._usual
        connections.close_all()
        if self.path.exists():
            self._execute("DROP TRIGGER IF EXISTS refuses")

    def _execute(self, statement: str) -> None:
        other = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        other.execute(statement)
        other.close()
