"""Reading a session at once, within the request whose answer does not say enough: whether it shows
what a yes or a no was said to.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from scheduling.booking.attempts import CONFIRMING
from scheduling.booking.comparison.compared_values import ShownByProvider, asked_by, shown_by
from scheduling.booking.comparison.findings import Finding, find
from scheduling.booking.comparison.verdicts import Verdict, compare
from scheduling.booking.outcomes.answer_outcomes import accepted, yes_not_shown
from scheduling.booking.outcomes.error_outcomes import refused_as_before, unexplained
from scheduling.booking.outcomes.outcome import Outcome
from scheduling.booking.outcomes.words_of_a_yes import with_words
from scheduling.exam_sessions import session_reading
from scheduling.institutions import request_budget
from scheduling.models import Attempt
from scheduling.models.session_status import UNKNOWN
from scheduling.proctoring_api.client import Answer, Client
from scheduling.proctoring_api.errors import FailureCause, ProctoringError, Refused
from scheduling.proctoring_api.responses.unexplained_refusals import (
    is_told_by_its_status,
    may_still_be_done,
)
from scheduling.proctoring_api.session_record import SessionRecord

NOT_READ = "the session could not be read afterwards."
NOT_SHOWN_YET = "the session does not show it yet."
SHOWS_IT_DONE = "but the session shows it as done."
DOES_NOT_TELL = "and the session does not tell whether it was done."


def confirmed(client: Client, attempt: Attempt, yes: Answer) -> Outcome:
    """Accepted, with the session as it was read, once it shows the change; unconfirmed until then.

    The API's answers to a move and to a cancellation are undocumented beyond "a string" (contract
    §2), so only what the session shows counts as done. A start that is neither the old one nor the
    one asked for is the provider's own choice: accepted, and the difference will be told. The
    attempt's deadline leaves room for the look.
    """
    words = session_reading.guarded_words(attempt.session, yes.said)
    asked_at = timezone.now()
    try:
        seconds = CONFIRMING.total_seconds()
        record = session_reading.read_session(client, attempt.session, timeout=seconds).record
    except ProctoringError as error:
        request_budget.pause_if_asked_to(attempt.session.institution, error)
        return yes_not_shown(yes, words, f"{_accepted(words)} {NOT_READ} {error.reason}")
    if record and _bears_out_the_yes(attempt, shown_by(record)):
        done = replace(accepted(Answer(yes.status, record, yes.exchange)), asked_at=asked_at)
        return with_words(done, words)
    return yes_not_shown(yes, words, f"{_accepted(words)} {NOT_SHOWN_YET}")


def stands_otherwise(client: Client, attempt: Attempt) -> bool:
    """Whether the session, read at once, is booked for another start or of another type than was
    asked. The attempt's deadline leaves room for the look.
    """
    record = _read(client, attempt)
    if record is None or find(attempt, shown_by(record)) != Finding.ELSEWHERE:
        return False
    seen = compare(asked_by(attempt), shown_by(record))
    return Verdict.DIFFERS in (seen.start, seen.session_type)


def borne_out(client: Client, attempt: Attempt, error: Refused, refused: Outcome) -> Outcome:
    """A refusal that gives no reason to act on, where the session, read at once, stands as it did;
    unconfirmed where it shows what was asked for, where that may still be under way, or where
    neither it nor the answer's status tells.
    """
    record = _read(client, attempt)
    finding = find(attempt, shown_by(record)) if record else None
    if finding == Finding.APPLIED:
        return unexplained(error, SHOWS_IT_DONE, cause=FailureCause.YES_AND_NO)
    if finding == Finding.NOT_YET and may_still_be_done(error):
        return unexplained(error, f"and {NOT_SHOWN_YET}")
    if finding == Finding.NOT_YET:
        return refused_as_before(error, refused, attempt.time_zone)
    if is_told_by_its_status(error):
        return refused
    return unexplained(error, f"and {NOT_READ}" if record is None else DOES_NOT_TELL)


def _read(client: Client, attempt: Attempt) -> SessionRecord | None:
    try:
        seconds = CONFIRMING.total_seconds()
        return session_reading.read_session(client, attempt.session, timeout=seconds).record
    except ProctoringError as error:
        request_budget.pause_if_asked_to(attempt.session.institution, error)
        return None


def _accepted(words: str) -> str:
    """Of words nobody knows whether they are a yes."""
    return ", but" if words else "SmarterProctoring accepted it, but"


def _bears_out_the_yes(attempt: Attempt, shown: ShownByProvider) -> bool:
    """Beside a yes the new start of a move is enough, even where nobody knows the status's word."""
    if find(attempt, shown) in (Finding.APPLIED, Finding.ELSEWHERE):
        return True
    start = compare(asked_by(attempt), shown).start
    return shown.status.key == UNKNOWN and start == Verdict.SAME
