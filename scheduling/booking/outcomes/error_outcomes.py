"""Outcome of a call that failed: refused, unreachable or unconfirmed."""

from __future__ import annotations

from dataclasses import replace

from scheduling.booking.comparison.compared_values import shown_by
from scheduling.booking.comparison.findings import Finding, find
from scheduling.booking.outcomes.error_sentences import (
    quoted,
    raw_words,
    why_refused,
    why_unconfirmed,
    why_unreachable,
    words_of,
)
from scheduling.booking.outcomes.outcome import Outcome
from scheduling.models import Attempt
from scheduling.models.session_status import NOT_SHOWN
from scheduling.proctoring_api.errors import (
    Conflict,
    FailureCause,
    NotAuthorised,
    NotFound,
    NothingSent,
    ProctoringError,
    Refused,
    UnknownOutcome,
)
from scheduling.proctoring_api.responses.done_already import says_done_already
from scheduling.proctoring_api.responses.response_outcomes import DENIED_WITH
from scheduling.session_types.provider_names import in_our_words

NO_AND_YES = "SmarterProctoring refused it, but its answer shows it as done."
NO_REASON = "SmarterProctoring refused it and gave no reason"
NOT_FOUND_AND_THERE = (
    "SmarterProctoring answered that it can’t find this session. Read right after that, the session"
    " was there and stood as before. Try again. If that is refused, too, tell your administrator to"
    " check this institution’s settings."
)


def outcome_of(error: ProctoringError, attempt: Attempt) -> Outcome:
    """Translate the client's error tree, once. What it says of times is told by the clock of the
    attempt's zone.

    Nothing but `NothingSent` and `Refused` is ever certain, and of the second only what neither
    shows nor says the contrary.
    """
    if isinstance(error, NothingSent):
        return _unreachable(error)
    if isinstance(error, Refused) and (_shows_it_done(error, attempt) or says_done_already(error)):
        return _refused_and_done(error, attempt.time_zone)
    if isinstance(error, Refused):
        return _refused(error, attempt.action, attempt.time_zone)
    if isinstance(error, UnknownOutcome):
        return _unconfirmed(error, attempt.time_zone)
    raise error


def refused_for_another(error: Refused, attempt: Attempt) -> Outcome:
    """A refusal that says that it is done already, of a session that stands otherwise than asked:
    what is done is another's.
    """
    refused = _refused(error, attempt.action, attempt.time_zone)
    return replace(refused, cause=Attempt.Cause.STANDS_OTHERWISE)


def refused_as_before(error: Refused, refused: Outcome, zone: str) -> Outcome:
    """The refusal of a session that, read at once, is there and stands as it did."""
    if not isinstance(error, NotFound):
        return refused
    return replace(refused, reason=f"{NOT_FOUND_AND_THERE} {quoted(error, zone)}".rstrip())


def _shows_it_done(error: Refused, attempt: Attempt) -> bool:
    """Whether a refusal's body is this very session with what was asked for. One that says that the
    session is taken may well show another booking of it.
    """
    record = error.shown
    if record is None or record.sid.casefold() != attempt.session.sid.casefold():
        return False
    shown = shown_by(record)
    if attempt.action == Attempt.Action.SCHEDULE and not isinstance(error, Conflict):
        return shown.status.is_in_place
    return shown.status != NOT_SHOWN and find(attempt, shown) == Finding.APPLIED


def _refused_and_done(error: Refused, zone: str) -> Outcome:
    words = in_our_words(words_of(error), zone)
    return Outcome(
        state=Attempt.State.UNCONFIRMED,
        cause=FailureCause.YES_AND_NO,
        reason=DENIED_WITH.format(words=words) if words else NO_AND_YES,
        provider_words=words,
        exchange=error.exchange,
    )


def unexplained(error: Refused, seen: str, *, cause: str = Attempt.Cause.NO_REASON) -> Outcome:
    """A refusal without a reason that the session does not bear out, as far as it was `seen`."""
    return Outcome(
        state=Attempt.State.UNCONFIRMED,
        cause=cause,
        reason=f"{NO_REASON}, {seen}",
        exchange=error.exchange,
    )


def _unreachable(error: NothingSent) -> Outcome:
    configuration = error.cause in {FailureCause.TLS, FailureCause.MISCONFIGURED}
    return Outcome(
        state=Attempt.State.UNREACHABLE,
        cause=error.cause,
        reason=why_unreachable(error),
        exchange=error.exchange,
        alarm=configuration,
    )


def _refused(error: Refused, action: str, zone: str) -> Outcome:
    return Outcome(
        state=Attempt.State.REFUSED,
        cause=f"refused-{error.status}",
        reason=why_refused(error, action, zone),
        provider_words=raw_words(error),
        exchange=error.exchange,
        field_errors=error.field_errors,
        alarm=isinstance(error, NotAuthorised | NotFound),
    )


def _unconfirmed(error: UnknownOutcome, zone: str) -> Outcome:
    return Outcome(
        state=Attempt.State.UNCONFIRMED,
        cause=error.cause,
        reason=why_unconfirmed(error, zone),
        exchange=error.exchange,
        alarm=error.cause in {FailureCause.REDIRECT, FailureCause.WRONG_SESSION},
    )
