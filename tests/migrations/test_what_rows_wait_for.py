"""What rows of a batch wait for, out of the sentences that were kept before it had a column of its
own, and which batches were taken over, on SQLite and on PostgreSQL. No sentence changes.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.support.programs import told_by

WAITS = {
    "a seat": ["seat", True],
    "the rest": ["rest", True],
    "the rest, cut": ["rest", True],
    "an answer": ["answer", True],
    "words of the provider's": ["", True],
    "a pause": ["", True],
    "its turn": ["", True],
    "nothing, being held": ["", True],
    "nothing, being left": ["", True],
}


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/old.sqlite3"


@pytest.fixture
def postgresql(postgres: str) -> str:
    with psycopg.connect(
        postgres.format("postgres").replace("postgres://", "postgresql://"), autocommit=True
    ) as server:
        server.execute("CREATE DATABASE old_rows")
    return postgres.format("old_rows")


@pytest.mark.long
@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
def test_what_a_row_waits_for_is_read_out_of_old_sentences(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    told = told_by(
        "what_rows_wait_for_program",
        database=request.getfixturevalue(database_kind),
        folder=tmp_path,
    )
    assert told == {"rows": WAITS, "taken over": {"": False, "Tom Okafor": True}}
