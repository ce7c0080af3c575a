"""Dates, clocks and counts in words, as each locale writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

import pytest

from scheduling.date_formats import (
    DEFAULT_LOCALE,
    LOCALES,
    clock,
    counted,
    day,
    full_day,
    has_halves,
    month_day,
    noun,
    short_day,
    use_locale,
)

EXAM = datetime(2027, 1, 14, 9, 30)


@pytest.fixture(autouse=True)
def usual_locale() -> Iterator[None]:
    yield
    use_locale(lambda: DEFAULT_LOCALE)


def test_an_american_date_names_the_month_first_and_the_clock_has_halves() -> None:
    said = [full_day(EXAM), day(EXAM), short_day(EXAM), month_day(EXAM), clock(EXAM)]
    assert said == [
        "Thursday, January 14, 2027",
        "Thu, Jan 14, 2027",
        "Thu, Jan 14",
        "January 14",
        "9:30 AM",
    ]


def test_a_british_date_names_the_day_first_and_the_clock_has_24_hours() -> None:
    use_locale(lambda: "en_GB")
    assert (full_day(EXAM), clock(datetime(2027, 1, 14, 21, 30))) == (
        "Thursday, 14 January 2027",
        "21:30",
    )


def test_seconds_are_said_where_there_are_any_and_fractions_never() -> None:
    assert [clock(time(12, 0, 7, 500)), clock(time(0, 0))] == ["12:00:07 PM", "12:00 AM"]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_that_is_offered_can_write_a_date(locale: str) -> None:
    use_locale(lambda: locale)
    assert "2027" in full_day(date(2027, 1, 14))


@pytest.mark.parametrize(
    ("number", "nouns", "said"),
    [
        (0, "session", "0 sessions"),
        (1, "session", "1 session"),
        (2, "session", "2 sessions"),
        (1200, "session", "1,200 sessions"),
        (1, "is,are", "1 is"),
        (0, "is,are", "0 are"),
        (1, "refund asked for,refunds asked for", "1 refund asked for"),
        (3, "refund asked for,refunds asked for", "3 refunds asked for"),
    ],
)
def test_one_is_singular_and_none_and_many_are_plural(number: int, nouns: str, said: str) -> None:
    assert counted(number, *nouns.split(",")) == said
    assert said.endswith(f" {noun(number, *nouns.split(','))}")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_clock_has_24_hours_or_writes_its_halves_alike(locale: str) -> None:
    use_locale(lambda: locale)
    said = clock(time(2, 30)), clock(time(14, 30))
    assert said in (("02:30", "14:30"), ("2:30 AM", "2:30 PM"))
    assert has_halves(said[0]) == (said[0] != "02:30")
