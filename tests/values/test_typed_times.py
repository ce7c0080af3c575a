"""Dates and times as people type them: read one way, or refused with what is wrong."""

from __future__ import annotations

from contextvars import copy_context
from datetime import date, datetime, timedelta

import pytest

from scheduling import date_formats
from scheduling.typed_times.reading import TypedTime, read_typed
from scheduling.typed_times.unreadable import Unreadable

TODAY = date(2026, 11, 26)


def typed(text: str, locale: str = "en_US") -> TypedTime:
    """What is read by a locale."""

    def with_locale() -> TypedTime:
        date_formats.use_locale(lambda: locale)
        return read_typed(text, TODAY)

    return copy_context().run(with_locale)


def read(text: str, locale: str = "en_US") -> tuple[datetime, str]:
    """What is read, and the remark on it, by a locale."""
    found = typed(text, locale)
    return found.wall, found.remark


HALF_PAST_NINE = datetime(2027, 1, 14, 9, 30)


@pytest.mark.parametrize(
    "text",
    [
        "01/14/2027 9:30 AM",
        "1/14/27 930a",
        "1/14/2027 9:30 AM (Thursday)",
        "(Thu.) 1/14/2027 9:30 AM",
        "14 Jan 2027 0930",
        "14-Jan-27 9:30 AM",
        "Jan 14, 2027 9:30 a.m.",
        "Jan 14, 2027 9:30 a. m.",
        "1/14/27 9:30 A M",
        "Thurs, 14th of January 2027 at 09:30",
        "Jan 14 at 9.30 am",
        "01142027 at 0930A",
        "20270114 0930",
        "14.01.2027 9:30 AM",
        "14. 1. 2027 9:30 AM",
        "1/14/2027 0930 hours",
        "2027/1/14 9h30",
        "2027-01-14T09:30",
        "2027-01-14 09:30:00.000",
        "９:30 AM 1/14/2027",
        "9:30 AM 1-14-2027",  # the year is no offset
        "9:30 AM on Jan 14",
        "2027\u201101\u201114 09:30",  # as word processors write hyphens
        "1/14/2027\u200f 9:30\u200e AM",  # marks of direction come along with what is pasted
    ],
)
@pytest.mark.parametrize("locale", ["en_US", "en_GB"])
def test_what_has_one_meaning_is_read_the_same_everywhere(text: str, locale: str) -> None:
    assert read(text, locale) == (HALF_PAST_NINE, "")


@pytest.mark.parametrize(
    ("text", "locale", "day"),
    [
        ("121426 0930", "en_US", date(2026, 12, 14)),
        ("141226 9:30 AM", "en_GB", date(2026, 12, 14)),
        ("141226 930a", "en_US", date(2026, 12, 14)),
        ("010227 09:30", "en_US", date(2027, 1, 2)),
        ("010227 09:30", "en_GB", date(2027, 2, 1)),
    ],
)
def test_six_digits_are_a_date_and_how_they_were_read_is_said(
    text: str, locale: str, day: date
) -> None:
    wall, remark = read(text, locale)
    assert wall == datetime(day.year, day.month, day.day, 9, 30)
    assert f"{day:%A}" in remark and str(day.year) in remark


@pytest.mark.parametrize("word", ["today", "tomorrow", "next Tuesday", "Tonight"])
def test_a_day_that_is_told_from_today_is_asked_for_itself(word: str) -> None:
    with pytest.raises(Unreadable, match=f"not “{word.split()[0].lower()}”"):
        read(f"{word} 9:30 AM")


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("Wed Dec 9 at 2030", datetime(2026, 12, 9, 20, 30)),  # a time of its own is no year
        ("Nov 26 9am", datetime(2026, 11, 26, 9)),
        ("May 20 9am", datetime(2027, 5, 20, 9)),
        ("12/14/2026 9.30 pm", datetime(2026, 12, 14, 21, 30)),
        ("12/14/2026 12:30 AM", datetime(2026, 12, 14, 0, 30)),
        ("12/14/2026 noon", datetime(2026, 12, 14, 12)),
        ("12/14/2026 12:00 noon", datetime(2026, 12, 14, 12)),
        ("Dec 14 at 12n", datetime(2026, 12, 14, 12)),
        ("12/14/2026 1730 pm", datetime(2026, 12, 14, 17, 30)),
        ("12/14/2026 14h", datetime(2026, 12, 14, 14)),
        ("12/14/2026 14 hrs", datetime(2026, 12, 14, 14)),
        ("2030 jan 14, 2027", datetime(2027, 1, 14, 20, 30)),
        ("1/14/27 9 30 AM", datetime(2027, 1, 14, 9, 30)),
        ("1/14/27 – 9:30 AM", datetime(2027, 1, 14, 9, 30)),
        ("Jan14 midday", datetime(2027, 1, 14, 12)),
        ("2027 Jan 14 0930", datetime(2027, 1, 14, 9, 30)),
        ("9 am jan 14", datetime(2027, 1, 14, 9)),
        ("9th jan 14:00", datetime(2027, 1, 9, 14)),
        ("3 dec 9 pm", datetime(2026, 12, 3, 21)),
        ("wed 9 dec 14", datetime(2026, 12, 9, 14)),  # the 14th is none
    ],
)
def test_a_time_of_day_and_a_year_that_is_not_said(text: str, wall: datetime) -> None:
    assert read(text) == (wall, "")


