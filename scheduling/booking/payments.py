"""Payments that went with requests: what was asked to be charged, whatever came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from scheduling.models import Attempt, Institution

State = Attempt.State
# How a request with a payment ended, by the word of the list's address.
OUTCOMES: dict[str, tuple[str, tuple[State, ...]]] = {
    "booked": ("Booked", (State.ACCEPTED,)),
    "unknown": ("Not known yet", (State.SENDING, State.UNCONFIRMED)),
    "refused": ("Refused", (State.REFUSED,)),
    "not-booked": ("Not booked; charge not known", (State.NOT_APPLIED,)),
    "not-sent": ("Not sent", (State.UNREACHABLE,)),
}
PAID = ~Q(card_fingerprint="", voucher_fingerprint="")  # as the index of these rows has it


def payments(
    institutions: Iterable[Institution],
    *,
    begins: datetime | None = None,
    ends: datetime | None = None,
    outcome: str = "",
) -> QuerySet[Attempt]:
    """The requests at these institutions that a card or a voucher went with, the newest first."""
    found = Attempt.objects.filter(PAID, session__institution__in=list(institutions))
    if begins and ends:
        found = found.filter(started_at__gte=begins, started_at__lt=ends)
    if outcome in OUTCOMES:
        found = found.filter(state__in=OUTCOMES[outcome][1])
    return found.select_related("session__institution").order_by("-started_at", "-id")


def outcome_words(attempt: Attempt) -> str:
    return next(words for words, states in OUTCOMES.values() if attempt.state in states)
