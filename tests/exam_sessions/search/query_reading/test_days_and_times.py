"""A day is the next or nearest that the words may mean, and a time both halves of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from scheduling.exam_sessions.search.query_reading.reading import read
from tests.support.queries_read import NINE_THIRTY, TODAY, TOMORROW, VOCABULARY, said


@pytest.mark.parametrize(
    ("query", "day"),
    [
        ("thu", TODAY),
        ("Thursday", TODAY),
        ("thurs", TODAY),
        ("thu.", TODAY),
        ("tdy", TODAY),
        *((word, TOMORROW) for word in ("tmrw", "tom", "TMW", "2moro", "tmr,", "2morrow")),
        ("yday", date(2026, 11, 25)),
        ("mon", date(2026, 11, 30)),
        ("tues", date(2026, 12, 1)),
        ("wed", date(2026, 12, 2)),
        ("weds", date(2026, 12, 2)),
        ("sat", date(2026, 11, 28)),
        ("fri", date(2026, 11, 27)),
        ("jan 14", date(2027, 1, 14)),
        ("14 January 2028", date(2028, 1, 14)),
        ("1/14", date(2027, 1, 14)),
        ("2027-01-14", date(2027, 1, 14)),
        ("Thu, Jan 14, 2027", date(2027, 1, 14)),
        ("11/26", TODAY),
    ],
)
def test_a_weekday_is_the_next_such_day_and_a_date_the_nearest(query: str, day: date) -> None:
    assert said(query) == {"day": day}


@pytest.mark.parametrize(
    ("query", "today", "day"),
    [
        ("nov 26", date(2026, 11, 27), date(2026, 11, 26)),
        ("20 nov", date(2026, 11, 27), date(2026, 11, 20)),
        ("Thu, Nov 26", date(2026, 11, 27), date(2026, 11, 26)),
        ("11/25", date(2026, 11, 27), date(2026, 11, 25)),
        ("dec 31", date(2027, 1, 2), date(2026, 12, 31)),
        ("may 28", date(2026, 11, 27), date(2027, 5, 28)),
        ("may 30", date(2026, 11, 27), date(2026, 5, 30)),
        ("feb 29", date(2028, 3, 1), date(2028, 2, 29)),
        ("nov 26 2027", date(2026, 11, 27), date(2027, 11, 26)),
    ],
)
def test_a_date_without_a_year_is_the_nearest_such_day(query: str, today: date, day: date) -> None:
    assert said(query, vocabulary=replace(VOCABULARY, today=today)) == {"day": day}


def test_a_date_whose_weekday_is_another_years_is_that_years() -> None:
    day = date(2027, 11, 26)
    today = replace(VOCABULARY, today=date(2026, 11, 27))
    assert said("Fri, Nov 26", vocabulary=today) == {"day": day, "remark": "Read as 2027."}


def test_the_order_of_day_and_month_is_the_institutions_and_said() -> None:
    for locale, month, remark in (
        ("en_US", 1, "Read as January 2, not February 1."),
        ("en_GB", 2, "Read as 1 February, not 2 January."),
    ):
        day = date(2027, month, 3 - month)
        assert said("1/2", locale) == {"day": day, "remark": remark}


@pytest.mark.parametrize(
    ("query", "clocks"),
    [
        ("10:30am", (time(10, 30),)),
        ("10 am", (time(10),)),
        ("2pm", (time(14),)),
        ("14:00", (time(14),)),
        ("09:30", (time(9, 30),)),
        ("12:15", (time(12, 15),)),
        ("10:30", (time(10, 30), time(22, 30))),
        ("today 1030", (time(10, 30), time(22, 30))),
        ("1400 today", (time(14),)),
    ],
)
def test_a_time_is_todays_and_both_halves_of_the_day_where_none_is_said(
    query: str, clocks: tuple[time, ...]
) -> None:
    assert said(query) == {"day": TODAY, "clocks": clocks}


def test_where_clocks_have_24_hours_no_half_of_the_day_is_asked_for() -> None:
    assert said("10:30", "en_GB") == {"day": TODAY, "clocks": (time(10, 30),)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("book levi tomorrow 9", {"day": TOMORROW, "clocks": (time(9),)}),
        ("book levi tomorrow 2", {"day": TOMORROW, "clocks": (time(2), time(14))}),
        ("move levi to tomorrow at 14", {"day": TOMORROW, "clocks": (time(14),)}),
        ("cancel levi tomorrow 9", {"day": TOMORROW, "clocks": (time(9), time(21))}),
        ("move levi to nov 25 9am", {"day": date(2027, 11, 25), "clocks": (time(9),)}),
        ("cancel levi nov 25 9am", {"day": date(2026, 11, 25), "clocks": (time(9),)}),
        ("switch levi to 3pm", {"clocks": (time(15),)}),
        ("cancel levi at 3pm", {"day": TODAY, "clocks": (time(15),)}),
        ("move levi 9 tomorrow", {"day": TOMORROW, "rest": "levi 9"}),
        ("levi tomorrow 9", {"day": TOMORROW, "rest": "levi 9"}),
        ("book levi tomorrow 9 75", {"day": TOMORROW, "rest": "levi 9 75"}),
        ("book levi tomorrow 9 45", {"day": TOMORROW, "clocks": (time(9, 45),)}),
        ("levi tomorrow at 930", {"day": TOMORROW, "clocks": NINE_THIRTY}),
    ],
)
def test_the_time_of_a_form_is_one_to_come_and_may_be_an_hour_alone(
    query: str, expected: dict[str, object]
) -> None:
    read_as = said(query)
    told = {name: read_as.get(name) for name in ("day", "clocks")}
    assert told == {"day": None, "clocks": None} | {
        name: value for name, value in expected.items() if name != "rest"
    }
    assert read_as["rest"] == expected.get("rest", "levi")


def test_the_words_of_day_and_time_are_kept_as_they_were_typed() -> None:
    understood = read("move levi to Dec 15, at 9am", VOCABULARY)
    assert (understood.when, understood.has_day) == ("Dec 15, 9am", True)
    understood = read("switch levi at 9am", VOCABULARY)
    assert (understood.when, understood.has_day) == ("9am", False)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("half past nine tomorrow", {"day": TOMORROW, "clocks": NINE_THIRTY}),
        ("tomorrow at quarter to ten pm", {"day": TOMORROW, "clocks": (time(21, 45),)}),
        ("levi fri the 27th", {"day": TOMORROW, "rest": "levi"}),
        ("nine thirty", {"day": TODAY, "clocks": NINE_THIRTY}),
        ("kim half 2", {"rest": "kim half 2"}),
        (
            "move kim to fri the 27th 2pm",
            {"command": "move", "day": TOMORROW, "clocks": (time(14),), "rest": "kim"},
        ),
        (
            "move kim friday 9 30",
            {"command": "move", "day": TOMORROW, "clocks": (time(9, 30),), "rest": "kim"},
        ),
        (
            "move kim to 9:30 on friday",
            {"command": "move", "day": TOMORROW, "clocks": (time(9, 30),), "rest": "kim"},
        ),
        (
            "move kim friday at half 2",
            {
                "command": "move",
                "day": TOMORROW,
                "clocks": (time(1, 30), time(2, 30)),
                "rest": "kim",
            },
        ),
    ],
)
def test_a_day_and_a_time_are_read_as_they_are_said(
    query: str, expected: dict[str, object]
) -> None:
    assert said(query) == expected


@pytest.mark.parametrize(
    ("query", "day", "times"),
    [
        ("move levi jan 14 2028", date(2028, 1, 14), None),
        ("move levi jan 14 2030", date(2027, 1, 14), (time(20, 30),)),
        ("levi jan 14 2030", date(2030, 1, 14), None),
        ("move levi jan 14 1h30", date(2027, 1, 14), (time(1, 30), time(13, 30))),
        ("move levi jan 14 9h30", date(2027, 1, 14), (time(9, 30),)),
        ("move levi jan 14 14h30", date(2027, 1, 14), (time(14, 30),)),
    ],
)
def test_a_form_is_opened_with_the_day_and_the_time_that_it_would_read(
    query: str, day: date, times: tuple[time, ...] | None
) -> None:
    found = said(query)
    assert (found["day"], found.get("clocks")) == (day, times)
