"""A database of every state of the portal that was handed over goes on with today's.

`earlier/` has what each of them had in it after practice data was loaded, as SQL. A migration that
was handed over is never edited; a new state adds its files here.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest

from tests.support.programs import told_by

EARLIER = Path(__file__).parent / "earlier"
FILES = sorted(EARLIER.glob("*.sql"))


def made_from(file: Path, folder: Path, request: pytest.FixtureRequest) -> str:
    """The address of a database that is as the file has it."""
    name, kind, _ = file.name.split(".")
    if kind == "sqlite":
        with sqlite3.connect(folder / "earlier.sqlite3") as database:
            database.executescript(file.read_text(encoding="utf-8"))
        database.close()
        return f"sqlite:///{folder}/earlier.sqlite3"
    server: str = request.getfixturevalue("postgres")
    as_driver = server.replace("postgres://", "postgresql://")
    with psycopg.connect(as_driver.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE earlier_{name}")
    with psycopg.connect(as_driver.format(f"earlier_{name}"), autocommit=True) as connection:
        connection.execute(file.read_bytes())
    return server.format(f"earlier_{name}")


@pytest.mark.long
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_database_of_an_earlier_state_goes_on_with_todays(
    file: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    told = told_by("upgrade_program", database=made_from(file, tmp_path, request), folder=tmp_path)
    assert told == {
        "missing": [],
        "holds": True,
        "first event": "install_added",
        "institutions": ["Lakeside College", "Northfield University"],
        "locations": 11,
        "in order": True,
        "pages": [200] * 6,
    }


def test_the_earlier_states_are_there_for_both_databases() -> None:
    kinds = [file.name.split(".")[1] for file in FILES]
    assert (kinds.count("sqlite"), kinds.count("postgresql")) == (9, 8)
