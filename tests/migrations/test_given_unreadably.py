"""What a yes gave in a form that can't be read, out of reasons that were kept before it had a
column of its own, on SQLite and on PostgreSQL. No reason changes.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.support.programs import told_by

HELD = {
    "the start": [["start"], True],
    "the location": [["location"], True],
    "start and location": [["start", "location"], True],
    "everything": [["start", "session_type", "location", "price"], True],
    "cut": [["start", "session_type"], True],
    "a start that speaks of a location": [["start"], True],
    "nothing": [[], True],
    "by hand": [[], True],
    "refused": [[], True],
}


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/old.sqlite3"


@pytest.fixture
def postgresql(postgres: str) -> str:
    with psycopg.connect(
        postgres.format("postgres").replace("postgres://", "postgresql://"), autocommit=True
    ) as server:
        server.execute("CREATE DATABASE old_yeses")
    return postgres.format("old_yeses")


@pytest.mark.long
@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
def test_what_was_given_unreadably_is_read_out_of_old_reasons(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    told = told_by(
        "given_unreadably_program", database=request.getfixturevalue(database_kind), folder=tmp_path
    )
    assert told == HELD
