"""The files of a database that is open, and whether they are still those at its address.

Whoever moves or deletes them under a running program stops nothing: it goes on with what it has
open, and all it writes is in files that no address names.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from threading import Lock
from urllib.parse import unquote
from weakref import WeakSet

Identity = tuple[int, int]  # device and number of a file
BESIDE = ("-wal", "-shm")
_open: WeakSet[FileConnection] = WeakSet()
_lock = Lock()


class OpenedFiles:
    """What stood at a database's address when it was opened: the file, and those beside it."""

    def __init__(self, name: str) -> None:
        self.path = path_of(name)
        self.file, self.beside = _identity(self.path), _beside(self.path)

    def is_moved(self) -> bool:
        return _identity(self.path) != self.file

    def lost_beside(self) -> list[str]:
        """The files beside it that are gone, or others by now. They are there for as long as the
        database is open.
        """
        if self.is_moved():
            return []
        now = _beside(self.path)
        return [f"{self.path}{end}" for end in BESIDE if self.beside[end] not in (None, now[end])]


def existing(name: str) -> str:
    """The address by which SQLite opens the file and never makes it: an empty one in the place of
    what was taken away would pass for the database.
    """
    if not name.startswith("file:"):
        return f"{Path(name).as_uri()}?mode=rw"
    return name if "mode=" in name else f"{name}{'&' if '?' in name else '?'}mode=rw"


def path_of(name: str) -> str:
    return unquote(name[5:].partition("?")[0]) if name.startswith("file:") else name


class FileConnection(sqlite3.Connection):
    """As sqlite3’s own, with the files that it has open, and whether anything was read that is no
    text.
    """

    has_read_no_text = False
    files: OpenedFiles

    def note_files(self, name: str) -> None:
        self.files = OpenedFiles(name)
        with _lock:
            _open.add(self)

    def close(self) -> None:
        with _lock:
            _open.discard(self)
        super().close()


def lost_by_this_process() -> list[str]:
    """The files beside a database that were taken from under any connection of this process."""
    with _lock:
        opened = [one.files for one in _open]
    return sorted({path for one in opened for path in one.lost_beside()})


def _beside(path: str) -> dict[str, Identity | None]:
    return {end: _identity(f"{path}{end}") for end in BESIDE}


def _identity(path: str) -> Identity | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
