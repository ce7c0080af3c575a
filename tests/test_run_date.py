"""A run of the tests takes place on one date, whatever the real one is."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import time_machine

from tests.support.fault_processes import environment
from tests.support.run_date import DAY

SAY_NOW = "from datetime import UTC, datetime; print(datetime.now(UTC).isoformat())"


def now() -> datetime:
    return datetime.now(UTC)


def test_the_run_and_what_it_starts_are_on_its_date(tmp_path) -> None:
    assert now().date() - DAY in (timedelta(0), timedelta(1))
    for known in (None, environment(tmp_path / "portal.sqlite3")):
        begun = now()
        told = subprocess.check_output([sys.executable, "-c", SAY_NOW], env=known, text=True)
        assert begun < datetime.fromisoformat(told.strip()) < now()


def test_a_test_s_own_journey_leads_back_to_the_date_of_the_run() -> None:
    begun = now()
    with time_machine.travel(begun + timedelta(days=400), tick=True):
        assert now() - begun >= timedelta(days=400)
    assert timedelta(0) < now() - begun < timedelta(days=1)
