"""A price with its currency, out of whatever shape it came in."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from scheduling import country_lists
from scheduling.proctoring_api.parsing import (
    JsonObject,
    as_object,
    called,
    is_money_sign,
    line,
    money,
)
from scheduling.proctoring_api.session_fields import currency_words

_AMOUNTS = ("amount", "value")
CURRENCIES = ("currency", "currencyCode")
_THREE = 3  # decimals
_SIGN = r"([A-Z]{3}|[A-Z]{0,3}[^\w\s.,+-])"
_MAY_BE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_PRICED = re.compile(rf"(?:{_SIGN} ?)?(\d[\d.]*)(?: ?{_SIGN})?")


def price(value: Any) -> tuple[Decimal | None, str]:
    """An amount of money and the currency that stands with it, before or behind it or beside it in
    an object; None and "" where there is none. An object without one may count in cents, and a
    comma may part decimals or thousands: nobody knows. Nor of a dot before three digits beside a
    currency, unless it has three decimals.
    """
    holder = as_object(value)
    if holder:
        amounts = {money(holder.get(one)) for one in _AMOUNTS} - {None}
        currency = currency_in(holder)
        is_price = bool(currency) and len(amounts) == 1
        return (amounts.pop(), currency) if is_price else (None, "")
    if (amount := money(value)) is not None:
        return amount, ""
    found = _PRICED.fullmatch(line(value))
    currency = _agreed([one for one in (found[1], found[3]) if one]) if found else ""
    if found is None or not currency:
        return None, ""
    may_be_thousands = _MAY_BE_THOUSANDS.fullmatch(found[2]) is not None
    if may_be_thousands and country_lists.decimals(currency) != _THREE:
        return None, ""
    amount = money(found[2])
    return amount, currency if amount is not None else ""


def currencies_in(holder: JsonObject) -> list[str]:
    """Every currency that an object gives by itself, as it came."""
    return [said for one in CURRENCIES if (said := called(holder.get(one)))]


def currency_in(holder: JsonObject) -> str:
    """The currency that an object gives; "" where it gives none, or two."""
    said = currencies_in(holder)
    return said[0] if len({one.casefold() for one in said}) == 1 else _agreed(said)


def _agreed(signs: list[str]) -> str:
    """The one sign or code, or the code that a sign may stand for; "" for anything else."""
    codes = [one for one in signs if country_lists.currency_code(one)]
    if len(codes) + sum(is_money_sign(one[-1]) for one in signs) != len(signs):
        return ""
    if len(signs) == 1:
        return signs[0]
    is_same = len(codes) == 1 and all(currency_words.is_currency(one, codes[0]) for one in signs)
    return codes[0] if is_same else ""
