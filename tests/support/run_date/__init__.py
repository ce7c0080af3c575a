"""The date on which every run of the tests takes place, whatever the real one is.

What the tests book lies some weeks after it. Only the date is moved: hours go on as they really
are, so what holds at some hours alone is still found; but a run that begins in the last hour of a
day takes place an hour earlier, or what it made at first would be of the day before.
"""

from __future__ import annotations

import os
import runpy
from datetime import UTC, date, datetime
from pathlib import Path

DAY = date(2026, 11, 30)  # after the newest of `tests/migrations/earlier`, a Monday
MOVED = "TESTS_MOVED_BY_HOURS"
LAST_HOUR = 23
FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]


def begin() -> None:
    """Move the clock of this process to `DAY`, and of every Python that it starts from now on."""
    if MOVED in os.environ:
        return  # the process that started this one has said by how much, and it is done
    now = datetime.now(UTC)
    hours = 24 * (DAY - now.date()).days - (now.hour == LAST_HOUR)
    os.environ[MOVED] = str(hours)
    os.environ["PYTHONPATH"] = os.pathsep.join(map(str, (FOLDER, ROOT)))
    runpy.run_path(str(FOLDER / "sitecustomize.py"))


def handed_on() -> dict[str, str]:
    """What the environment of a process needs whose clock shall show the same."""
    return {name: os.environ[name] for name in (MOVED, "PYTHONPATH")}
