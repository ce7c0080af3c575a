"""Files of the portal that nobody else on the machine may read: keys, the database, what waits in
VAR_DIR.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

OTHERS = stat.S_IROTH | stat.S_IWOTH
OWNER_ONLY = 0o077


def protect_new_files() -> None:
    """What the program makes from here on is its own account's alone."""
    os.umask(OWNER_ONLY)


def open_to_others(files: Iterable[Path]) -> list[Path]:
    """Those of the files that any account of the machine can read or write."""
    return [file for file in files if _is_open(file)]


def changeable_by_others(folders: Iterable[Path]) -> list[Path]:
    """Those of the folders, and of what they stand in, in which any account of the machine can put
    another file in the place of one.
    """
    whole = {one for folder in folders for one in (folder.resolve(), *folder.resolve().parents)}
    return sorted(folder for folder in whole if _is_changeable(folder))


def stored_beside(file: Path) -> list[Path]:
    """A database's file and what SQLite keeps beside it."""
    return [file.with_name(f"{file.name}{end}") for end in ("", "-wal", "-shm", "-journal")]


def _is_changeable(folder: Path) -> bool:
    """In a folder such as /tmp everybody moves what is their own alone."""
    try:
        mode = folder.stat().st_mode
        is_shared = bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX
        return is_shared and all(
            one.stat().st_mode & stat.S_IXOTH for one in (folder, *folder.parents)
        )
    except OSError:
        return False


def _is_open(file: Path) -> bool:
    """A folder that lets nobody pass protects whatever is in it."""
    try:
        if not file.stat().st_mode & OTHERS:
            return False
        return all(folder.stat().st_mode & stat.S_IXOTH for folder in file.resolve().parents)
    except OSError:
        return False  # there is none, or it can't be reached even by us
