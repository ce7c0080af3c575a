"""Opening hours in words, and what is said of a session’s time, also when clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from scheduling.opening_hours.hours_of_days import (
    DAY_END,
    DAYS,
    LocationAvailability,
    Span,
    SpecialHours,
    open_times,
    overlap,
    say_days,
    say_week,
    spans_on,
)
from scheduling.opening_hours.hours_warnings import warnings_about
from scheduling.opening_hours.seats_warnings import about_seats

CHICAGO, NEW_YORK = "America/Chicago", "America/New_York"


def span(opens: str, closes: str, weekday: int = 0) -> Span:
    return Span(weekday, time.fromisoformat(opens), time.fromisoformat(closes))


@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        (span("08:00", "12:00"), span("11:00", "17:00"), True),
        (span("08:00", "17:00"), span("09:00", "10:00"), True),
        (span("08:00", "12:00"), span("08:00", "12:00"), True),
        (span("08:00", "12:00"), span("12:00", "17:00"), False),
        (span("08:00", "12:00"), span("13:00", "17:00"), False),
        (span("08:00", "12:00"), span("11:00", "17:00", 1), False),
    ],
)
def test_spans_overlap_where_they_share_a_moment(one: Span, other: Span, do: bool) -> None:
    assert (overlap(one, other), overlap(other, one)) == (do, do)


def test_a_day_is_said_in_the_order_of_the_clock_and_until_midnight() -> None:
    days = say_days([span("13:00", "17:00"), span("08:00", "12:00"), Span(5, time(0), DAY_END)])
    assert list(days) == [*DAYS]
    assert {day: said for day, said in days.items() if said} == {
        "Monday": "8:00 AM – 12:00 PM, 1:00 PM – 5:00 PM",
        "Saturday": "12:00 AM – 12:00 AM",
    }


def test_a_week_is_said_back_in_runs_of_days() -> None:
    week = [span("09:00", "17:00", day) for day in range(5)] + [span("09:00", "13:00", 5)]
    said_back = "Monday to Friday 9:00 AM – 5:00 PM; Saturday 9:00 AM – 1:00 PM"
    assert say_week(week) == f"{said_back}; closed on other days"
    assert (
        say_week([*week, span("09:00", "13:00", 6)])
        == f"{said_back[:-28]}; Saturday to Sunday 9:00 AM – 1:00 PM"
    )
    assert say_week([]) == ""


# Monday to Thursday 8–12 and 1–5, Friday 8–5 in two spans that touch, Saturday to midnight, closed
# on Sundays.
WEEK = [
    *(
        one
        for day in range(4)
        for one in (span("08:00", "12:00", day), span("13:00", "17:00", day))
    ),
    span("08:00", "12:00", 4),
    span("12:00", "17:00", 4),
    Span(5, time(9), DAY_END),
]


def said(
    wall: str,
    length: int | None,
    *,
    spans: list[Span] = WEEK,
    zone: str = CHICAGO,
    read_in: str = "",
) -> list[str]:
    start = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return warnings_about(
        LocationAvailability("Duluth Testing Center", zone, spans), start, length, read_in or zone
    )


@pytest.mark.parametrize(
    ("wall", "length", "words"),
    [
        ("2027-01-14T08:00", 240, []),
        ("2027-01-14T13:00", 240, []),
        ("2027-01-14T15:30", 120, ["Ends after Duluth Testing Center closes (5:00 PM)."]),
        ("2027-01-14T11:00", 120, ["Duluth Testing Center is closed from 12:00 PM to 1:00 PM."]),
        ("2027-01-14T12:30", 60, ["Duluth Testing Center is closed from 12:00 PM to 1:00 PM."]),
        ("2027-01-14T12:00", 60, ["Duluth Testing Center is closed from 12:00 PM to 1:00 PM."]),
        ("2027-01-14T07:30", 60, ["Starts before Duluth Testing Center opens (8:00 AM)."]),
        ("2027-01-14T17:00", 60, ["Starts when Duluth Testing Center closes (5:00 PM)."]),
        ("2027-01-15T11:00", 120, []),
        ("2027-01-17T10:00", 60, ["Closed on Sundays."]),
        ("2027-01-16T22:30", 90, []),
        ("2027-01-16T22:30", 91, ["Ends after Duluth Testing Center closes (12:00 AM)."]),
        ("2027-01-14T16:59", None, []),
        ("2027-01-14T17:01", 60, ["Starts after Duluth Testing Center closes (5:00 PM)."]),
        ("2027-01-14T17:00", None, ["Starts when Duluth Testing Center closes (5:00 PM)."]),
    ],
)
def test_a_time_outside_the_hours_is_warned_of_in_one_sentence(
    wall: str, length: int | None, words: list[str]
) -> None:
    assert said(wall, length) == words


def test_a_place_without_hours_says_nothing_and_one_that_never_closes_neither() -> None:
    assert said("2027-01-17T03:00", 600, spans=[]) == []
    always = [Span(day, time(0), DAY_END) for day in range(7)]
    assert said("2027-01-17T23:00", 600, spans=always) == []


CLOSED_THEN = "Closed on Thursday, January 14, 2027: Thanksgiving."
THANKSGIVING = SpecialHours(date(2027, 1, 14), date(2027, 1, 15), reason="Thanksgiving.")


def special(wall: str, length: int, *entered: SpecialHours, week: list[Span] = WEEK) -> list[str]:
    place = LocationAvailability("Duluth", CHICAGO, week, entered)
    start = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(CHICAGO)).astimezone(UTC)
    return warnings_about(place, start, length, CHICAGO)


def everywhere(one: SpecialHours) -> SpecialHours:
    return replace(one, is_of_location=False)


SHORT = SpecialHours(date(2027, 1, 14), date(2027, 1, 14), time(9), time(13), "Founders’ day")


@pytest.mark.parametrize(
    ("wall", "entered", "words"),
    [
        ("2027-01-13T10:00", [THANKSGIVING], []),
        (
            "2027-01-14T10:00",
            [THANKSGIVING],
            [CLOSED_THEN],
        ),
        ("2027-01-15T10:00", [THANKSGIVING], ["Closed on Friday, January 15, 2027: Thanksgiving."]),
        ("2027-01-16T10:00", [THANKSGIVING], []),
        ("2027-01-14T12:00", [SHORT], []),
        (
            "2027-01-14T12:30",
            [SHORT],
            ["Ends after Duluth closes (1:00 PM). Special hours: Founders’ day."],
        ),
        (
            "2027-01-14T08:00",
            [SHORT],
            ["Starts before Duluth opens (9:00 AM). Special hours: Founders’ day."],
        ),
        ("2027-01-14T12:00", [everywhere(THANKSGIVING), SHORT], []),
        ("2027-01-14T12:00", [everywhere(SHORT)], []),
        (
            "2027-01-14T12:00",
            [everywhere(SHORT), THANKSGIVING],
            [CLOSED_THEN],
        ),
        (
            "2027-01-14T12:00",
            [replace(THANKSGIVING, reason="")],
            ["Closed on Thursday, January 14, 2027."],
        ),
    ],
)
def test_what_is_entered_for_a_date_stands_in_place_of_the_week(
    wall: str, entered: list[SpecialHours], words: list[str]
) -> None:
    assert special(wall, 60, *entered) == words


def test_a_place_without_a_week_is_closed_on_the_days_that_say_so_and_on_no_other() -> None:
    assert special("2027-01-14T10:00", 60, THANKSGIVING, week=[]) == [CLOSED_THEN]
    assert special("2027-01-13T03:00", 600, THANKSGIVING, week=[]) == []
    assert spans_on(date(2027, 1, 13), [], [THANKSGIVING]) is None
    assert spans_on(date(2027, 1, 14), [], [SHORT]) == [Span(3, time(9), time(13))]


def test_the_zone_is_named_where_the_person_reads_another_clock() -> None:
    assert said("2027-01-14T15:30", 120, read_in=NEW_YORK) == [
        "Ends after Duluth Testing Center closes (5:00 PM CST)."
    ]
    assert said("2027-01-14T15:30", 120, read_in="America/Menominee") == [
        "Ends after Duluth Testing Center closes (5:00 PM)."
    ]


def test_what_fits_is_said_beside_hours_that_do_not_fit_and_nowhere_else() -> None:
    place, offer = LocationAvailability("Duluth", CHICAGO, WEEK, seats=1, taken=1), "Take 3 PM."
    friday = datetime(2027, 1, 15, 22, tzinfo=UTC)
    seat = "The only seat is already booked at that time."
    assert warnings_about(place, friday, 120, CHICAGO, offer=offer) == [
        "Ends after Duluth closes (5:00 PM). Take 3 PM.",
        seat,
    ]
    assert warnings_about(place, friday, 60, CHICAGO, offer=offer) == [seat]


NIGHT = [span("00:00", "04:00", 6)]


@pytest.mark.parametrize(
    ("wall", "length", "words"),
    [
        # 14 March 2027: clocks jump from 2 to 3, so from 1:30 two hours last until 4:30.
        ("2027-03-14T01:30", 90, []),
        ("2027-03-14T01:30", 91, ["Ends after Duluth Testing Center closes (4:00 AM)."]),
        # 7 November 2027: 1 o'clock comes twice, so from 0:30 four and a half hours last until 4.
        ("2027-11-07T00:30", 270, []),
        ("2027-11-07T00:30", 271, ["Ends after Duluth Testing Center closes (4:00 AM)."]),
    ],
)
def test_hours_go_by_the_wall_clock_on_the_days_it_is_changed(
    wall: str, length: int, words: list[str]
) -> None:
    assert said(wall, length, spans=NIGHT) == words


def test_an_hour_that_comes_twice_is_open_from_its_first_minute_to_its_last() -> None:
    hour = [span("01:00", "01:30", 6)]
    assert said("2027-11-07T01:00", 90, spans=hour) == []
    assert said("2027-11-07T01:00", 91, spans=hour) == [
        "Ends after Duluth Testing Center closes (1:30 AM CST)."
    ]


@pytest.mark.parametrize(
    ("seats", "taken", "words"),
    [
        (None, 0, []),
        (12, 11, []),
        (12, 12, ["All 12 seats are already booked at that time."]),
        (12, 15, ["All 12 seats are already booked at that time."]),
        (1, 1, ["The only seat is already booked at that time."]),
    ],
)
def test_seats_are_warned_of_once_all_are_taken(
    seats: int | None, taken: int, words: list[str]
) -> None:
    place = LocationAvailability("Duluth", CHICAGO, seats=seats, taken=taken)
    assert warnings_about(place, datetime(2027, 1, 14, 15, tzinfo=UTC), 60, CHICAGO) == words


@pytest.mark.parametrize(
    ("seats", "taken", "unplaced", "said"),
    [
        (2, 0, 19, ["Up to 2 of 2 seats are free: 19 bookings that day have no known location."]),
        (2, 1, 1, ["Up to 1 of 2 seats are free: 1 booking that day has no known location."]),
        (2, 2, 19, ["All 2 seats are already booked at that time."]),
        (2, 1, 0, []),
        (None, 0, 19, []),
    ],
)
def test_seats_are_not_said_to_be_free_where_it_is_not_known_who_sits_there(
    seats: int | None, taken: int, unplaced: int, said: list[str]
) -> None:
    place = LocationAvailability("Duluth", CHICAGO, seats=seats, taken=taken, unplaced=unplaced)
    start = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
    assert about_seats(place).text == ("".join(said))
    assert warnings_about(place, start, 60, CHICAGO) == (said if taken == seats else [])


@pytest.mark.parametrize(
    ("zone", "day", "opens", "earliest"),
    [
        # Clocks are put from 2 to 3 AM, and in Cairo from midnight to 1 AM.
        ("America/New_York", date(2027, 3, 14), time(2, 30), "2027-03-14T07:00+00:00"),
        ("Africa/Cairo", date(2027, 4, 30), time(0), "2027-04-29T22:00+00:00"),
    ],
)
def test_from_a_time_that_clocks_jump_over_it_is_not_open_before_the_jump(
    zone: str, day: date, opens: time, earliest: str
) -> None:
    spans = [Span(day.weekday(), opens, time(12))]
    [(first, _)] = open_times(spans, zone, day, day, [])
    assert datetime.fromisoformat(earliest) <= first < datetime.combine(day, time(12), UTC)
