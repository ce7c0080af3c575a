"""Refusal to start where others on the machine can read what is for the portal alone."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from portal.file_protection import changeable_by_others, open_to_others, stored_beside
from portal.settings.base import BASE_DIR, VAR_DIR
from portal.settings.databases import DATABASES


def files_of_the_portal() -> list[Path]:
    """What the portal reads and writes: its settings, the queue, what was set aside, the database
    where it is a file.
    """
    files = [BASE_DIR / ".env", *stored_beside(VAR_DIR / "queue.sqlite3")]
    files += [VAR_DIR / "outcomes.spool", *sorted(VAR_DIR.glob("outcomes.spool*"))]
    files += [one for file in _database() for one in stored_beside(file)]
    return list(dict.fromkeys(files))


def _database() -> list[Path]:
    is_file = DATABASES["default"]["ENGINE"] == "portal.sqlite"
    return [Path(str(DATABASES["default"]["NAME"]))] if is_file else []


def refuse_open_files() -> None:
    """Keys and learners' names are not for every account of the machine.

    Raises:
        ImproperlyConfigured: some are; it names them and the command that mends it.
    """
    folders = [BASE_DIR, VAR_DIR, *(one.parent for one in _database())]
    if found := open_to_others(files_of_the_portal()):
        names = " ".join(str(file) for file in found)
        raise ImproperlyConfigured(
            f"Others on this machine can read what is for the portal alone: run chmod o-rwx {names}"
        )
    if found := changeable_by_others(folders):
        names = " ".join(str(folder) for folder in found)
        raise ImproperlyConfigured(
            "Others on this machine can put other files in the place of the portal’s: run chmod o-w"
            f" {names}"
        )
