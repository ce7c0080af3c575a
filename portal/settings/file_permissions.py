"""Refusal to start where others on the machine can read what is for the portal alone."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from portal.file_protection import open_to_others, stored_beside
from portal.settings.base import BASE_DIR, VAR_DIR
from portal.settings.databases import DATABASES


def refuse_open_files() -> None:
    """Keys and learners' names are not for every account of the machine.

    Raises:
        ImproperlyConfigured: some are; it names them and the command that mends it.
    """
    files = [BASE_DIR / ".env", *stored_beside(VAR_DIR / "queue.sqlite3")]
    files += sorted(VAR_DIR.glob("outcomes.spool*"))
    if DATABASES["default"]["ENGINE"] == "portal.sqlite":
        files += stored_beside(Path(str(DATABASES["default"]["NAME"])))
    if found := open_to_others(files):
        names = " ".join(str(file) for file in found)
        raise ImproperlyConfigured(
            f"Others on this machine can read what is for the portal alone: run chmod o-rwx {names}"
        )
