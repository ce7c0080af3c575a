"""Accounts that were there before accounts had to have an event that made them."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.support.programs import told_by

TWO, THREE = (
    f"The portal lists the {many} accounts that were there before accounts had to have an event"
    " that made them."
    for many in (2, 3)
)


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/old.sqlite3"


@pytest.fixture
def postgresql(postgres: str) -> str:
    with psycopg.connect(
        postgres.format("postgres").replace("postgres://", "postgresql://"), autocommit=True
    ) as server:
        server.execute("CREATE DATABASE old_accounts")
    return postgres.format("old_accounts")


@pytest.mark.long
@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
def test_accounts_that_are_there_are_listed_in_one_event_and_later_ones_are_not(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    address = request.getfixturevalue(database_kind)
    told = told_by("known_accounts_program", database=address, folder=tmp_path)
    first, again = [1, "accounts_listed", TWO], [2, "accounts_listed", THREE]
    assert told == {
        "of nobody": [],
        "first": [first],
        "again": [first, again],
        # ana was renamed past the log, and the last one came later.
        "known": [False, True, True, False],
        "holds": True,
        "broken at": [3, False],
    }
