"""An amount with its currency is read where it can mean one thing alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scheduling.proctoring_api.session_fields.prices import price
from scheduling.proctoring_api.session_record import SessionRecord


@pytest.mark.parametrize(
    ("said", "amount", "currency"),
    [
        ("25.00 USD", "25", "USD"),
        ("$25.00", "25", "$"),
        ("$25.00 USD", "25", "USD"),
        ("CAD 25.00 $", "25", "CAD"),
        ("1250.00 EUR", "1250", "EUR"),
        ("0.250 EUR", "0.25", "EUR"),
        ("1.250 KWD", "1.25", "KWD"),
        ("1.250", "1.25", ""),
    ],
)
def test_a_price_is_read(said: str, amount: str, currency: str) -> None:
    assert price(said) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "said",
    ["1.250 EUR", "€ 1.250", "EUR 25.000", "$1,250.00", "25 MIN", "€25 USD", "USD 25 CAD", "25 +"],
)
def test_what_may_mean_two_things_or_no_money_is_no_price(said: str) -> None:
    assert price(said) == (None, "")


@pytest.mark.parametrize(
    ("said", "amount", "currency"),
    [
        ({"price": "$25.00", "currencyCode": "CAD"}, "25", "CAD"),
        ({"price": "25.00 USD", "currency": "US dollars"}, "25", "USD"),
        ({"price": "25.00", "currency": "$"}, "25", "$"),
        ({"price": {"amount": 25, "currency": "$"}, "currency": "AUD"}, "25", "AUD"),
        ({"price": {"amount": 25, "currency": "$", "currencyCode": "AUD"}}, "25", "AUD"),
        ({"amount": 25, "currency": "usd", "currencyCode": "USD"}, "25", "usd"),
    ],
)
def test_a_code_says_more_than_a_sign(said: dict[str, object], amount: str, currency: str) -> None:
    record = SessionRecord.read({"appointment": said})
    assert (record.told_price.amount, record.told_price.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "said",
    [
        {"price": "25 EUR", "currency": "USD"},
        {"price": "€25", "currency": "USD"},
        {"price": {"amount": 25, "currency": "USD"}, "currencyCode": "124"},
        {"amount": 25, "currency": "USD", "currencyCode": "EUR"},
        {"price": {"amount": 25, "currency": "USD", "currencyCode": "EUR"}},
    ],
)
def test_one_amount_in_two_currencies_can_t_be_read(said: dict[str, object]) -> None:
    record = SessionRecord.read({"appointment": said})
    assert (record.told_price.amount, "price" in record.unreadable) == (None, True)