@pytest.mark.parametrize(
    ("text", "locale", "wall", "remark"),
    [
        (
            "03/04/2027 9:30 AM",
            "en_US",
            datetime(2027, 3, 4, 9, 30),
            "Read as March 4, not April 3.",
        ),
        ("03/04/2027 9:30", "en_GB", datetime(2027, 4, 3, 9, 30), "Read as 3 April, not 4 March."),
        (
            "12/9 9:30 AM",
            "en_US",
            datetime(2026, 12, 9, 9, 30),
            "Read as December 9, not September 12.",
        ),
        ("03042027 0930", "en_AU", datetime(2027, 4, 3, 9, 30), "Read as 3 April, not 4 March."),
        ("1/14/27 8:30", "en_US", datetime(2027, 1, 14, 8, 30), "Read as 8:30 AM."),
        ("1/14/27 8:30", "en_CA", datetime(2027, 1, 14, 8, 30), "Read as 8:30 AM."),
        ("14/1/27 2:30", "en_GB", datetime(2027, 1, 14, 2, 30), ""),
        ("1/14/27 02:30", "en_US", datetime(2027, 1, 14, 2, 30), ""),
        ("1/14/27 2:30 hrs", "en_US", datetime(2027, 1, 14, 2, 30), ""),
        ("1/14/27 8 o’clock", "en_AU", datetime(2027, 1, 14, 8), "Read as 8:00 AM."),
        ("1/14/27 12:30", "en_US", datetime(2027, 1, 14, 12, 30), "Read as 12:30 PM."),
        ("1/14/27 1030", "en_US", datetime(2027, 1, 14, 10, 30), "Read as 10:30 AM."),
        ("2027-01-14T10:30", "en_US", datetime(2027, 1, 14, 10, 30), ""),
        ("2027-01-14 10:30", "en_US", datetime(2027, 1, 14, 10, 30), ""),
        ("2027-01-14 at 10:30", "en_US", datetime(2027, 1, 14, 10, 30), ""),
        ("12/14/26 9 h.", "en_US", datetime(2026, 12, 14, 9), "Read as 9:00 AM."),
        ("@9 jan 14", "en_US", datetime(2027, 1, 14, 9), "Read as 9:00 AM."),
        ("at 9 jan 14", "en_GB", datetime(2027, 1, 14, 9), ""),
        ("10 jan @ 9", "en_US", datetime(2027, 1, 10, 9), "Read as 9:00 AM."),
        ("dec 14 1900", "en_US", datetime(2026, 12, 14, 19), "Read as 7:00 PM."),
        ("14DEC 2030", "en_US", datetime(2026, 12, 14, 20, 30), "Read as 8:30 PM."),
        ("1/14 2030", "en_US", datetime(2027, 1, 14, 20, 30), "Read as 8:30 PM."),
        ("1/14/2027 2028", "en_US", datetime(2027, 1, 14, 20, 28), ""),
        ("1/14 2045", "en_US", datetime(2027, 1, 14, 20, 45), ""),
        ("jan 14 9h30", "en_US", datetime(2027, 1, 14, 9, 30), ""),
        ("jan 14 14h30", "en_US", datetime(2027, 1, 14, 14, 30), ""),
        ("jan 14 02h30", "en_US", datetime(2027, 1, 14, 2, 30), ""),
        ("14 jan 2h30", "en_GB", datetime(2027, 1, 14, 2, 30), ""),
        ("11/25 9 AM", "en_US", datetime(2027, 11, 25, 9), "Read as 2027."),
        ("Nov 25 9 AM", "en_US", datetime(2027, 11, 25, 9), "Read as 2027."),
        (
            "11/12 9:30",
            "en_US",
            datetime(2027, 11, 12, 9, 30),
            "Read as November 12, not December 11. Read as 2027. Read as 9:30 AM.",
        ),
        (
            "12/31/2026 24:00",
            "en_US",
            datetime(2027, 1, 1),
            "24:00 is read as 12:00 AM of the next day.",
        ),
    ],
)
def test_what_has_two_meanings_is_read_by_the_locale_and_said_back(
    text: str, locale: str, wall: datetime, remark: str
) -> None:
    assert read(text, locale) == (wall, remark)


