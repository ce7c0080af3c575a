"""What is done to the log behind the portal's back is refused, or found and named;
on both databases.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit.chain import COLUMNS
from tests.support.programs import told_by


@pytest.fixture(params=["sqlite_copy", "postgres_copy"])
def address(request: pytest.FixtureRequest) -> str:
    """A migrated database with nothing in it, as DATABASE_URL names it."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.mark.long
def test_tampering_is_refused_or_found_and_named(
    address: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    where = json.dumps(sandbox.needs_proctor()[0])
    told = told_by("tampering_program", sandbox.url, where, database=address, folder=tmp_path)
    broken = told["of"]

    assert told["booked"] == [302, True]
    assert told["kinds"][:2] == ["intent", "outcome"]
    assert told["case"] == ["HOLDS", "up", "to"]
    assert told["refused"] == [True] * len(told["refused"])
    assert (told["beside"], told["unguarded"] >= 4) == ([], True)
    assert told["whole"] is None
    assert told["edited"] == {column: broken for column in COLUMNS if column != "number"}
    assert (told["removed"], told["chopped"]) == (3, [broken, broken])
    for processes in ("one process", "several"):
        assert told[processes] == {
            "whole": None,
            "edited": [
                broken - 3,
                broken,
            ],  # where the processes' stretches meet, and in the second
            "removed": [broken - 3, broken - 2],
            "value": broken,
            "chopped, head put right": [None, broken],
        }
