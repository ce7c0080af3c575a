"""The search, the order of courses, and the views of the list, on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.programs import told_by

VIEWS = {"today": 3, "tomorrow": 0, "to-book": 16, "decide": 1, "approval": 0, "incidents": 1}


@pytest.mark.long
def test_a_search_finds_the_same_on_postgresql(postgres_copy: str, tmp_path: Path) -> None:
    told = told_by("search_program", database=postgres_copy, folder=tmp_path)
    assert told == {
        "steps": [True, True],
        "found": {
            "lukasz surname7": 1,
            "chem7": 1,
            "ES0000…0012": 1,
            "rb-7": 1,
            "surname 7 chem": 1,
            "us0000": 20,
            "chem x": 0,
        },
        "met": [],
        "named": 1,
        "said": {
            "NORTH hall": 1,
            "100%_S": 1,
            "1%sure": 0,
            "100__sure": 0,
            "éCOLE": 1,
            "ecole": 0,
            '"No"': 1,
            "b{wing}": 1,
        },
        "courses": [f"CHEM {number}" for number in range(20)],
        "counted": VIEWS,
        "listed": VIEWS,
        "at": VIEWS | {"decide": 0, "incidents": 0},
    }
