"""A price with its currency, out of whatever shape it came in."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from scheduling.proctoring_api.parsing import as_object, first_called, is_money_sign, line, money

_AMOUNTS = ("amount", "value")
CURRENCIES = ("currency", "currencyCode")
_SIGN = r"([A-Z]{3}|[A-Z]{0,3}[^\w\s.,+-])"
_PRICED = re.compile(rf"(?:{_SIGN} ?)?(\d[\d.]*)(?: ?{_SIGN})?")


def price(value: Any) -> tuple[Decimal | None, str]:
    """An amount of money and the currency that stands with it, before or behind it or beside it in
    an object; None and "" where there is none. An object without one may count in cents, and a
    comma may part decimals or thousands: nobody knows.
    """
    holder = as_object(value)
    if holder:
        amounts = {money(holder.get(one)) for one in _AMOUNTS} - {None}
        currency = first_called(holder, CURRENCIES)
        is_price = bool(currency) and len(amounts) == 1
        return (amounts.pop(), currency) if is_price else (None, "")
    if (amount := money(value)) is not None:
        return amount, ""
    found = _PRICED.fullmatch(line(value))
    signs = [one for one in (found[1], found[3]) if one] if found else []
    if found is None or len(signs) != 1 or not _is_sign(signs[0]):
        return None, ""
    amount = money(found[2])
    return amount, signs[0] if amount is not None else ""


def _is_sign(said: str) -> bool:
    return said.isalpha() or is_money_sign(said[-1])