@pytest.mark.parametrize(
    ("text", "locale", "later"),
    [
        ("1/14/27 2:30", "en_US", datetime(2027, 1, 14, 14, 30)),
        ("1/14/27 2:30", "en_CA", datetime(2027, 1, 14, 14, 30)),
        ("dec 9 5", "en_US", datetime(2026, 12, 9, 17)),
        ("jan 14 2h30", "en_US", datetime(2027, 1, 14, 14, 30)),
        ("jan 14 1h30", "en_US", datetime(2027, 1, 14, 13, 30)),
        ("1/14/27 7H05", "en_CA", datetime(2027, 1, 14, 19, 5)),
        ("dec 9 730", "en_US", datetime(2026, 12, 9, 19, 30)),
        ("dec 9 1 o’clock", "en_AU", datetime(2026, 12, 9, 13)),
        ("2027-01-14 7", "en_US", datetime(2027, 1, 14, 19)),
        ("1/14/27 8", "en_US", None),
        ("1/14/27 12:30", "en_US", None),
        ("1/14/27 2:30 am", "en_US", None),
        ("1/14/27 2p", "en_US", None),
        ("1/14/27 02:30", "en_US", None),
        ("1/14/27 2:30 hrs", "en_US", None),
        ("2027-01-14T02:30", "en_US", None),
        ("1/14/27 24:00", "en_US", None),
        ("14/1/27 2:30", "en_GB", None),
    ],
)
def test_before_the_ordinary_hours_a_time_without_its_half_of_the_day_may_be_the_later_one(
    text: str, locale: str, later: datetime | None
) -> None:
    found = typed(text, locale)
    assert found.later == later
    if later:
        assert (found.wall, found.remark) == (later - timedelta(hours=12), "")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("9 dec 14", "Wed, Dec 9, 2:00 PM, or Mon, Dec 14, 9:00 AM"),
        ("10 jan 14", "Sun, Jan 10, 2:00 PM, or Thu, Jan 14, 10:00 AM"),
        ("14 dec 9", "Mon, Dec 14, 9:00 AM, or Wed, Dec 9, 2:00 PM"),
        ("9jan14", "Sat, Jan 9, 2:00 PM, or Thu, Jan 14, 9:00 AM"),
        ("9 jan 27", "Sat, Jan 9, 2027, or Wed, Jan 27, 9:00 AM"),
        ("14 jan 27 2030", "Thu, Jan 14, 8:30 PM, or Sun, Jan 27, 2:00 PM"),
        ("14jan27 2027", "Thu, Jan 14, 8:27 PM, or Wed, Jan 27, 2:00 PM"),
    ],
)
def test_a_month_between_two_numbers_is_asked_about_where_each_may_be_the_day(
    text: str, days: str
) -> None:
    with pytest.raises(Unreadable) as asked:
        read(text)
    assert str(asked.value) == f"Enter it like 01/14/2027 9:30 AM: “{text}” may be {days}."


