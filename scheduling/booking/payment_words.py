"""Words: a price and what pays it, as they were asked for; of a secret its last four at most."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from scheduling.country_lists import money


def payment(asked: Mapping[str, Any], card_last_four: str = "") -> str:
    """“$25.50 USD by card ending 4242”, of a token that was made elsewhere “by card token ending
    ab12”; '' where neither a price nor what pays was asked.
    """
    price, paid = _price(asked), _paid(asked, card_last_four)
    if paid and not price:
        way = paid.removeprefix("by ")
        return f"{way[0].upper()}{way[1:]}, no amount given"
    return " ".join(part for part in (price, paid) if part)


def _price(asked: Mapping[str, Any]) -> str:
    amount, currency = str(asked.get("amount", "")), str(asked.get("currency", ""))
    try:
        said = money(Decimal(amount), currency) if amount else ""
    except InvalidOperation:
        said = amount
    return f"{said} {currency}" if said and currency and currency not in said else said


def _paid(asked: Mapping[str, Any], card_last_four: str) -> str:
    token, voucher = str(asked.get("cardToken", "")), str(asked.get("voucherCode", ""))
    card = f"by card ending {card_last_four}" if card_last_four else _ending("card token", token)
    return ", ".join(filter(None, (token and card, voucher and _ending("voucher", voucher))))


def _ending(way: str, secret: str) -> str:
    last = secret[-4:].lstrip("…")
    return f"by {way} ending {last}" if last else f"by {way}"
