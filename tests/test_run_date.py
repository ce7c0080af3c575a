"""A run of the tests takes place on one date, whatever the real one is."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import time_machine

from tests.support.fault_processes import environment
from tests.support.passing_time import let_pass, put_back, wait_until
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


def test_a_clock_that_a_test_moved_on_is_put_back() -> None:
    begun, elsewhere = now(), now() + timedelta(days=400)
    let_pass(100.0)
    assert timedelta(seconds=100) <= now() - begun < timedelta(seconds=200)
    with time_machine.travel(elsewhere, tick=True):  # the clock that is looked at then
        wait_until(elsewhere.timestamp() + 100)
        assert timedelta(seconds=100) <= now() - elsewhere < timedelta(seconds=200)
        put_back()
        assert timedelta(0) <= now() - elsewhere < timedelta(seconds=100)
    assert timedelta(0) <= now() - begun < timedelta(seconds=100)
