"""A number behind a command is that of a page, or of a week."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.queries_read import DULUTH, TOMORROW, said


@pytest.mark.parametrize(
    ("query", "read_as"),
    [
        ("call list 3", {"command": "call list", "number": 3}),
        ("call list #12", {"command": "call list", "number": 12}),
        ("call list 3 kim", {"rest": "call list 3 kim"}),
        ("print 1 duluth", {"command": "print", "number": 1, "locations": (DULUTH,)}),
        (
            "print 2 duluth tomorrow",
            {"command": "print", "number": 2, "locations": (DULUTH,), "day": TOMORROW},
        ),
        ("week 49", {"command": "week", "day": date(2026, 11, 30)}),
        ("week 2", {"command": "week", "day": date(2027, 1, 11)}),
        ("week 53", {"command": "week", "day": date(2026, 12, 28)}),
        ("week 54", {"rest": "week 54"}),
        ("board 3", {"rest": "board 3"}),
    ],
)
def test_a_number_behind_a_command_is_that_of_its_page(
    query: str, read_as: dict[str, object]
) -> None:
    assert said(query) == read_as
