"""Outcome of a call that was answered with a 2xx: accepted, unless the answer shows otherwise."""

from __future__ import annotations

from scheduling.booking.outcomes.outcome import Outcome
from scheduling.models import Attempt, status_of
from scheduling.proctoring_api.client import Answer

ACCEPTED = 202
ANSWERED = "SmarterProctoring answered: “{words}”"
NO_BOOKING_IN_IT = "SmarterProctoring accepted it, but does not show the booking."


def accepted(answer: Answer) -> Outcome:
    """A readable 2xx for this session."""
    return Outcome(
        state=Attempt.State.ACCEPTED,
        cause=Attempt.Cause.ACCEPTED,
        exchange=answer.exchange,
        record=answer.record,
    )


def scheduled(answer: Answer) -> Outcome:
    """Accepted, unless the record of the 2xx says itself that nothing is booked."""
    record = answer.record
    if record and status_of(record.status).rules_out_a_booking:
        word = status_of(record.status).word[:60]
        said = f"SmarterProctoring accepted it, but shows the session as “{word}”."
        return _doubtful(answer, Attempt.Cause.CONTRADICTS, said)
    return accepted(answer)


def yes_in_words_alone(yes: Answer, words: str) -> Outcome:
    """A yes to a booking that shows nothing of it, and says something else besides."""
    return yes_not_shown(
        yes, words, ", but does not show the booking." if words else NO_BOOKING_IN_IT
    )


def yes_not_shown(yes: Answer, words: str, reason: str) -> Outcome:
    """A yes that the session does not show, and the words that it came in: they may be a no."""
    return Outcome(
        state=Attempt.State.UNCONFIRMED,
        cause=Attempt.Cause.SAID_LATER if yes.status == ACCEPTED else Attempt.Cause.SAID_YES,
        reason=f"{answered(words)}{reason}",
        provider_words=words,
        exchange=yes.exchange,
    )


def answered(words: str) -> str:
    """The sentence that tells such words; '' where there are none."""
    return ANSWERED.format(words=words) if words else ""


def _doubtful(answer: Answer, cause: str, reason: str) -> Outcome:
    return Outcome(
        state=Attempt.State.UNCONFIRMED,
        cause=cause,
        reason=reason,
        exchange=answer.exchange,
        alarm=True,
    )
