"""Days by their names, as “tomorrow” and “next Tuesday”: read from the day that it is there, or
asked about where one may be two.
"""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from scheduling.typed_times.reading import read_typed
from scheduling.typed_times.unreadable import Unreadable

FRIDAY = date(2027, 1, 15)


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("tomorrow 10", datetime(2027, 1, 16, 10)),
        ("10am tomorrow", datetime(2027, 1, 16, 10)),
        ("today at 4:30 pm", datetime(2027, 1, 15, 16, 30)),
        ("the day after tomorrow noon", datetime(2027, 1, 17, 12)),
        ("noon tomorrow", datetime(2027, 1, 16, 12)),
        ("noon on tue", datetime(2027, 1, 19, 12)),
        ("in 2 weeks 10am", datetime(2027, 1, 29, 10)),
        ("in a week 9:30", datetime(2027, 1, 22, 9, 30)),
        ("2 PM in three days", datetime(2027, 1, 18, 14)),
        ("on Tue, 9:30", datetime(2027, 1, 19, 9, 30)),
        ("tue next week 0930", datetime(2027, 1, 19, 9, 30)),
        ("mon 18h", datetime(2027, 1, 18, 18)),
        ("mon 18:00", datetime(2027, 1, 18, 18)),
        ("mon at 18", datetime(2027, 1, 18, 18)),
        ("mon 9", datetime(2027, 1, 18, 9)),  # a Tuesday
        ("tomorrow 14", datetime(2027, 1, 16, 14)),
        ("jan 19 9:30", datetime(2027, 1, 19, 9, 30)),
        ("tuesday week 9am", datetime(2027, 1, 26, 9)),
        ("week from tue 9am", datetime(2027, 1, 26, 9)),
        ("next week on tue 9am", datetime(2027, 1, 19, 9)),
    ],
)
def test_a_day_is_read_by_its_name_from_the_day_that_it_is_there(text: str, wall: datetime) -> None:
    assert read_typed(text, FRIDAY, today_there=lambda: FRIDAY).wall == wall


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("next month 10", "Enter the date itself, not “next”"),
        ("tomorrow or monday 10", "Check the time: “or monday 10” can’t be read"),
        ("mon 18", "“18” may be a day of the month (Mon, Jan 18). Enter it like 6:00 PM."),
        ("fri. 14", "“14” may be a day of the month. Enter it like 2:00 PM."),
        ("tue. 14", "“14” may be a day of the month. Enter it like 2:00 PM."),
        ("tue 9", "“9” may be a day of the month (Tue, Feb 9). Enter it like 9:00 AM."),
        ("on wed 03", "“03” may be a day of the month (Wed, Feb 3). Enter it like 3:00 AM."),
        ("8 this mon", "“8” may be a day of the month (Mon, Feb 8). Enter it like 8:00 AM."),
        ("14 next tue", "“14” may be a day of the month. Enter it like 2:00 PM."),
        ("tue 31", "“31” may be a day of the month. Enter it like 7:00 AM."),
        ("jan 20 24", "Check the time: “24” may be a day or a year. Enter 24:00 for the end"),
        ("jan 20 9-30 am", "Check the time: “9-30 am” can’t be read."),
        ("tomorrow", "Enter the time too"),
        ("2pm", "Enter the date too"),
        ("wed 1-3 pm", "Enter the start alone, without “-3 pm”."),
        ("fri 9-10", "Enter the start alone, without “-10”."),
        ("tomorrow 9-10", "Enter the start alone, without “-10”."),
        ("9:30-10 tue", "Enter the start alone, without “-10”."),
    ],
)
def test_a_day_that_may_be_two_is_asked_about_and_none_is_guessed(text: str, told: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(told)):
        read_typed(text, FRIDAY, today_there=lambda: FRIDAY)


SUNDAY = date(2027, 1, 17)


@pytest.mark.parametrize(
    ("text", "today", "days"),
    [
        ("tue next week 2pm", SUNDAY, (19, 26)),
        ("mon next week 2pm", SUNDAY, (18, 25)),
        ("sun next week 2pm", FRIDAY, (17, 24)),
        ("friday week 2pm", FRIDAY, (22, 29)),
        ("a week from fri 2pm", FRIDAY, (22, 29)),
        ("fri 2pm", FRIDAY, (15, 22)),
        ("next sat 2pm", FRIDAY, (16, 23)),
        ("2pm fri", FRIDAY, (15, 22)),
    ],
)
def test_a_name_that_may_say_two_days_tells_the_time_on_both(
    text: str, today: date, days: tuple[int, int]
) -> None:
    read = read_typed(text, today, today_there=lambda: today)
    assert read.walls == tuple(datetime(2027, 1, day, 14) for day in days)


def test_a_name_of_two_days_without_a_half_tells_four_times() -> None:
    read = read_typed("fri 2", FRIDAY, today_there=lambda: FRIDAY)
    assert read.walls == tuple(datetime(2027, 1, day, at) for day in (15, 22) for at in (2, 14))


def test_the_sunday_of_next_week_is_the_same_to_all_who_ask_on_a_sunday() -> None:
    read = read_typed("sun next week 2pm", SUNDAY, today_there=lambda: SUNDAY)
    assert read.wall == datetime(2027, 1, 24, 14)


def test_a_day_is_not_read_by_its_name_where_nobody_says_which_day_it_is() -> None:
    with pytest.raises(Unreadable, match="not “tomorrow”"):
        read_typed("tomorrow 10", FRIDAY)
