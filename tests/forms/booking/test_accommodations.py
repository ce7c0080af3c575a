"""An accommodation in the booking form: in the times, never in the price, and offered for the
notes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.accommodation_times.sittings import LENGTH_NOT_KNOWN
from scheduling.forms.booking.options import FormOptions
from scheduling.forms.booking.payment.payable_form import NOT_SENT, TAKE_ACCOMMODATION
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.opening_hours.hours_of_days import LocationAvailability, Span
from scheduling.price_list import PriceLine
from tests.support.form_answers import (
    OPTIONS,
    answers_for,
    command_of,
    schedule_form,
)
from tests.support.form_html import page_of
from tests.support.form_rules import SEAT, fresh

GIVEN = Accommodation(Decimal("1.5"), 10, "quiet room")
WORDS = "1.5× time, 10 min breaks, quiet room"
LONGER = replace(OPTIONS, accommodation=GIVEN)
CLOSES_AT_NOON = [Span(day, time(8), time(12)) for day in range(7)]


def filled(options: FormOptions = LONGER, **answers: str) -> ScheduleForm:
    return schedule_form(SEAT, data=answers_for(SEAT, **answers), options=options)


@pytest.mark.parametrize(
    ("options", "hours"),
    [
        (OPTIONS, "9:30 – 11:30 AM CST"),
        (
            LONGER,
            "9:30 AM – 12:40 PM CST (1.5× of 120 min + 10 min breaks)",
        ),
        (replace(OPTIONS, accommodation=Accommodation(room="quiet room")), "9:30 – 11:30 AM CST"),
        (replace(LONGER, duration_minutes=None), "9:30 AM CST"),
    ],
)
def test_the_summary_tells_the_real_end_and_how_it_comes_about(
    options: FormOptions, hours: str
) -> None:
    assert filled(options).preview.hours == hours


def test_a_night_is_said_with_the_day_on_which_it_ends() -> None:
    form = filled(appointment_date_time="2099-01-14T22:30")
    assert form.preview.hours.startswith("10:30 PM CST – 1:40 AM CST on Thursday")


@pytest.mark.parametrize(
    ("options", "is_told"),
    [
        (replace(LONGER, duration_minutes=None), True),
        (LONGER, False),
        (replace(OPTIONS, duration_minutes=None), False),
        (
            replace(OPTIONS, duration_minutes=None, accommodation=Accommodation(room="Room 2")),
            False,
        ),
    ],
)
def test_where_the_exam_s_length_is_not_known_the_end_is_not_said_to_fit(
    options: FormOptions, is_told: bool
) -> None:
    form = filled(options)
    assert (LENGTH_NOT_KNOWN in form.preview.warnings) == is_told
    assert (LENGTH_NOT_KNOWN in command_of(filled(options)).warnings) == is_told


def test_the_hours_are_held_against_the_real_end_and_a_start_that_fits_is_offered() -> None:
    asked: list[Any] = []

    def place(sid: str, start: datetime, minutes: int | None) -> LocationAvailability:
        asked.append((start, minutes))
        return LocationAvailability("Duluth", "America/Chicago", CLOSES_AT_NOON)

    told = "Ends after Duluth closes (12:00 PM). The latest start that fits is 8:50 AM."
    far = "This is more than a year ahead. Check the year."
    assert filled(replace(LONGER, location_at=place)).preview.warnings == [far, told]
    assert filled(replace(OPTIONS, location_at=place)).preview.warnings == [far]
    start = datetime(2099, 1, 14, 15, 30, tzinfo=UTC)
    assert asked == [(start, 190), (start, 120)]


def test_extra_time_costs_nothing() -> None:
    """By the list, two hours cost 25.50, and what is longer 40."""
    prices = [
        PriceLine(SEAT, 120, Decimal("25.50"), "USD"),
        PriceLine(SEAT, None, Decimal(40), "USD"),
    ]
    assert fresh(SEAT, replace(LONGER, prices=prices)).offers["amount"].said == "$25.50"


# The notes


def taken(notes: str) -> ScheduleForm:
    data = answers_for(SEAT, notes=notes)
    form = schedule_form(SEAT, data=data, options=LONGER, unchecked=True)
    form.take({TAKE_ACCOMMODATION: "1"})
    return form


def test_the_notes_carry_it_only_once_a_person_says_so() -> None:
    form = filled(notes="Bring a photo ID.")
    assert (form.offers["notes"].said, form.offers["notes"].note) == (WORDS, NOT_SENT)
    [closed] = [one for one in fresh(SEAT, LONGER).sections if one.offered]
    assert (closed.offered, closed.is_open) == (f"accommodation: {WORDS}", False)
    assert command_of(form).notes == "Bring a photo ID."
    assert "take_accommodation" in {one.get("name") for one in page_of(form).all("button")}


@pytest.mark.parametrize(
    ("notes", "after"),
    [("", WORDS), ("Bring ID\n", f"Bring ID\n{WORDS}"), (f"{WORDS}!", f"{WORDS}!")],
)
def test_one_click_puts_it_behind_what_was_typed(notes: str, after: str) -> None:
    form = taken(notes)
    assert (form.value_of("notes"), form.focus) == (after, "notes")
    assert "notes" not in form.offers


def test_nothing_is_offered_where_nothing_is_given() -> None:
    assert "notes" not in fresh(SEAT, OPTIONS).offers
