"""Refusal to start where others on the machine can read what is for the portal alone."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from portal.file_protection import changeable_by_others, open_to_others, stored_beside
from portal.settings.base import BASE_DIR, VAR_DIR
from portal.settings.databases import DATABASES


def refuse_open_files() -> None:
    """Keys and learners' names are not for every account of the machine.

    Raises:
        ImproperlyConfigured: some are; it names them and the command that mends it.
    """
    files = [BASE_DIR / ".env", *stored_beside(VAR_DIR / "queue.sqlite3")]
    files += sorted(VAR_DIR.glob("outcomes.spool*"))
    folders = [BASE_DIR, VAR_DIR]
    if DATABASES["default"]["ENGINE"] == "portal.sqlite":
        database = Path(str(DATABASES["default"]["NAME"]))
        files += stored_beside(database)
        folders.append(database.parent)
    if found := open_to_others(files):
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