@pytest.mark.parametrize("locale", ["en_US", "en_GB"])
@pytest.mark.parametrize(
    ("text", "day", "remark"),
    [
        ("26/12/31", date(2031, 12, 26), True),
        ("26-12-31", date(2031, 12, 26), True),
        ("26.12.31", date(2031, 12, 26), True),
        ("26-Dec-31", date(2031, 12, 26), True),
        ("27-01-31", date(2031, 1, 27), True),
        ("27/01/14", date(2014, 1, 27), True),
        ("27/01/28", date(2028, 1, 27), True),
        ("31/12/26", date(2026, 12, 31), False),
        ("31-Dec-26", date(2026, 12, 31), False),
        ("14-01-27", date(2027, 1, 14), False),
        ("27/01/27", date(2027, 1, 27), False),
        ("27/01/2031", date(2031, 1, 27), False),
    ],
)
def test_a_year_of_two_digits_that_may_stand_in_front_is_said(
    text: str, locale: str, day: date, remark: bool
) -> None:
    wall, said = read(f"{text} 09:30", locale)
    assert wall.date() == day
    assert (said.startswith("Read as") and str(day.year) in said) == remark
    assert bool(said) == remark


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("02/30/2027 9:30", "Check the day: February has 28 days in 2027, no day 30."),
        ("Feb 29 2027 9:30", "Check the day: February has 28 days in 2027, no day 29."),
        ("13/13/2027 9:30", "Check the month: there is no month 13."),
        ("12/14/202609 9:30", "Check the year: it has four digits, not “202609”."),
        ("0202-01-14T09:30", "Check the year: 202 cannot be right."),
        ("Thu Dec 9 2026 9:30", "Check the date: that day is Wednesday, December 9, 2026."),
        ("01/14/2027", "Enter the time too, like 9:30 AM."),
        ("9:30 AM", "Enter the date too, like 01/14/2027 9:30 AM."),
        ("01/14/2027 25:00", "Check the time: there is no hour 25."),
        ("01/14/2027 24:30", "Check the time: there is no hour 24."),
        ("01/14/2027 9:75", "Check the time: minutes and seconds go up to 59."),
        ("01/14/2027 13:30 AM", "Check the time: 13 with AM is no time. Leave one out."),
        ("01/14/2027 9:30 AM CST", "Leave out “CST”: the time is in the time zone shown here."),
        ("Jan 14 2027 EST 9:30", "Leave out “EST”: the time is in the time zone shown here."),
        (
            "Jan 14 2027 9:30 eastern standard time",
            "Leave out “EASTERN STANDARD TIME”: the time is in the time zone shown here.",
        ),
        (
            "1/14/27 at at 9",
            "Check the time: “at 9” can’t be read. Enter it like 9:30 AM.",
        ),
        (
            "Jan 14 2027 twelve",
            "Check the time: “twelve” can’t be read. Enter it like 9:30 AM.",
        ),
        (
            "2027-01-14 09:30 -06:00",
            "Enter the start alone, as clocks there show it, without “-06:00” behind it.",
        ),
        (
            "01/14/2027 at 12 midnight",
            "Check the time: midnight may begin the day or end it. Enter 12:00 AM for its"
            " beginning, or 24:00 for its end.",
        ),
        (
            "01/14/2027 half past",
            "Check the time: “half past” can’t be read. Enter it like 9:30 AM.",
        ),
        (
            "2027-01-14T09:30-06:00",
            "Enter the start alone, as clocks there show it, without “-06:00” behind it.",
        ),
        (
            "2027-01-14T15:30z",
            "Enter the start alone, as clocks there show it, without “Z” behind it.",
        ),
        (
            "1/14/2027 9:30-11:00",
            "Enter the start alone, as clocks there show it, without “-11:00” behind it.",
        ),
        (
            "1/14/2027 9:30 AM – 11 AM",
            "Enter the start alone, without “- 11 am”.",
        ),
        ("1/14/2027 930 to 1100", "Enter the start alone, without “to 1100”."),
        ("1/14/2027 930→1100", "Enter the start alone, without “→1100”."),
        ("9-11 dec 14", "Enter the start alone, without “-11”."),
        ("9–11 12/14", "Enter the start alone, without “-11”."),
        ("9:30-11 12/14", "Enter the start alone, without “-11”."),
        ("dec 14 9:30 AM (2 hrs)", "Enter the start alone, without “(2 hrs)”."),
        ("dec 14 9:30 AM for 2 hours", "Enter the start alone, without “for 2 hours”."),
        ("dec 14 9 or 10", "Enter the start alone, without “or 10”."),
        (
            "1/14/27 2 hours",
            "Check the time: “2 hours” may be a length. Enter the start like 9:30 AM.",
        ),
        (
            "1/14/27 90 min",
            "Check the time: “90 min” may be a length. Enter the start like 9:30 AM.",
        ),
        ("12/14 2027", "Check the time: “2027” may be a year. Enter it like 8:27 PM."),
        ("1/14 2028", "Check the time: “2028” may be a year. Enter it like 8:28 PM."),
        ("1/14 2031", "Check the time: “2031” may be a year. Enter it like 8:31 PM."),
        ("dec 14 2027", "Enter the time too, like 9:30 AM."),
        ("jan 14 2028", "Enter the time too, like 9:30 AM."),
        ("½ 9:30", "Enter the date and time like 01/14/2027 9:30 AM."),
        ("1/14/27 1²", "Check the time: “1²” can’t be read. Enter it like 9:30 AM."),
        ("first of dec 9am", "Enter the day in digits, not “first”, like 01/14/2027 9:30 AM."),
        ("soon", "Enter the date and time like 01/14/2027 9:30 AM."),
        ("", "Enter the date and time like 01/14/2027 9:30 AM."),
    ],
)
def test_what_can_not_be_read_is_refused_with_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert str(refused.value) == said
