"""Outcome of a call, in the four words the portal uses: accepted, refused, unreachable,
unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import ceil
from typing import Any

from scheduling.audit.kinds import Kind
from scheduling.booking.comparison import Finding, Verdict, find, shown_by
from scheduling.models import Attempt, status_of
from scheduling.models.session_status import NOT_SHOWN
from scheduling.proctoring_api.client import Answer, Exchange
from scheduling.proctoring_api.errors import (
    Conflict,
    FailureCause,
    NotAuthorised,
    NotFound,
    NothingSent,
    ProctoringError,
    Refused,
    Throttled,
    UnknownOutcome,
)
from scheduling.proctoring_api.responses.done_already import says_done_already
from scheduling.proctoring_api.responses.response_outcomes import DENIED_WITH
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_commands import Actor
from scheduling.session_types.provider_names import in_our_words

Cause = Attempt.Cause
ACCEPTED = 202
NO_AND_YES = "SmarterProctoring refused it, but its answer shows it as done."
ANSWERED = "SmarterProctoring answered: “{words}”"
NO_BOOKING_IN_IT = "SmarterProctoring accepted it, but does not show the booking."
MINUTE = 60  # seconds
# It is read long after, too: the wait does not begin when it is read.
BUSY = (
    "SmarterProctoring was busy. The session stays as it was. Try again {wait} after that request."
)
MOST_RAW_WORDS = 1000
MOST_WORDS = 300
# Whose reasons are sentences of the portal's, without a word of what came.
OUR_OWN = frozenset(FailureCause) - {
    *(FailureCause.REDIRECT, FailureCause.WRONG_SESSION, FailureCause.YES_AND_NO)
}
TELL_ADMINISTRATOR = "Tell your administrator to check this institution’s settings."


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A call's outcome as it will be recorded. `reason` is for people;
    `cause` is one word for the log, `provider_words` what a refusal said, where `reason` says it
    otherwise. `answered_at` is when it was known, where it is recorded only later; `asked_at` when
    the look was asked for that showed it, where it was a look.
    """

    state: Attempt.State
    cause: str
    reason: str = ""
    provider_words: str = ""
    exchange: Exchange | None = None
    record: SessionRecord | None = None
    field_errors: dict[str, list[str]] = field(default_factory=dict)
    alarm: bool = False
    answered_at: datetime | None = None
    asked_at: datetime | None = None

    @property
    def tells_our_own(self) -> bool:
        """Whether the reason has nothing of what came, so that it names nobody."""
        if self.state == Attempt.State.UNCONFIRMED:
            return self.cause in OUR_OWN
        return self.state == Attempt.State.UNREACHABLE

    def exchanged(self) -> dict[str, Any]:
        """What the log keeps of the call itself; times in whole milliseconds and seconds."""
        if self.exchange is None:
            return {}
        seen = self.exchange
        kept: dict[str, Any] = {
            "method": seen.method,
            "path": seen.path,
            "status": seen.status,
            "milliseconds": seen.elapsed_ms,
            "bytes": seen.bytes_read,
            "digest": seen.digest,
            "provider_request": seen.request_id,
        }
        if seen.detail:
            kept["detail"] = seen.detail
        if seen.header:
            kept["header"] = seen.header
        if seen.clock_skew_seconds is not None and abs(seen.clock_skew_seconds) >= 5:
            kept["clock_skew_seconds"] = round(seen.clock_skew_seconds)
        return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """An attempt's move from one state to the next: to which, by whom, and why.

    With a `fence` it counts only while the attempt's lease is held under that name. `left_open` is
    what a yes did not show, or not so that it can be read.
    """

    kind: Kind
    state: Attempt.State
    actor: Actor
    reason: str = ""
    outcome: Outcome | None = None
    fence: str = ""
    left_open: Mapping[str, Verdict] = field(default_factory=dict)


def accepted(answer: Answer) -> Outcome:
    """A readable 2xx for this session."""
    return Outcome(
        state=Attempt.State.ACCEPTED,
        cause=Cause.ACCEPTED,
        exchange=answer.exchange,
        record=answer.record,
    )


def scheduled(answer: Answer) -> Outcome:
    """Accepted, unless the record of the 2xx says itself that nothing is booked."""
    record = answer.record
    if record and status_of(record.status).rules_out_a_booking:
        word = status_of(record.status).word[:60]
        said = f"SmarterProctoring accepted it, but shows the session as “{word}”."
        return _doubtful(answer, Cause.CONTRADICTS, said)
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
        cause=Cause.SAID_LATER if yes.status == ACCEPTED else Cause.SAID_YES,
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
    return replace(refused, cause=Cause.STANDS_OTHERWISE)


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
    words = in_our_words(_words(error), zone)
    return Outcome(
        state=Attempt.State.UNCONFIRMED,
        cause=FailureCause.YES_AND_NO,
        reason=DENIED_WITH.format(words=words) if words else NO_AND_YES,
        provider_words=words,
        exchange=error.exchange,
    )


