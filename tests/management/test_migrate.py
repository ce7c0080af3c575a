"""Only `migrate` makes the file of a database: an empty one would pass for what was taken away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.fault_processes import ROOT, environment
from tests.support.long_cases import mostly_long


def manage(tmp_path: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(tmp_path / "new.sqlite3", var=tmp_path / "var"),
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("command", "said"),
    mostly_long(
        [
            (["check", "--deploy"], "The database’s file is not there."),
            (["audit_verify"], "See that DATABASE_URL names it"),
            (["clearsessions"], "See that DATABASE_URL names it"),
            (["migrate", "--check"], "See that DATABASE_URL names it"),
            (["migrate", "--plan"], "See that DATABASE_URL names it"),
        ],
        everyday=2,
    ),
)
def test_other_commands_make_no_database(tmp_path: Path, command: list[str], said: str) -> None:
    assert said in manage(tmp_path, *command)
    assert not (tmp_path / "new.sqlite3").exists()


def test_migrate_makes_one_for_its_account_alone(tmp_path: Path) -> None:
    assert "Applying scheduling.0001_initial... OK" in manage(tmp_path, "migrate", "scheduling")
    assert (tmp_path / "new.sqlite3").stat().st_mode & 0o777 == 0o600
