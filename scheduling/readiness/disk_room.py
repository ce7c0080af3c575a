"""Whether the disk has room for what a night writes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from scheduling.readiness.fault import ReadinessFault

LEAST_ROOM = 64 * 1024 * 1024  # bytes that a night's bookings and the log's index may need


def faults() -> Iterator[ReadinessFault]:
    """That the disk of an SQLite database is nearly full. Another database has its own watch."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or not os.path.isfile(name):
        return
    disk = os.statvfs(Path(name).resolve().parent)
    room = disk.f_bavail * disk.f_frsize
    if room < LEAST_ROOM:
        yield ReadinessFault(
            f"The database’s disk has {room // 2**20} MB left.",
            "make room on the disk that DATABASE_URL names",
        )
