"""The clock of a one-off proctor: proposed by the address, chosen by the person, never guessed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.support.form_answers import (
    ATTEMPT,
    OPTIONS,
    answers_for,
    command_of,
    posted,
    schedule_form,
)

CHICAGO = "America/Chicago"
FORT_BRAGG = {"place": "Fort Bragg", "region": "NC", "country": "US"}
OKINAWA = {
    "place": "Okinawa City",
    "region": "Okinawa",
    "postal_code": "904-0105",
    "country": "JP",
}
FORT_CAMPBELL = {"place": "Fort Campbell", "region": "Kentucky", "country": "US"}


@pytest.mark.parametrize(
    ("address", "zone", "utc"),
    [
        (FORT_BRAGG, "America/New_York", datetime(2099, 1, 14, 14, 30, tzinfo=UTC)),
        (OKINAWA, "Asia/Tokyo", datetime(2099, 1, 14, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_meant_on_the_clock_at_the_address(
    address: dict[str, str], zone: str, utc: datetime
) -> None:
    command = command_of(posted("ad-hoc", **address))
    assert (command.time_zone, command.appointment_date_time) == (zone, utc)


def test_the_clock_is_proposed_as_a_choice_beside_the_institution_s_own() -> None:
    form = shown(**OKINAWA)
    assert form.zone_choices == {
        "Asia/Tokyo": "Tokyo",
        CHICAGO: "Central (Chicago), your institution’s time",
    }
    assert form.meant_zone == "Asia/Tokyo"
    assert 'value="Asia/Tokyo" checked' in form.zone_choice["control"]


def test_the_institution_s_own_clock_can_be_chosen_and_is_warned_of() -> None:
    answers = OKINAWA | {"zone_choice": CHICAGO}
    command = command_of(posted("ad-hoc", **answers))
    assert command.appointment_date_time == datetime(2099, 1, 14, 15, 30, tzinfo=UTC)
    assert shown(**answers).preview.warnings[-1] == (
        "Okinawa, Japan does not use the time zone of Chicago. The time zone there is Tokyo."
        " Check the time zone."
    )


def test_a_zone_that_is_named_counts_and_one_that_the_country_lacks_is_warned_of() -> None:
    right, wrong = (
        posted("ad-hoc", **FORT_BRAGG, time_zone=zone) for zone in ("America/Detroit", CHICAGO)
    )
    assert command_of(right).time_zone == "America/Detroit"
    assert command_of(wrong).time_zone == CHICAGO
    assert right.zone_choice is None
    assert right.preview.warnings[1:] == []
    assert wrong.preview.warnings[1:] == [
        "NC, United States does not use the time zone of Chicago."
        " The time zone there is Eastern (New York). Check the time zone."
    ]


@pytest.mark.parametrize(("chosen", "hour"), [("America/New_York", 14), (CHICAGO, 15)])
def test_of_several_clocks_one_has_to_be_chosen(chosen: str, hour: int) -> None:
    form = posted("ad-hoc", **FORT_CAMPBELL)
    assert form.errors == {
        "time_zone": [
            "Choose the time zone: Kentucky, United States has Eastern (New York) or Central"
            " (Chicago)."
        ]
    }
    assert form.preview.appointment.asks_zone
    assert "checked" not in form.zone_choice["control"]
    command = command_of(posted("ad-hoc", **FORT_CAMPBELL, zone_choice=chosen))
    assert command.appointment_date_time == datetime(2099, 1, 14, hour, 30, tzinfo=UTC)


def test_a_choice_left_over_from_another_address_is_no_choice() -> None:
    form = posted("ad-hoc", **FORT_CAMPBELL, zone_choice="Asia/Tokyo")
    assert list(form.errors) == ["time_zone"]
    assert command_of(posted("ad-hoc", **FORT_BRAGG, zone_choice="Asia/Tokyo")).time_zone == (
        "America/New_York"
    )


def test_an_address_that_tells_no_zone_asks_for_one() -> None:
    form = posted("ad-hoc", region="AE", country="US")
    assert form.errors == {
        "time_zone": ["Choose the time zone: AE, United States does not tell it."]
    }


def test_without_an_address_no_clock_is_assumed() -> None:
    form = shown(country="", region="")
    assert (form.preview.spoken, form.preview.appointment.problem) == (
        None,
        "Enter the country and state first, or choose the time zone.",
    )
    assert list(posted("ad-hoc", country="").errors) == ["country"]


def test_a_type_with_a_location_asks_no_address() -> None:
    form = posted("b-virtual", country="JP")
    assert (form.zone_choices, command_of(form).time_zone) == ({}, CHICAGO)


def shown(**answers: str) -> object:
    """The form of a one-off proctor with these answers, only shown."""
    data = answers_for("ad-hoc", **answers) | {"attempt_id": ATTEMPT}
    return schedule_form("ad-hoc", data=data, options=OPTIONS, unchecked=True)
