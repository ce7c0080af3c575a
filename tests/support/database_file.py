"""Which database file this process works on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections


def use_database(path: Path) -> None:
    """Let every thread's next connection open this file, with no statement noted of before: Django
    keeps no more than the last 9,000, and beyond those a test would see none of its own.
    """
    connections.close_all()
    connection.queries_log.clear()
    connections["default"].settings_dict["NAME"] = str(path)
    connections.settings["default"]["NAME"] = str(path)


@contextmanager
def copied(source: Path | None, path: Path) -> Iterator[Path]:
    """A copy at `path` (a new file without a source) to work on; then one file, to be copied."""
    if source:
        shutil.copy(source, path)
    use_database(path)
    yield path
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
