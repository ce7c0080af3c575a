"""Payment is whole or refused, at the field to change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scheduling.forms.booking.payment.payable_form import VOUCHER, VOUCHER_TAKEN_OUT
from scheduling.session_types import registry
from tests.support.form_answers import command_of, posted

NO_MONEY = {"amount": "", "card_token": "", "voucher_code": ""}


def payment(**answers: str) -> dict[str, list[str]]:
    return dict(posted("b-virtual", **NO_MONEY | answers).errors)


@pytest.mark.parametrize(
    ("answers", "at"),
    [
        ({}, None),
        ({"amount": "0"}, None),
        ({"amount": "0.00", "voucher_code": "V"}, None),
        ({"voucher_code": "V"}, None),
        ({"voucher_code": "V", "currency": ""}, None),
        ({"amount": "25.50", "voucher_code": "V"}, None),
        ({"amount": "25.50", "card_token": "tok_1"}, None),
        ({"amount": "25.50"}, "card_token"),
        ({"amount": "25.50", "card_token": "tok_1", "voucher_code": "V"}, "voucher_code"),
        ({"card_token": "tok_1"}, "amount"),
        ({"amount": "0", "card_token": "tok_1"}, "amount"),
        ({"amount": "25.50", "currency": "", "voucher_code": "V"}, "currency"),
        ({"currency": "EUR"}, "amount"),
        ({"amount": "25.505", "voucher_code": "V"}, "amount"),
        ({"amount": "25.5", "currency": "JPY", "voucher_code": "V"}, "amount"),
        ({"amount": "1200", "currency": "JPY", "voucher_code": "V"}, None),
        ({"amount": "1.250", "currency": "KWD", "voucher_code": "V"}, None),
        ({"amount": "1.2505", "currency": "KWD", "voucher_code": "V"}, "amount"),
        ({"amount": "25,50", "voucher_code": "V"}, "amount"),
        ({"amount": "-1", "voucher_code": "V"}, "amount"),
        ({"amount": "1e3", "voucher_code": "V"}, "amount"),
        ({"amount": "NaN", "voucher_code": "V"}, "amount"),
        ({"amount": "٢٥", "voucher_code": "V"}, "amount"),
        ({"amount": "1" * 30, "voucher_code": "V"}, "amount"),
        ({"amount": "5", "currency": "DEM", "voucher_code": "V"}, "currency"),
    ],
)
def test_payment_is_whole_or_refused_at_the_field_to_change(
    answers: dict[str, str], at: str | None
) -> None:
    assert list(payment(**answers)) == ([at] if at else [])


def test_what_is_wrong_with_a_payment_is_said_with_its_amount() -> None:
    assert payment(amount="25.50")["card_token"] == [
        "Enter a card or a voucher code to pay 25.50 USD."
    ]
    assert payment(card_token="tok_1")["amount"] == [
        "Enter the amount that the card pays, or clear the card."
    ]
    assert payment(amount="5.5", currency="JPY", voucher_code="V")["amount"] == [
        "Enter a whole amount: JPY has no decimals."
    ]


def test_the_currency_that_stands_in_the_form_is_not_sent_without_an_amount() -> None:
    command = command_of(posted("b-virtual", **NO_MONEY))
    assert (command.amount, command.currency) == (None, "")


def test_an_amount_of_nothing_is_sent_as_asked() -> None:
    command = command_of(posted("b-virtual", **NO_MONEY | {"amount": "0"}))
    assert (command.amount, command.currency) == (Decimal(0), "USD")


@pytest.mark.parametrize("wire_name", registry.SESSION_TYPES)
def test_a_voucher_is_forgotten_also_by_the_form_of_a_type_that_is_not_paid(wire_name: str) -> None:
    form = posted(wire_name)
    assert form.is_valid()
    form.forget_voucher()
    is_asked = VOUCHER in form.fields
    assert dict(form.errors) == ({VOUCHER: [VOUCHER_TAKEN_OUT]} if is_asked else {})
    assert form.value_of(VOUCHER) == ""
