"""Days by a name, times beside them, and the little words before both: read as what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from scheduling.exam_sessions.search.query_reading.reading import read
from scheduling.exam_sessions.search.query_reading.understood import Understood
from scheduling.exam_sessions.search.query_reading.vocabulary import KnownLocation, Vocabulary
from scheduling.typed_times import spoken_days
from scheduling.typed_times.reading import read_typed

THURSDAY, SUNDAY = date(2026, 12, 10), date(2026, 12, 13)
DULUTH = KnownLocation("PL1", "Duluth Testing Center", "AI1")
VOCABULARY = Vocabulary(
    today=THURSDAY,
    locations=(DULUTH,),
    types={"proctoru": "ProctorU"},
    pages={
        "board": {"day", "clocks", "locations"},
        "who was where": {"day", "clocks", "locations"},
    },
)


@pytest.mark.parametrize(
    ("said", "today", "day", "remark"),
    [
        ("tuesday", THURSDAY, date(2026, 12, 15), ""),
        ("thursday", THURSDAY, THURSDAY, ""),
        ("this Friday", THURSDAY, date(2026, 12, 11), ""),
        ("coming mon.", THURSDAY, date(2026, 12, 14), ""),
        ("next tuesday", THURSDAY, date(2026, 12, 15), ""),
        ("next thursday", THURSDAY, date(2026, 12, 17), ""),
        ("Next Friday", THURSDAY, date(2026, 12, 18), "Read as December 18, not December 11."),
        ("next sunday", THURSDAY, date(2026, 12, 20), "Read as December 20, not December 13."),
        ("next tuesday", SUNDAY, date(2026, 12, 15), "Read as December 15, not December 22."),
        ("fri next week", THURSDAY, date(2026, 12, 18), ""),
        ("last tuesday", SUNDAY, date(2026, 12, 8), "Read as December 8, not December 1."),
        ("last friday", THURSDAY, date(2026, 12, 4), ""),
        ("last thursday", THURSDAY, date(2026, 12, 3), ""),
        ("day after tomorrow", THURSDAY, date(2026, 12, 12), ""),
        ("the day before yesterday", THURSDAY, date(2026, 12, 8), ""),
        ("tmrw", THURSDAY, date(2026, 12, 11), ""),
    ],
)
def test_a_day_by_its_name(said: str, today: date, day: date, remark: str) -> None:
    assert spoken_days.read(said, today) == (day, remark)


@pytest.mark.parametrize(
    "said", ["next", "last", "this", "next week", "next smith", "tuesday next", "last month", ""]
)
def test_what_names_no_day_is_none(said: str) -> None:
    assert spoken_days.read(said, THURSDAY) is None


NOON = (time(12),)


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        ("next tuesday", Understood(rest="", day=date(2026, 12, 15))),
        ("next tuesday smith", Understood(rest="smith", day=date(2026, 12, 15))),
        ("tomorrow noon", Understood(rest="", day=date(2026, 12, 11), clocks=NOON)),
        ("noon tomorrow", Understood(rest="", day=date(2026, 12, 11), clocks=NOON)),
        ("smith tomorrow at noon", Understood(rest="smith", day=date(2026, 12, 11), clocks=NOON)),
        (
            "today 2pm duluth",
            Understood(rest="", day=THURSDAY, clocks=(time(14),), locations=(DULUTH,)),
        ),
        (
            "today at 2 pm in Duluth",
            Understood(rest="", day=THURSDAY, clocks=(time(14),), locations=(DULUTH,)),
        ),
        ("on tuesday", Understood(rest="", day=date(2026, 12, 15))),
        ("today 14h", Understood(rest="", day=THURSDAY, clocks=(time(14),))),
        (
            "board duluth next tuesday",
            Understood(rest="", day=date(2026, 12, 15), locations=(DULUTH,), command="board"),
        ),
        (
            "who was where at noon",
            Understood(rest="", day=THURSDAY, clocks=NOON, command="who was where"),
        ),
        # What may be a name, or a course, stays one.
        ("noon", Understood(rest="noon")),
        ("amy noon", Understood(rest="amy noon")),
        ("econ 14h today", Understood(rest="econ 14h", day=THURSDAY)),
        ("next proctoru", Understood(rest="next", session_type="proctoru")),
        ("kim at large", Understood(rest="kim at large")),
    ],
)
def test_a_query_with_such_words(query: str, understood: Understood) -> None:
    assert read(query, VOCABULARY) == understood


@pytest.mark.parametrize(
    ("said", "days_on"),
    [("a week from tomorrow", 8), ("one week from fri", 8), ("two weeks from tuesday", 19)],
)
def test_a_day_is_counted_in_weeks_from_another(said: str, days_on: int) -> None:
    assert spoken_days.both(said, THURSDAY) == (THURSDAY + timedelta(days=days_on), None)
    typed = read_typed(f"{said} 10am", today_there=lambda: THURSDAY)
    day = THURSDAY + timedelta(days=days_on)
    assert typed.wall == datetime(day.year, day.month, day.day, 10)


@pytest.mark.parametrize(
    ("query", "day", "remark"),
    [
        ("book kim thu 10am", date(2026, 12, 17), "Read as December 17, not December 10."),
        ("move kim to thursday 10am", date(2026, 12, 17), "Read as December 17, not December 10."),
        ("book kim thu 11pm", THURSDAY, ""),
        ("book kim today 10am", THURSDAY, ""),
        ("book kim fri 10am", date(2026, 12, 11), ""),
        ("cancel kim thu 10am", THURSDAY, ""),
        ("thu 10am", THURSDAY, ""),
    ],
)
def test_the_weekday_of_a_form_whose_hour_has_passed_today_is_that_of_next_week(
    query: str, day: date, remark: str
) -> None:
    understood = read(query, replace(VOCABULARY, now=time(22)))
    assert (understood.day, understood.remark) == (day, remark)
