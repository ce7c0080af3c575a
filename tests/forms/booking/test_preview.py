"""What the provider refused, shown where it belongs;
and what is about to be booked, said before it is.
"""

from __future__ import annotations

import pytest
import time_machine

from scheduling.forms.booking.options import FormOptions
from scheduling.session_types import registry
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.form_answers import (
    BOSTON,
    DULUTH,
    OPTIONS,
    PHOENIX,
    UNLISTED,
    answers_for,
    posted,
    schedule_form,
)

# The provider's refusal


# The preview


def preview_of(wire_name: str, options: FormOptions = OPTIONS, **answers: str) -> object:
    data = answers_for(wire_name, **answers)
    return schedule_form(wire_name, data=data, options=options, unchecked=True).preview


def test_the_preview_says_day_hours_utc_place_and_price() -> None:
    preview = preview_of("b-virtual")
    assert preview.spoken.day == "Wednesday, January 14, 2099"
    assert (preview.hours, preview.spoken.utc) == ("9:30 – 11:30 AM CST", "15:30 UTC")
    assert (preview.where, preview.price) == ("Duluth Testing Center", "$25.50, by voucher …2099")


def test_without_a_known_length_the_preview_says_the_start_alone() -> None:
    assert (
        preview_of("b-virtual", options=FormOptions(time_zone="America/Chicago")).hours
        == "9:30 AM CST"
    )


@pytest.mark.faults(46)
@pytest.mark.parametrize(
    ("location", "zone", "elsewhere"),
    [
        (DULUTH, "", ""),
        (PHOENIX, "", "Wed, Jan 14, 10:30 AM CST in Chicago, 1 hour ahead"),
        (
            BOSTON,
            "Asia/Kolkata",
            "Tue, Jan 13, 11:00 PM EST in New York, 10 hours 30 minutes behind;"
            " Tue, Jan 13, 10:00 PM CST in Chicago, 11 hours 30 minutes behind",
        ),
        (UNLISTED, "America/Chicago", ""),
    ],
)
def test_the_time_on_other_clocks_is_said_where_they_differ(
    location: str, zone: str, elsewhere: str
) -> None:
    assert (
        preview_of("b-virtual", proctor_location_sid=location, time_zone=zone).elsewhere
        == elsewhere
    )


def test_a_pasted_location_is_named_by_its_shortened_sid() -> None:
    assert preview_of("b-virtual", proctor_location_sid=UNLISTED).where == "PL0f0f…0f0f"


def test_the_one_off_proctor_is_named_with_place_and_told_by_mail() -> None:
    preview = preview_of("ad-hoc")
    assert preview.who == "Proctor: Ana Ruiz, ana.ruiz@example.edu"
    assert preview.where == "15000 Highway 115, Little Falls, Minnesota"
    assert preview.told == "The proctor gets all exam details by email immediately."
    assert preview_of("instructor-as-proctor").who == "With Dr. Iyer, Hall 2"


@time_machine.travel("2025-01-10T12:00:00Z")
@pytest.mark.parametrize(
    ("wall", "warning"),
    [
        ("2025-01-10T05:59", "Choose a later time: this one is in the past."),
        ("2025-03-09T02:30", "2:30 AM does not exist on Sunday, March 9, 2025 in Chicago"),
        ("2025-11-02T01:30", "1:30 AM happens twice on Sunday, November 2, 2025 in Chicago"),
        ("2026-02-01T09:30", "This is more than a year ahead. Check the year."),
    ],
)
def test_the_preview_warns_of_times_that_cannot_be_or_are_odd(wall: str, warning: str) -> None:
    assert preview_of("vtc", appointment_date_time=wall).warnings[0].startswith(warning)


def test_what_is_still_missing_is_listed() -> None:
    assert preview_of("b-virtual", appointment_date_time="", proctor_location_sid=" ").missing == [
        "Location",
        "Date and time",
    ]


@pytest.mark.parametrize("wire_name", SESSION_TYPES)
def test_the_preview_of_nonsense_is_a_page_all_the_same(wire_name: str) -> None:
    nonsense = dict.fromkeys(registry.fields_of(registry.get(wire_name)), "\x00 9e99 <b>")
    preview = preview_of(wire_name, **nonsense)
    assert preview.spoken is None


@pytest.mark.parametrize(
    ("payment", "said"),
    [
        (("25.50", "USD", "tok_1", ""), "Book and charge $25.50 to the card."),
        (("25.50", "USD", "", "V-1"), "Book, $25.50 paid by voucher."),
        (("1200", "JPY", "tok_1", ""), "Book and charge ¥1,200 to the card."),
        (("7.125", "KWD", "", "V-1"), "Book, KWD 7.125 paid by voucher."),
        (("1200.5", "JPY", "tok_1", ""), ""),
        (("25.50", "USD", "tok_1", "V-1"), ""),
        (("25.50", "USD", "", ""), ""),
        (("0", "USD", "", "V-1"), ""),
    ],
)
def test_the_total_is_said_with_what_pays_it(payment: tuple[str, ...], said: str) -> None:
    names = ("amount", "currency", "card_token", "voucher_code")
    form = posted("smarter-scheduling", **dict(zip(names, payment, strict=True)))
    assert form.preview.charge.replace("\u00a0", " ") == said
