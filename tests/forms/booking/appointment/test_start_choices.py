"""What the form says of free starts: no more than is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.forms.booking.appointment.start_choices import TAKE_START
from scheduling.opening_hours.hours_of_days import DAYS, LocationAvailability, Span, SpecialHours
from scheduling.seats.free_starts import DayOfStarts, Start
from tests.support.form_answers import DULUTH, OPTIONS, UNLISTED, answers_for, schedule_form
from tests.support.form_rules import SEAT

HALF_PAST_NINE = datetime(2099, 1, 14, 15, 30, tzinfo=UTC)
LISTED = datetime(2099, 1, 10, 15, 36, tzinfo=UTC)
ALL_DAY = tuple(
    Span(weekday, datetime.min.time(), datetime.max.time().replace(microsecond=0))
    for weekday, _ in enumerate(DAYS)
)
PLACE = LocationAvailability("Duluth", "America/Chicago", spans=ALL_DAY, seats=40)
DAY = DayOfStarts(
    place=PLACE,
    day=date(2099, 1, 14),
    starts=(
        Start(HALF_PAST_NINE, 12),
        Start(HALF_PAST_NINE + timedelta(minutes=30), 1),
    ),
    listed_at=LISTED,
)


def shown(*days: DayOfStarts | None, **answers: str):
    """What the form says where these days are found, one after another."""
    left = list(days)
    options = replace(OPTIONS, starts_on=lambda sid, day, minutes: left.pop(0))
    data = answers_for(SEAT, **answers)
    return schedule_form(SEAT, data=data, options=options, unchecked=True).start_choices


def test_a_day_of_which_all_is_known_says_how_many_are_free_and_from_when_that_is() -> None:
    said = shown(DAY)
    assert said.title == "Free on Wed, Jan 14, of 40 seats"
    assert [(one.time, one.seats, one.is_chosen) for one in said.choices] == [
        ("9:30 AM", "12", True),
        ("10:00 AM", "1", False),
    ]
    assert said.notes == ["Counted from the sessions known here at Sat, Jan 10, 9:36 AM CST."]


@pytest.mark.parametrize(
    ("unknown", "note"),
    [
        ({"unplaced": 3}, "3 sessions that day have no known location."),
        ({"unplaced": 1}, "1 session that day has no known location."),
        ({"uncertain": 2}, "2 sessions here may need a seat as well: not certain yet."),
    ],
)
def test_where_something_is_not_known_no_seat_is_called_free(
    unknown: dict[str, int], note: str
) -> None:
    said = shown(replace(DAY, **unknown))
    assert said.title == "Free as far as we know on Wed, Jan 14, of 40 seats"
    assert [one.seats for one in said.choices] == ["up to 12", "up to 1"]
    assert said.notes[0] == note


def test_as_many_seats_at_every_start_are_said_once() -> None:
    alike = replace(DAY, starts=tuple(replace(one, free=12) for one in DAY.starts))
    said, guessed = shown(alike), shown(replace(alike, unplaced=3))
    assert said.title == "Free on Wed, Jan 14: 12 of 40 seats"
    assert guessed.title == "Free as far as we know on Wed, Jan 14: up to 12 of 40 seats"
    assert [one.seats for one in (*said.choices, *guessed.choices)] == [""] * 4


@pytest.mark.parametrize(
    ("day", "title", "note"),
    [
        (
            replace(DAY, place=replace(PLACE, seats=None), starts=(Start(HALF_PAST_NINE),)),
            "Open on Wed, Jan 14",
            "The seats of Duluth are not entered here, so we don’t know which starts are free.",
        ),
        (
            replace(DAY, listed_at=None, starts=(Start(HALF_PAST_NINE),)),
            "Open on Wed, Jan 14",
            "The sessions are not loaded yet, so we don’t know which starts are free.",
        ),
        (
            replace(DAY, place=replace(PLACE, spans=()), starts=()),
            "",
            "No starts to choose from: the opening hours of Duluth are not entered here.",
        ),
    ],
)
def test_without_seats_list_or_hours_that_is_what_is_said(
    day: DayOfStarts, title: str, note: str
) -> None:
    said = shown(day)
    assert (said.title, said.notes) == (title, [note])
    assert [one.seats for one in said.choices] == [""] * len(day.starts)


def test_a_day_without_a_free_start_leads_to_the_next_that_has_one() -> None:
    full = replace(DAY, starts=(), full=9)
    next_day = replace(DAY, day=date(2099, 1, 15))
    assert shown(full, next_day).title == (
        "No free start on Wed, Jan 14. Free on Thu, Jan 15, of 40 seats"
    )
    why = SpecialHours(date(2099, 1, 14), date(2099, 1, 14), reason="Founders’ day")
    closed = replace(DAY, place=replace(PLACE, special=[why]), starts=())
    assert shown(closed, next_day).title == (
        "No free start on Wed, Jan 14: Founders’ day. Free on Thu, Jan 15, of 40 seats"
    )
    short = replace(why, opens=time(9), closes=time(12))
    assert shown(replace(DAY, place=replace(PLACE, special=[short]))).notes[0] == (
        "Special hours that day: Founders’ day."
    )
    never = shown(*[full] * 8)
    assert (never.title, never.choices) == ("No free start on Wed, Jan 14.", [])


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, HALF_PAST_NINE),
        ({"appointment_date_time": ""}, None),
        ({"appointment_date_time": "1/14/2099"}, date(2099, 1, 14)),
        ({"appointment_date_time": "2020-01-14T09:30"}, date(2020, 1, 14)),
    ],
)
def test_the_day_that_is_asked_about_is_the_one_that_stands_in_the_form(
    answers: dict[str, str], asked: object
) -> None:
    assert asked_about(answers) == [(DULUTH, asked, 120)]


def asked_about(answers: dict[str, str]) -> list[tuple[str, object, int | None]]:
    """The location, day and length by which a form with these answers asks for free starts."""
    days = []

    def starts_on(sid: str, day: object, minutes: int | None) -> DayOfStarts:
        days.append((sid, day, minutes))
        return DAY

    options = replace(OPTIONS, starts_on=starts_on)
    form = schedule_form(SEAT, data=answers_for(SEAT, **answers), options=options, unchecked=True)
    assert (form.start_choices is not None) == bool(days)
    return days


@pytest.mark.parametrize(("typed", "weekday"), [("wed 10:30", 2), ("Sunday at 9", 6), ("TUES", 1)])
def test_a_weekday_without_a_date_asks_about_the_next_such_day(typed: str, weekday: int) -> None:
    [(_, day, _)] = asked_about({"appointment_date_time": typed})
    chicago = ZoneInfo("America/Chicago")
    day = day.astimezone(chicago).date() if isinstance(day, datetime) else day
    today = datetime.now(chicago).date()
    assert (day.weekday(), day - today in [timedelta(days=ahead) for ahead in range(8)]) == (
        weekday,
        True,
    )


@pytest.mark.parametrize(
    "typed",
    ["dec 9 9-10am", "dec 9 2pm utc", "dec 9 after 2", "dec 9, 10:30 or 11", "12/9 10am eastern"],
)
def test_a_time_that_can_t_be_read_asks_about_the_day_beside_it(typed: str) -> None:
    [(_, day, _)] = asked_about({"appointment_date_time": typed})
    assert isinstance(day, date)
    assert (day.month, day.day) == (12, 9)


@pytest.mark.parametrize("typed", ["9-10am", "dec 32 9am", "soon", "9999-12-31T09:30"])
def test_where_no_day_can_be_read_no_other_day_is_offered(typed: str) -> None:
    assert asked_about({"appointment_date_time": typed}) == []


def test_a_location_that_is_not_known_and_a_type_without_one_have_none() -> None:
    assert shown(None, proctor_location_sid=UNLISTED) is None
    assert shown(proctor_location_sid="") is None


@pytest.mark.parametrize(
    ("zone", "pressed", "stands"),
    [
        ("", "2099-01-14T16:00:00+00:00", "2099-01-14T10:00"),
        ("America/New_York", "2099-01-14T16:00:00+00:00", "2099-01-14T11:00"),
        ("", "2099-01-14T16:00:00", "2099-01-14T09:30"),
        ("", "tomorrow", "2099-01-14T09:30"),
        ("", "0001-01-01T00:00:00+00:00", "2099-01-14T09:30"),
    ],
)
def test_a_button_puts_its_instant_in_on_the_clock_of_the_form(
    zone: str, pressed: str, stands: str
) -> None:
    data = answers_for(SEAT, time_zone=zone)
    form = schedule_form(SEAT, data=data, options=OPTIONS, unchecked=True)
    form.take({TAKE_START: pressed})
    assert form.value_of("appointment_date_time") == stands


def test_of_a_time_that_clocks_show_twice_the_right_one_is_taken() -> None:
    form = schedule_form(SEAT, data=answers_for(SEAT), options=OPTIONS, unchecked=True)
    form.take({TAKE_START: "2099-11-01T07:30:00+00:00"})
    assert (form.value_of("appointment_date_time"), form.value_of("time_fold")) == (
        "2099-11-01T01:30",
        "second",
    )
    assert form.preview.appointment.instant == datetime(2099, 11, 1, 7, 30, tzinfo=UTC)
