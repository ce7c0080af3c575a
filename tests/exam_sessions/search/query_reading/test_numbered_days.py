"""A day is read by its number alone: “on the 15th”."""

from __future__ import annotations

from datetime import date

import pytest

from scheduling.exam_sessions.search.query_reading.reading import read
from tests.support.queries_read import VOCABULARY, said  # of the 26th of November

NEXT_15TH = date(2026, 12, 15)


@pytest.mark.parametrize(
    ("query", "day", "other"),
    [
        ("popescu on the 15th", NEXT_15TH, "November 15"),
        ("popescu 15th", NEXT_15TH, "November 15"),
        ("the 15th popescu", NEXT_15TH, "November 15"),
        ("popescu for the 28th", date(2026, 11, 28), ""),
        ("popescu the 26th", date(2026, 11, 26), ""),
        ("popescu 31st,", date(2026, 12, 31), "October 31"),
    ],
)
def test_the_day_of_a_number_is_the_coming_one(query: str, day: date, other: str) -> None:
    remark = f"Read as {day:%B %d}, not {other}." if other else ""
    told = {"day": day, "rest": "popescu", "remark": remark}
    assert said(query) == {name: value for name, value in told.items() if value}


def test_what_is_no_day_s_number_is_none() -> None:
    for query in ("popescu 0th", "popescu 32nd", "the 15 popescu"):
        assert said(query) == {"rest": query}


def test_a_form_is_told_the_day_with_its_month() -> None:
    understood = read("move kim to the 15th at 3pm", VOCABULARY)
    assert (understood.day, understood.when) == (NEXT_15TH, "Dec 15, 2026 3pm")
    assert understood.remark == ""
