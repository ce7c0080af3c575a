"""Weeks as addresses write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.week_figures.iso_weeks import days_of, monday_of, read_week, written


@given(st.dates(date(2000, 1, 3), date(2100, 1, 1)))
def test_a_week_that_is_written_is_read_back_as_its_monday(day: date) -> None:
    monday = monday_of(day)
    assert read_week(written(monday)) == monday
    assert (day in days_of(monday), monday.isoweekday(), len(days_of(monday))) == (True, 1, 7)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-48", "2026-W00", "2026-W54", "2027-W53", "26-W01", "2026-W٤٨"]
)
def test_what_is_no_week_is_none(text: str) -> None:
    assert read_week(text) is None


def test_the_53rd_week_and_small_letters_are_read() -> None:
    assert (read_week("2026-w53"), written(date(2026, 12, 28))) == (date(2026, 12, 28), "2026-W53")
