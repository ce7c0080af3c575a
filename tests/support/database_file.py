"""Which database file this process works on."""

from __future__ import annotations

from pathlib import Path

from django.db import connections


def use_database(path: Path) -> None:
    """Let every thread's next connection open this file."""
    connections.close_all()
    connections["default"].settings_dict["NAME"] = str(path)
    connections.settings["default"]["NAME"] = str(path)
