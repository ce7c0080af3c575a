"""What a request asked for beyond its sentence, in words:
a cancellation's reason, a booking's price.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from scheduling.code_lists import money
from scheduling.session_types.field_definitions import CANCEL_REASONS

Fact = tuple[str, str]  # what it is, and how it reads


def in_words(asked: Mapping[str, Any]) -> list[Fact]:
    """The facts of an event's `asked`; a card or voucher is known by no more than its last four."""
    return list(_facts(asked))


def _facts(asked: Mapping[str, Any]) -> Iterator[Fact]:
    if reason := str(asked.get("reason", "")):
        yield "Reason", CANCEL_REASONS.get(reason, reason)
    if memo := str(asked.get("cancellationMemo", "")):
        yield "In their words", memo
    if asked.get("bypassNonRefundable") is True:
        yield "Refund", "All fees, also those that are not refundable"
    if paid := payment(asked):
        yield "Payment", paid


def payment(asked: Mapping[str, Any]) -> str:
    """“$25.50 USD by card token ending in 4242”;
    '' where neither a price nor what pays was asked.
    """
    price, paid = _price(asked), _paid(asked)
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


def _paid(asked: Mapping[str, Any]) -> str:
    ways = (("cardToken", "card token"), ("voucherCode", "voucher"))
    return ", ".join(
        f"by {way}{_ending(str(asked[name]))}" for name, way in ways if asked.get(name)
    )


def _ending(secret: str) -> str:
    last = secret[-4:].lstrip("…")
    return f" ending in {last}" if last else ""
