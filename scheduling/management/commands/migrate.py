"""`manage.py migrate`: Django's own, which begins a database of SQLite where there is none yet."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> Any:
        """No other program makes the file: an empty one would pass for the database. It is asked
        before anything is migrated, in Django’s own checks.
        """
        if not (options["plan"] or options["check_unapplied"]):
            _make_file(options["database"])
        return super().execute(*args, **options)


def _make_file(alias: str) -> None:
    if connections[alias].vendor == "sqlite":
        with suppress(OSError):  # SQLite says what is the matter
            Path(str(connections[alias].settings_dict["NAME"])).touch()
