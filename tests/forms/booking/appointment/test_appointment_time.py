"""When an exam may begin:
the zone that a time is meant in, and times that are past, missing or double.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine

from tests.support.form_answers import (
    BOSTON,
    DULUTH,
    OPTIONS,
    PHOENIX,
    UNLISTED,
    accepted,
    answers_for,
    command_of,
    fault,
    posted,
    schedule_form,
)


@pytest.mark.parametrize(
    ("zone", "location", "utc_hour", "said"),
    [
        ("", DULUTH, 15, "America/Chicago"),
        ("", PHOENIX, 16, "America/Phoenix"),
        ("", BOSTON, 14, "America/New_York"),
        ("", UNLISTED, 15, "America/Chicago"),
        ("America/New_York", PHOENIX, 14, "America/New_York"),
        ("asia/kolkata", DULUTH, 4, "Asia/Kolkata"),
    ],
)
def test_wall_time_is_meant_in_the_zone_named_or_else_the_location_s_or_else_the_institution_s(
    zone: str, location: str, utc_hour: int, said: str
) -> None:
    command = command_of(posted("b-virtual", time_zone=zone, proctor_location_sid=location))
    assert command.time_zone == said
    assert command.appointment_date_time == datetime(
        2099, 1, 14, utc_hour, 30 if utc_hour > 4 else 0, tzinfo=UTC
    )


def test_a_location_left_over_from_another_type_does_not_choose_the_zone() -> None:
    form = posted("instructor-as-proctor", proctor_location_sid=PHOENIX)
    assert command_of(form).time_zone == "America/Chicago"


def test_seconds_are_understood() -> None:
    wall = "2099-01-14T09:30:00"
    assert accepted("vtc", "appointment_date_time", wall) == datetime(
        2099, 1, 14, 15, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("soon", "Enter the date and time like 01/14/2027 9:30 AM."),
        ("0", "Enter the date too, like 01/14/2027 9:30 AM."),
        ("2099-13-01T09:30", "Check the month: there is no month 13."),
        ("2099-02-30T09:30", "Check the day: February has 28 days in 2099, no day 30."),
        ("202609-12-14T09:30", "Enter the date and time like 01/14/2027 9:30 AM."),
        (
            "2099-01-14T09:30Z",
            "Enter the start alone, as clocks there show it, without “Z” behind it.",
        ),
    ],
)
def test_what_is_no_time_is_refused_with_what_is_wrong(text: str, said: str) -> None:
    assert fault("vtc", "appointment_date_time", text) == said


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("01/14/2099", "9:30 AM"),
        ("14 Jan 2099", "0930"),
        ("01142099", "0930A"),
        ("Wed, January 14th 2099", "9.30"),
        ("14.01.2099 930a", ""),
    ],
)
def test_a_date_and_a_time_typed_apart_count_where_the_two_in_one_are_blank(
    day: str, clock: str
) -> None:
    apart = {"appointment_date": day, "appointment_time": clock}
    form = posted("vtc", **apart, appointment_date_time="")
    assert command_of(form).appointment_date_time == datetime(2099, 1, 14, 15, 30, tzinfo=UTC)
    other = command_of(posted("vtc", **apart, appointment_date_time="2099-01-15T09:30"))
    assert other.appointment_date_time == datetime(2099, 1, 15, 15, 30, tzinfo=UTC)


def test_of_a_date_and_a_time_typed_apart_neither_may_be_missing() -> None:
    for apart, said in (
        ({"appointment_date": "01/14/2099"}, "Enter the time too, like 9:30 AM."),
        ({"appointment_time": "9:30"}, "Enter the date too, like 01/14/2027 9:30 AM."),
    ):
        form = posted("vtc", **apart, appointment_date_time="")
        assert form.errors == {"appointment_date_time": [said]}


def test_a_date_that_can_be_read_two_ways_is_said_back() -> None:
    form = posted("vtc", appointment_date_time="03/04/2099 9:30 AM")
    assert form.preview.warnings[0] == "Read as March 4, not April 3."
    assert form.preview.notes == ["Read as March 4, not April 3."]
    assert "Read as March 4, not April 3." not in form.preview.beside["when"]
    assert form.preview.spoken.day == "Wednesday, March 4, 2099"


@pytest.mark.parametrize("text", ["9999-12-31T23:59", "0001-01-01T00:00", "0202-01-14T09:30"])
def test_an_absurd_year_is_pointed_out(text: str) -> None:
    assert fault("vtc", "appointment_date_time", text).startswith("Check the year:")


def test_an_unknown_zone_is_refused_at_its_own_field() -> None:
    assert (
        fault("vtc", "time_zone", "Mars/Olympus")
        == "Choose a time zone from the list, such as America/Chicago."
    )


@pytest.mark.parametrize(
    ("name", "elsewhere"),
    [
        ("EST", " Jamaica? Enter America/Jamaica. Panama? Enter America/Panama."),
        ("us/eastern", ""),
        ("Etc/GMT+5", ""),
    ],
)
def test_a_zone_that_is_no_place_s_is_asked_about(name: str, elsewhere: str) -> None:
    assert fault("vtc", "time_zone", name) == (
        f"Name the time zone by a place, not “{name}”."
        f" Eastern time, New York? Enter America/New_York.{elsewhere}"
    )


def test_a_stored_zone_that_is_no_place_s_goes_on_being_meant() -> None:
    options = replace(OPTIONS, time_zone="EST")
    form = schedule_form(
        "vtc", data=answers_for("vtc", proctor_location_sid=UNLISTED), options=options
    )
    command = command_of(form)
    assert command.time_zone == "EST"
    assert command.appointment_date_time == datetime(2099, 1, 14, 14, 30, tzinfo=UTC)


@pytest.mark.faults(47)
@time_machine.travel("2027-01-14T15:31:00Z", tick=False)
def test_a_time_that_has_passed_is_refused_with_the_time_it_is_now() -> None:
    said = "Choose a later time: this one is in the past. It is now Thu, Jan 14, 9:31 AM CST."
    assert fault("vtc", "appointment_date_time", "2027-01-14T09:31") == said
    assert accepted("vtc", "appointment_date_time", "2027-01-14T09:32") == datetime(
        2027, 1, 14, 15, 32, tzinfo=UTC
    )


@pytest.mark.faults(44)
@time_machine.travel("2025-01-10T12:00:00Z")
def test_a_time_in_the_gap_is_refused_at_the_time_s_field() -> None:
    form = posted(
        "b-virtual", appointment_date_time="2025-03-09T02:30", proctor_location_sid=BOSTON
    )
    assert form.errors == {
        "appointment_date_time": [
            "2:30 AM does not exist on Sunday, March 9, 2025 in New York: clocks jump from 2:00 to"
            " 3:00. Choose 3:00 AM or later."
        ]
    }


@pytest.mark.faults(45)
@pytest.mark.parametrize(("fold", "hour"), [("first", 5), ("second", 6)])
@time_machine.travel("2025-01-10T12:00:00Z")
def test_a_time_that_happens_twice_is_booked_as_chosen(fold: str, hour: int) -> None:
    answers = {"appointment_date_time": "2025-11-02T01:30", "proctor_location_sid": BOSTON}
    for undecided in ("", "third"):
        form = posted("b-virtual", **answers, time_fold=undecided)
        assert list(form.errors) == ["appointment_date_time"]
        assert form.preview.appointment.asks_which
    chosen = command_of(posted("b-virtual", **answers, time_fold=fold))
    assert chosen.appointment_date_time == datetime(2025, 11, 2, hour, 30, tzinfo=UTC)


@time_machine.travel("2025-11-02T06:00:00Z")
def test_of_a_time_that_happens_twice_the_one_that_has_passed_is_refused() -> None:
    answers = {"appointment_date_time": "2025-11-02T01:30", "proctor_location_sid": BOSTON}
    assert (
        "in the past"
        in posted("b-virtual", **answers, time_fold="first").errors["appointment_date_time"][0]
    )
    assert posted("b-virtual", **answers, time_fold="second").is_valid()


def test_a_leftover_choice_is_ignored_for_a_time_that_happens_once() -> None:
    plain = command_of(posted("vtc")).appointment_date_time
    assert command_of(posted("vtc", time_fold="second")).appointment_date_time == plain
