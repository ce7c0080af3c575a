"""Which currency a text means, however it is called; a word that can't be read says none."""

from __future__ import annotations

import pytest

from scheduling.proctoring_api.session_fields.currency_words import is_currency, is_unread

READ = ("", "-", "999", "BTC", "US Dollars", "the euro", "$", "CDN$", "USDollars")


@pytest.mark.parametrize(
    ("said", "code", "may_be"),
    [
        ("dollars", "USD", True),
        ("Dollar", "CAD", True),
        ("US Dollars", "USD", True),
        ("Canadian dollars", "USD", False),
        ("euros", "USD", False),
        ("dollars", "EUR", False),
        ("see the invoice", "USD", True),  # nobody knows
        ("U.S. Dollars", "USD", True),
        ("U.S. Dollars", "EUR", False),
        ("Dollar (US)", "USD", True),
        ("Dollar (US)", "CAD", False),
        ("US-Dollar", "EUR", False),
        ("dollars US", "GBP", False),
        ("United States Dollars", "CAD", False),
        ("Dollars (CAD)", "CAD", True),
        ("Dollars (CAD)", "USD", False),
        ("Euros (EUR)", "EUR", True),
        ("Euros (EUR)", "USD", False),
        ("pound sterling", "GBP", True),
        ("pound sterling", "USD", False),
        ("MXN pesos", "MXN", True),
        ("C$", "CAD", True),
        ("Can$", "CAD", True),
        ("C$", "USD", False),
        ("CDN$", "CAD", True),
        ("CDN$", "USD", False),
        ("Cdn", "CAD", True),
        ("CanadianDollars", "CAD", True),
        ("CanadianDollars", "USD", False),
        ("USDollar", "USD", True),
        ("U.S.Dollars", "CAD", False),
        ("SFr.", "CHF", True),
        ("AU$", "AUD", True),
        ("€ EUR", "EUR", True),
        ("$", "MXN", True),
        ("Rs.", "INR", True),
        ("U.S.D.", "USD", True),
        ("BTC", "USD", False),
        ("us$", "USD", True),
        ("CAD", "USD", False),
        ("", "USD", True),
        ("dollars", "", False),
        ("-", "USD", True),
        ("840", "USD", True),
        ("36", "AUD", True),
        ("978", "USD", False),
        ("999", "USD", True),
    ],
)
def test_a_currency_is_known_by_its_code_its_sign_or_its_name(
    said: str, code: str, may_be: bool
) -> None:
    assert is_currency(said, code) is may_be


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        *[(one, True) for one in ("USDT", "cents", "credits", "see the invoice", "euro cents")],
        *[(one, False) for one in READ],
    ],
)
def test_words_that_are_of_no_currency_can_not_be_read(said: str, is_one: bool) -> None:
    assert is_unread(said) is is_one
