"""Facts of what a request asked for beyond its sentence, in words: a cancellation's reason, a
booking's price.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scheduling.booking.payment_words import payment
from scheduling.session_types.cancellation_fields import CANCEL_REASONS

Fact = tuple[str, str]  # what it is, and how it reads


def in_words(asked: Mapping[str, Any], card_last_four: str = "") -> list[Fact]:
    """The facts of an event's `asked`; a card or voucher is known by no more than its last four."""
    return list(_facts(asked, card_last_four))


def _facts(asked: Mapping[str, Any], card_last_four: str) -> Iterator[Fact]:
    if reason := str(asked.get("reason", "")):
        yield "Kind of reason", CANCEL_REASONS.get(reason, reason)
    if memo := str(asked.get("cancellationMemo", "")):
        yield "Reason", memo
    if asked.get("bypassNonRefundable") is True:
        yield "Refund", "All fees, also those that are not refundable"
    if paid := payment(asked, card_last_four):
        yield "Payment", paid
