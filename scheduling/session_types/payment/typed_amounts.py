"""An amount as people type it: digits with a decimal point. A dollar sign before it is read where
the currency that was chosen is a dollar; whatever else stands beside the digits is asked about.
"""

from __future__ import annotations

import re
from decimal import Decimal

from django.core.exceptions import ValidationError

from scheduling import country_lists

_DIGITS = re.compile(r"(\$ ?)?([0-9]{1,9}(?:\.[0-9]{1,6})?)", re.ASCII)
_WITH_CURRENCY = re.compile(r"[^0-9.,]{1,5}[0-9.,]+|[0-9.,]+[^0-9.,]{1,5}")
WRITTEN = "Enter the amount in digits with a decimal point, such as 25.50."
NO_COMMA = "Enter the amount without a comma, and with a decimal point for cents: such as 25.50."
NO_CURRENCY = "Enter the digits alone, such as 25.50, and choose the currency in its own list."
NO_DOLLARS = "“$” does not fit the currency {currency}. Enter the digits alone, such as 25.50."


class InDollars(Decimal):
    """An amount that was typed with a dollar sign."""

    __slots__ = ()


def read_amount(text: str) -> Decimal:
    """The Decimal that was typed; ValidationError says what to type instead."""
    if found := _DIGITS.fullmatch(text):
        return InDollars(found[2]) if found[1] else Decimal(found[2])
    if _WITH_CURRENCY.fullmatch(text):
        raise ValidationError(NO_CURRENCY)
    raise ValidationError(NO_COMMA if "," in text else WRITTEN)


def sign_fault(amount: Decimal, currency: str) -> str:
    """What is wrong with a dollar sign before an amount in this currency; '' where nothing is."""
    name = country_lists.currencies().get(currency, "")
    is_dollar = name.casefold().endswith("dollar")
    fits = is_dollar or not isinstance(amount, InDollars)
    return "" if fits else NO_DOLLARS.format(currency=currency)