def _unreachable(error: NothingSent) -> Outcome:
    configuration = error.cause in {FailureCause.TLS, FailureCause.MISCONFIGURED}
    if error.cause == FailureCause.TLS:
        said = f"No secure connection to SmarterProctoring could be made. {TELL_ADMINISTRATOR}"
    elif configuration:
        said = f"SmarterProctoring’s address or sign-in can’t be used. {TELL_ADMINISTRATOR}"
    else:
        said = "SmarterProctoring could not be reached. Try again in a moment."
    return Outcome(
        state=Attempt.State.UNREACHABLE,
        cause=error.cause,
        reason=said,
        exchange=error.exchange,
        alarm=configuration,
    )


def _refused(error: Refused, action: str, zone: str) -> Outcome:
    return Outcome(
        state=Attempt.State.REFUSED,
        cause=f"refused-{error.status}",
        reason=_why_refused(error, action, zone),
        provider_words=_raw_words(error),
        exchange=error.exchange,
        field_errors=error.field_errors,
        alarm=isinstance(error, NotAuthorised | NotFound),
    )


def _raw_words(error: Refused) -> str:
    """What a refusal says under the provider's own names of fields; '' where it names none."""
    named = [f"{name}: {text}" for name, texts in error.field_errors.items() for text in texts]
    is_ours = not named and in_our_words(error.message) == error.message
    return "" if is_ours else " · ".join(filter(None, (error.message, *named)))[:MOST_RAW_WORDS]


def _words(error: Refused) -> str:
    """What it says for all to read; where that is nothing, what it says to single fields."""
    of_fields = (text for texts in error.field_errors.values() for text in texts)
    return error.message or " ".join(of_fields)[:MOST_WORDS]


def _why_refused(error: Refused, action: str, zone: str) -> str:
    words = in_our_words(_words(error), zone)
    said = f"SmarterProctoring says: “{words}”" if words else ""
    if isinstance(error, Throttled):
        wait = _wait(error.retry_after)
        return BUSY.format(wait=wait)
    if isinstance(error, NotAuthorised) and error.status == 401:
        return f"SmarterProctoring did not accept the portal’s sign-in. {TELL_ADMINISTRATOR}"
    if isinstance(error, NotAuthorised):
        return (
            "SmarterProctoring does not allow this for this institution or exam."
            f" {said or TELL_ADMINISTRATOR}"
        )
    if isinstance(error, NotFound):
        return (
            "SmarterProctoring can’t find this session. It may have been cancelled or replaced:"
            f" look at the learner’s other sessions. {said or TELL_ADMINISTRATOR}"
        )
    if isinstance(error, Conflict) and action != Attempt.Action.CANCEL:
        return (
            said
            or "SmarterProctoring says this time or session is already taken. Choose another time."
        )
    return (
        said or "SmarterProctoring refused it and gave no reason. Check the answers and try again."
    )


def _wait(seconds: float | None) -> str:
    if seconds is None:
        return "a minute"
    if seconds >= 2 * MINUTE:
        return f"{ceil(seconds / MINUTE)} minutes"
    return f"{round(seconds)} second{'s' if round(seconds) != 1 else ''}"


def _unconfirmed(error: UnknownOutcome, zone: str) -> Outcome:
    return Outcome(
        state=Attempt.State.UNCONFIRMED,
        cause=error.cause,
        reason=_why_unconfirmed(error, zone),
        exchange=error.exchange,
        alarm=error.cause in {FailureCause.REDIRECT, FailureCause.WRONG_SESSION},
    )


def _why_unconfirmed(error: UnknownOutcome, zone: str) -> str:
    words = {
        FailureCause.TIMEOUT: "SmarterProctoring did not answer in time.",
        FailureCause.CLOSED: "The connection broke before SmarterProctoring answered.",
        FailureCause.SERVER_ERROR: "SmarterProctoring had a problem while answering.",
        FailureCause.ON_THE_WAY: (
            f"The connection to SmarterProctoring failed on the way, with a status of"
            f" {error.status}."
        ),
        FailureCause.REDIRECT: (
            f"SmarterProctoring redirected us ({error.redirect_host}); we did not follow it."
            if error.redirect_host
            else f"SmarterProctoring gave no answer but a status of {error.status}."
        ),
        FailureCause.UNREADABLE: "SmarterProctoring’s answer could not be read.",
        FailureCause.TOO_LARGE: "SmarterProctoring’s answer was too large to read.",
        FailureCause.WRONG_SESSION: error.reason,
        FailureCause.YES_AND_NO: in_our_words(error.reason, zone),
    }
    return words.get(error.cause, "SmarterProctoring’s answer was not clear.")
