"""The summary claims nothing that would be refused, and the form says so where a card token was not
kept.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from scheduling.forms.booking.payment.payable_form import NOT_KEPT
from scheduling.price_list import PriceLine
from scheduling.session_types.payment.payment_rule import ONE_PAYS
from tests.support.form_answers import OPTIONS, answers_for, posted, schedule_form
from tests.support.form_html import html_of, page_of

WIRE = "smarter-scheduling"
CARD = "4242 4242 4242 4242"
BOTH = "the postal code looks wrong and it is more than a year ahead"


@pytest.mark.parametrize(
    ("name", "text", "said", "title"),
    [
        (
            "time_zone",
            "Chicgo",
            "Choose a time zone from the list, such as America/Chicago.",
            "Check the time zone",
        ),
        (
            "appointment_date_time",
            "20261-01-14T09:30",
            "Enter the date and time like 01/14/2027 9:30 AM.",
            "Check the date and time",
        ),
        (
            "appointment_date_time",
            "2021-01-14T09:30",
            "Choose a later time: this one is in the past. It is now ",
            "This time cannot be booked",
        ),
    ],
)
def test_a_time_that_would_be_refused_is_not_said(
    name: str, text: str, said: str, title: str
) -> None:
    form = schedule_form(
        WIRE, data=answers_for(WIRE, **{name: text}), options=OPTIONS, unchecked=True
    )
    assert (form.preview.spoken, form.preview.hours) == (None, "")
    [told] = form.preview.warnings
    assert told.startswith(said)
    assert title in html_of(form)


def test_who_and_what_is_paid_are_said_only_as_far_as_they_would_be_taken() -> None:
    asked = answers_for(WIRE, email="ana.ruiz@", card_token="tok_4242", voucher_code="FINALS")
    preview = schedule_form(WIRE, data=asked, options=OPTIONS, unchecked=True).preview
    assert (preview.who, preview.price) == ("Contact: Ana Ruiz", "")
    assert ONE_PAYS in preview.warnings
    odd = schedule_form(
        WIRE, data=answers_for(WIRE, amount="25.505"), options=OPTIONS, unchecked=True
    ).preview
    assert odd.price == "can’t be read"
    half = schedule_form(
        "ad-hoc", data=answers_for("ad-hoc", email="ana"), options=OPTIONS, unchecked=True
    ).preview
    assert half.who == "Proctor: Ana Ruiz"


def test_what_it_is_to_be_paid_with_is_missing_until_it_stands_there() -> None:
    unpaid = {"amount": "25.50", "card_token": "", "voucher_code": ""}
    asked = (
        {},
        {"voucher_code": "FINALS"},
        {"card_token": "tok_4242"},
        {"amount": "0"},
        {"amount": ""},
        {"amount": "", "card_token": "tok_4242"},
        {"amount": "0", "card_token": "tok_4242"},
    )
    forms = [
        schedule_form(WIRE, data=answers_for(WIRE, **unpaid | one), options=OPTIONS, unchecked=True)
        for one in asked
    ]
    assert [form.preview.missing for form in forms] == [
        ["Card or voucher code"],
        [],
        [],
        [],
        [],
        ["Amount"],
        ["Amount"],
    ]


@pytest.mark.parametrize(
    ("wire_name", "answers", "wrong"),
    [
        (WIRE, {"amount": "25.505"}, "Amount"),
        (WIRE, {"amount": "25.50", "currency": "JPY"}, "Amount"),
        (WIRE, {"amount": "twenty"}, "Amount"),
        (WIRE, {"amount": "-5"}, "Amount"),
        (WIRE, {"card_token": "tok_4242"}, "Voucher code"),  # beside the voucher
        (WIRE, {"voucher_code": CARD, "amount": ""}, "Voucher code"),
        (WIRE, {"notes": f"Card {CARD}"}, "Notes"),
        (WIRE, {"phone": "abc"}, "Phone"),
        ("ad-hoc", {"location_latitude": "200"}, "Latitude"),
    ],
)
def test_what_sending_refuses_is_to_be_corrected_before_it(
    wire_name: str, answers: dict[str, str], wrong: str
) -> None:
    sent = posted(wire_name, **answers)
    shown = schedule_form(
        wire_name, data=answers_for(wire_name, **answers), options=OPTIONS, unchecked=True
    ).preview
    assert {sent.fields[name].label for name in sent.errors} == {wrong}
    assert shown.unreadable == [wrong]


def test_what_goes_with_another_answer_is_still_to_be_filled_in() -> None:
    asked = answers_for("ad-hoc", location_latitude="46.1", location_longitude="")
    shown = schedule_form("ad-hoc", data=asked, options=OPTIONS, unchecked=True).preview
    assert (shown.missing, shown.unreadable) == (["Longitude"], [])
    asked = answers_for(WIRE, currency="")
    shown = schedule_form(WIRE, data=asked, options=OPTIONS, unchecked=True).preview
    assert (shown.missing, shown.unreadable) == (["Currency"], [])


def test_an_amount_that_would_be_refused_is_not_said_to_be_none() -> None:
    options = replace(OPTIONS, prices=[PriceLine(WIRE, None, Decimal("25.50"), "USD")])
    for answers, said in (
        ({"amount": "25.505"}, "can’t be read"),
        ({"voucher_code": CARD, "amount": ""}, "can’t be read"),
        ({"voucher_code": "", "amount": ""}, "none unless you add it"),
    ):
        form = schedule_form(WIRE, data=answers_for(WIRE, **answers), options=options)
        assert said in html_of(form)


def test_a_button_says_nothing_of_other_warnings_beside_a_time_that_cannot_be_booked() -> None:
    for wall, said in (
        (
            "2099-01-14T09:30",
            f"Book although {BOTH}",
        ),
        ("2027-03-14T02:30", "Book this session"),
    ):
        answers = answers_for("ad-hoc", postal_code="1", appointment_date_time=wall)
        form = schedule_form("ad-hoc", data=answers, options=OPTIONS, unchecked=True)
        assert any("postal" in one.lower() or "ZIP" in one for one in form.preview.warnings)
        assert page_of(form).texts["send-words"] == said


def test_a_token_that_a_change_of_type_left_behind_is_asked_for_again() -> None:
    asked = answers_for(WIRE, voucher_code="", card_token="tok_4242")
    away = schedule_form("vtc", data=asked, options=OPTIONS, unchecked=True)
    assert "tok_4242" not in html_of(away)
    back = schedule_form(
        WIRE,
        data=page_of(away).answers() | {"session_type": "vtc"},
        options=OPTIONS,
        unchecked=True,
    )
    assert page_of(back).texts["id_card_token_error"] == NOT_KEPT
    assert "Card" in back.preview.missing
    for name, text in (("card_token", "tok_4242"), ("voucher_code", "FINALS")):
        again = page_of(back).answers() | {name: text}
        mended = schedule_form(WIRE, data=again, options=OPTIONS, unchecked=True)
        assert (NOT_KEPT in html_of(mended), "Card" in mended.preview.missing) == (
            False,
            False,
        )
