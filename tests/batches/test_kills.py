"""A worker killed in the middle of a batch, on both databases: each row moved once, or told why
not.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support.batch_kills import carried_out, told
from tests.support.batches import begun, booked_there
from tests.support.fault_processes import ROOT, environment
from tests.support.programs import told_by


def check(told: dict[str, Any], rows: int, kills: int) -> None:
    outcomes = told.pop("outcomes")
    assert told == {
        "killed": kills,
        "state": "done",
        "rows": rows,
        "moved or not": rows,
        "most moves of one": 1,
        "most requests of one": 1,
        "lies": [],
        "open ends": [],
        "holds": True,
    }
    assert outcomes["moved"] >= rows - 8 * kills, outcomes


@pytest.mark.long
@pytest.mark.faults(55)
def test_killed_once_in_the_middle_of_thirty_rows_each_is_moved_once_or_told_why_not(
    database: Path, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 30))

    def work() -> subprocess.Popen[bytes]:
        own = environment(database) | {"BACKGROUND_REQUESTS": "1"}
        return subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=own)

    killed = carried_out(batch, 1, work, in_time=False)
    check(told(batch, sandbox) | {"killed": killed}, 30, 1)


def in_a_program(rows: int, kills: int, database: str, folder: Path) -> None:
    numbers = str(rows), str(kills)
    done = told_by("batch_kills_program", *numbers, database=database, folder=folder)
    check(done, rows, kills)


@pytest.mark.long
def test_killed_four_times_in_a_thousand_rows_each_is_moved_once_or_told_why_not(
    sqlite_copy: str, tmp_path: Path
) -> None:
    in_a_program(1000, 4, sqlite_copy, tmp_path)


@pytest.mark.long
def test_on_postgresql_killed_four_times_in_a_thousand_rows_each_is_moved_once_or_told_why_not(
    postgres_copy: str, tmp_path: Path
) -> None:
    in_a_program(1000, 4, postgres_copy, tmp_path)
