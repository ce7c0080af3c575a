"""What was paid with a booking, as far as this portal can tell."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.models import Attempt, ExamSession
from scheduling.services import standing
from scheduling.views.asked_for import payment

ACCEPTED = "It was sent with the booking, which the provider accepted. The provider’s answer does not confirm payments."
NOT_TOLD = (
    "It was sent with a request whose answer was lost; the provider’s record does not tell whether it was taken. "
    "Look it up with the provider before taking another payment."
)


@dataclass(frozen=True, slots=True)
class Paid:
    """The price and what pays, by no more than its last four; and what is known about its being taken."""

    words: str
    known: str


def of(session: ExamSession) -> Paid | None:
    """The payment that went with the booking made here; None for one that was not made here."""
    booking = standing.booking_of(session)
    if booking is None:
        return None
    words = payment(booking.asked)
    return (
        Paid(words, ACCEPTED if _was_answered(booking) else NOT_TOLD) if words else Paid("None was sent with it.", "")
    )


def _was_answered(booking: Attempt) -> bool:
    """Whether the provider's own answer settled it: else reading back did, or a person."""
    return not booking.settled_by_hand and booking.settled_by == booking.actor_name
