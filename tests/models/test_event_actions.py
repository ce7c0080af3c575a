"""Events written before their actions were kept beside them are found by their action all the same:
the migration fills the table, on both databases, and changes nothing that is hashed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.support.practice_processes import ROOT, own_environment


@pytest.mark.long
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_old_events_get_the_action_of_their_attempt_or_of_their_form(
    vendor: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    environment = own_environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    if vendor == "postgresql":
        environment["DATABASE_URL"] = empty_database(request.getfixturevalue("postgres"))
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.old_events_program"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == {
        "before": [],
        "after": {
            "asked": "schedule",
            "moved": "reschedule",
            "cancelled": "cancel",
            "a booking held back": "schedule",
            "a move sent twice": "reschedule",
            "a cancellation held back": "cancel",
        },
        "holds": True,
        "again": {"asked": "schedule"},
    }


def empty_database(postgres: str) -> str:
    """The address of a fresh database of the tests' server."""
    with psycopg.connect(postgres.format("postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE old_events")
    return postgres.format("old_events")
