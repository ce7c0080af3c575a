"""Payments that went with requests: what was asked to be charged, whatever came of it, and which
request a voucher went with.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from scheduling.booking.attempt_queries import STANDING
from scheduling.models import Attempt, Institution

State, Cause = Attempt.State, Attempt.Cause
CARD_REFUSED = Q(state=State.REFUSED, cause=Cause.CARD_DECLINED) & ~Q(card_fingerprint="")
# How a request with a payment ended, by the word of the list's address.
OUTCOMES: dict[str, tuple[str, Q]] = {
    "booked": ("Booked", Q(state=State.ACCEPTED)),
    "unknown": ("Not known yet", Q(state__in=Attempt.OPEN)),
    "card-refused": ("Card refused; nothing charged or booked", CARD_REFUSED),
    "refused": ("Refused; charge not known", Q(state=State.REFUSED) & ~CARD_REFUSED),
    "not-booked": ("Not booked; charge not known", Q(state=State.NOT_APPLIED)),
    "not-sent": ("Not sent", Q(state=State.UNREACHABLE)),
}
FAILED_SENT = (State.REFUSED, State.NOT_APPLIED)  # and so may have used a voucher
PAID = ~Q(card_fingerprint="", voucher_fingerprint="")  # as the index of these rows has it


def payments(
    institutions: Iterable[Institution],
    *,
    begins: datetime | None = None,
    ends: datetime | None = None,
    outcome: str = "",
) -> QuerySet[Attempt]:
    """The requests at these institutions that a card or a voucher went with, the newest first."""
    found = Attempt.objects.at(institutions).filter(PAID)
    if begins and ends:
        found = found.filter(started_at__gte=begins, started_at__lt=ends)
    if outcome in OUTCOMES:
        found = found.filter(OUTCOMES[outcome][1])
    return found.select_related("session__institution").order_by("-started_at", "-id")


def outcome_words(attempt: Attempt) -> str:
    return OUTCOMES[_outcome(attempt)][0]


def _outcome(attempt: Attempt) -> str:
    if attempt.is_open:
        return "unknown"
    if attempt.state == State.REFUSED:
        return "card-refused" if is_card_refused(attempt) else "refused"
    ends = {State.ACCEPTED: "booked", State.NOT_APPLIED: "not-booked"}
    return ends.get(attempt.state, "not-sent" if attempt.state in State else "unknown")


def is_card_refused(attempt: Attempt) -> bool:
    """Whether it ended because its card was refused, so that nothing was charged. Of any other
    refusal no answer tells that.
    """
    is_declined = (attempt.state, attempt.cause) == (State.REFUSED, Cause.CARD_DECLINED)
    return bool(attempt.card_fingerprint) and is_declined


def open_request_with_voucher(fingerprint: str) -> Attempt | None:
    """The open attempt that a voucher went with; None for no voucher."""
    if not fingerprint:
        return None
    same = Attempt.objects.select_related("session")
    return same.filter(voucher_fingerprint=fingerprint, state__in=Attempt.OPEN).first()


def booking_with_voucher(fingerprint: str) -> Attempt | None:
    """The newest request that a voucher went with and that may have used it: one that was accepted
    or is open, or else one that failed after it was sent. None for no voucher.
    """
    if not fingerprint:
        return None
    same = Attempt.objects.select_related("session__institution").order_by("-pk")
    same = same.filter(voucher_fingerprint=fingerprint)
    return same.filter(state__in=STANDING).first() or same.filter(state__in=FAILED_SENT).first()
