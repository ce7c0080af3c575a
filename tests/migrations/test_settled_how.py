"""Attempts that were settled before it was recorded how: each keeps its true meaning, on SQLite and
on PostgreSQL.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.support.programs import told_by

SETTLED = {
    "being sent": ["", None],
    "being checked": ["", None],
    "refused": ["answer", "ana"],
    "not sent": ["answer", "ana"],
    "answered": ["answer", "ana"],
    "answered, and recorded late": ["answer", None],
    "answered after it was read back": ["answer", "ana"],
    "read back": ["read-back", None],
    "read back in vain": ["read-back", None],
    "by hand": ["by-hand", "ingrid"],
    "by hand, as not done": ["by-hand", "ingrid"],
    "by hand, their own": ["by-hand", "ingrid"],
    "by hand, by somebody of the portal's name": ["by-hand", "namesake"],
    "answered to somebody of the portal's name": ["answer", "namesake"],
    "by hand, by somebody who is gone": ["by-hand", None],
    "answered, without events": ["answer", "ana"],
    "read back, without events": ["read-back", None],
    "by hand, without events": ["by-hand", None],
}


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/old.sqlite3"


@pytest.fixture
def postgresql(postgres: str) -> str:
    with psycopg.connect(
        postgres.format("postgres").replace("postgres://", "postgresql://"), autocommit=True
    ) as server:
        server.execute("CREATE DATABASE old_attempts")
    return postgres.format("old_attempts")


@pytest.mark.long
@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
def test_old_attempts_are_settled_as_they_were(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    told = told_by(
        "settled_how_program", database=request.getfixturevalue(database_kind), folder=tmp_path
    )
    assert told == {"attempts": SETTLED, "shut out": [True, False, False]}
