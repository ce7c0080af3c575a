"""What the provider answered, out of reasons that were kept before it had a column of its own, on
SQLite and on PostgreSQL. No reason changes.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.support.programs import told_by

ANSWERED = "SmarterProctoring answered: “Too late.”"
HELD = {
    "being checked": ["Too late.", f"{ANSWERED}, but the session does not show it yet."],
    "not read": ["Too late.", f"{ANSWERED}, but the session could not be read afterwards."],
    "plain yes": ["", "SmarterProctoring accepted it, but the session is gone."],
    "cut": ["", "SmarterProctoring answered: “Too"],
    "not done": ["Too late.", ANSWERED],
    "not done, no words": ["", ""],
    "not done, by hand": ["", ANSWERED],
    "accepted": ["", ""],
}


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/old.sqlite3"


@pytest.fixture
def postgresql(postgres: str) -> str:
    with psycopg.connect(
        postgres.format("postgres").replace("postgres://", "postgresql://"), autocommit=True
    ) as server:
        server.execute("CREATE DATABASE old_answers")
    return postgres.format("old_answers")


@pytest.mark.long
@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
def test_what_was_answered_is_read_out_of_old_reasons(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    told = told_by(
        "answered_words_program", database=request.getfixturevalue(database_kind), folder=tmp_path
    )
    assert told == HELD
