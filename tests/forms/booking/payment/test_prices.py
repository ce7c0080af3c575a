"""An institution's price list in the form: offered, taken with one click, never sent unasked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from scheduling.forms.booking.payment.payable_form import NO_REASON, TAKE_PRICE
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.price_list import PriceLine
from scheduling.session_types import registry
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.form_answers import (
    ANSWERS,
    DULUTH,
    OPTIONS,
    answers_for,
    command_of,
    schedule_form,
)
from tests.support.form_html import page_of
from tests.support.form_rules import LIVE, SEAT, fresh, sent, switched

PRICES = (
    PriceLine(SEAT, 60, Decimal("20.000"), "USD"),
    PriceLine(SEAT, 120, Decimal("25.500"), "USD"),
    PriceLine(LIVE, None, Decimal("31"), "CAD"),
    PriceLine("proctoru", None, Decimal(0), "USD"),
)
PRICED = replace(OPTIONS, prices=PRICES)


def test_a_price_is_offered_and_never_filled_in_unasked() -> None:
    form = fresh(SEAT, PRICED)
    assert {name: one.said for name, one in form.offers.items()} == {"amount": "$25.50"}
    assert (form.value_of("amount"), form.preview.price, form.preview.warnings) == ("", "", [])
    bare = sent(
        form, appointment_date_time=ANSWERS["appointment_date_time"], proctor_location_sid=DULUTH
    )
    command = command_of(schedule_form(SEAT, data=bare, options=PRICED))
    assert (command.amount, command.currency) == (None, "")


def taken(wire: str = SEAT, **typed: str) -> ScheduleForm:
    data = sent(fresh(wire, PRICED), **typed)
    form = schedule_form(wire, data=data, options=PRICED, unchecked=True)
    form.take({TAKE_PRICE: "1"})
    return form


def test_one_click_takes_the_price_and_the_form_says_where_it_is_from() -> None:
    form = taken(notes="Bring ID")
    assert (form.value_of("amount"), form.value_of("currency"), form.value_of("notes")) == (
        "25.50",
        "USD",
        "Bring ID",
    )
    page = page_of(form)
    assert page.texts["id_amount_help"] == "From the price list."
    assert "data-focus" in page.named("amount")[0]
    assert form.offers == {}
    paid = answers_for(SEAT, **sent(form, voucher_code="V1")) | {
        "appointment_date_time": "2099-01-14T09:30"
    }
    paid |= {"proctor_location_sid": DULUTH}
    command = command_of(schedule_form(SEAT, data=paid, options=PRICED))
    assert (command.amount, command.currency) == (Decimal("25.50"), "USD")


def test_a_price_that_was_taken_changes_with_the_type_and_one_that_was_typed_stays() -> None:
    live = switched(taken(), LIVE)
    assert (live.value_of("amount"), live.value_of("currency")) == ("31.00", "CAD")
    assert switched(live, "examity").value_of("amount") == ""
    assert switched(switched(taken(), "vtc"), LIVE).value_of("amount") == "31.00"
    typed = switched(taken(), LIVE, amount="24")
    assert (typed.value_of("amount"), typed.value_of("currency"), typed.price_taken) == (
        "24",
        "USD",
        "",
    )


def test_another_amount_than_the_list_s_is_warned_of_and_sent_all_the_same() -> None:
    form = schedule_form(SEAT, data=answers_for(SEAT, amount="20"), options=PRICED)
    assert "The price list says $25.50." in form.preview.warnings
    assert command_of(form).amount == 20
    same = schedule_form(SEAT, data=answers_for(SEAT, amount="25.5"), options=PRICED)
    assert [one for one in same.preview.warnings if "price" in one] == []
    free = schedule_form("proctoru", data=answers_for("proctoru"), options=PRICED)
    assert "The price list says $0.00." in free.preview.warnings
    assert free.offers == {}


@pytest.mark.parametrize("wire", SESSION_TYPES)
def test_a_type_without_payment_has_no_price(wire: str) -> None:
    options = replace(OPTIONS, prices=[PriceLine(wire, None, Decimal(5), "USD")])
    form = fresh(wire, options)
    is_paid = "amount" in form.fields
    assert [one.said for one in form.offers.values()] == (["$5.00"] if is_paid else [])
    assert (SESSION_TYPES[wire] in registry.paid()) == is_paid
    assert ("take_price" in {one.get("name") for one in page_of(form).all("button")}) == is_paid


def test_another_amount_than_the_list_s_asks_for_a_reason_beside_it() -> None:
    blank = schedule_form(SEAT, data=priced_at("20"), options=PRICED)
    assert (blank.errors, blank.asks_price_reason) == ({}, True)
    assert command_of(blank).price_reason == NO_REASON
    assert page_of(blank).named("price_reason")[0]["value"] == ""

    told = schedule_form(SEAT, data=priced_at("20", reason="Second seat free"), options=PRICED)
    assert command_of(told).price_reason == "Second seat free"
    assert told.preview.missing == []


@pytest.mark.parametrize("amount", ["25.50", "25.5", ""])
def test_for_the_listed_amount_or_none_no_reason_is_asked_or_kept(amount: str) -> None:
    form = schedule_form(SEAT, data=priced_at(amount, reason="x" * 400), options=PRICED)
    assert (command_of(form).price_reason, form.asks_price_reason) == ("", False)


def test_a_program_that_sends_no_reason_books_and_that_is_recorded() -> None:
    form = schedule_form(SEAT, data=answers_for(SEAT, amount="20"), options=PRICED)
    assert command_of(form).price_reason == NO_REASON
    unlisted = schedule_form("examity", data=answers_for("examity", amount="20"), options=PRICED)
    assert (command_of(unlisted).price_reason, "price_reason" in unlisted.fields) == ("", False)


def test_a_reason_goes_along_to_a_type_that_has_no_listed_price() -> None:
    form = schedule_form(SEAT, data=priced_at("20", reason="Waived"), options=PRICED)
    assert switched(form, "examity").parked["price_reason"] == "Waived"
    assert ScheduleForm.may_be_kept()["price_reason"]


def priced_at(amount: str, *, reason: str = "") -> dict[str, str]:
    """What the page sends with this amount."""
    return answers_for(SEAT, amount=amount, price_reason=reason)
