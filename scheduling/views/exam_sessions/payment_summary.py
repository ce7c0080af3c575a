"""What was paid with a booking, as far as this portal can tell."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.booking import attempt_queries
from scheduling.booking.payment_words import payment
from scheduling.models import Attempt, ExamSession

NONE = "No payment sent."
ACCEPTED = (
    "Sent with the booking, which SmarterProctoring accepted. Its answer does not confirm payments."
)
ASK = (
    "Ask SmarterProctoring before paying again, and give them the session’s SID. This portal is"
    " never told of a charge, so this line stays."
)
NOT_TOLD = f"The answer was lost. We can’t tell whether the payment was charged. {ASK}"
NOT_SETTLED = (
    "The booking is still being checked. Do not take another payment: this line changes once it is"
    " known whether it was booked."
)
TO_DECIDE = (
    "The booking needs a decision. Do not take another payment: this line changes once it is"
    " decided whether it was booked."
)
NOT_DONE = f"Its request counts as not done. We can’t tell whether the payment was charged. {ASK}"


@dataclass(frozen=True, slots=True)
class Paid:
    """The price and what pays, by no more than its last four;
    and what is known about its being taken.
    """

    words: str
    known: str


def of(session: ExamSession) -> Paid | None:
    """The payment that went with the latest booking that may have gone through;
    None for one not made here.
    """
    for booking in attempt_queries.bookings_possibly_in_effect(session):
        words = payment(booking.asked, booking.card_last_four)
        if words:
            return Paid(words, _known(booking))
        if booking.state == Attempt.State.ACCEPTED:
            return Paid(NONE, "")
    return None


def _known(booking: Attempt) -> str:
    """What is known about its being taken.

    Only the provider's own answer makes a booking sure at once.
    """
    if booking.state == Attempt.State.NOT_APPLIED:
        return NOT_DONE
    if booking.is_open:
        return TO_DECIDE if booking.needs_person else NOT_SETTLED
    return ACCEPTED if booking.settled_how == Attempt.SettledHow.ANSWER else NOT_TOLD
