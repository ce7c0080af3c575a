"""Settling by hand: what a person decides about a request, and whether it can be true, given what
the provider shows of its session.
"""

from __future__ import annotations

from django.conf import settings

from scheduling.audit.kinds import Kind
from scheduling.booking import attempts
from scheduling.booking.attempts import State
from scheduling.booking.comparison import Finding, find, shown_by
from scheduling.booking.outcomes import Outcome, Transition
from scheduling.exam_sessions.refresh import refresh_session
from scheduling.models import Attempt
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import ProctoringError
from scheduling.session_commands import Actor

YES, OTHERWISE, NO = "yes", "otherwise", "no"  # it took effect as asked; differently; not at all
ANSWERS = {
    Finding.APPLIED: YES,
    Finding.ELSEWHERE: OTHERWISE,
    Finding.ENDED: OTHERWISE,  # it was done, and undone: what is shown is what holds
    Finding.NOT_YET: NO,
    Finding.UNCLEAR: "",
}
CONTRADICTED_BY = {YES: (NO, OTHERWISE), OTHERWISE: (NO,), NO: (YES,)}


def fitting(attempt: Attempt, answer: str) -> str:
    """The answer that fits instead, where what the provider shows contradicts this one; '' where it
    does not.

    The session is looked at once more, and only what that look shows counts: what is known from
    before the request says nothing about it. Where the look fails or decides nothing, any answer is
    the person's to give.
    """
    record = refresh_session(attempt.session).record
    shown = ANSWERS[find(attempt, shown_by(record))] if record else ""
    return shown if shown in CONTRADICTED_BY[answer] else ""


def settle_by_hand(*, attempt: Attempt, applied: bool, reason: str, actor: Actor) -> Attempt:
    """A person decides what reading back could not; nothing else is theirs to decide. The reason
    goes into the log.

    What the provider shows at that moment is taken over, so that differences are told, where it can
    be read.
    """
    if not attempt.needs_person:
        return attempt
    state = State.ACCEPTED if applied else State.NOT_APPLIED
    outcome = _seen(attempt, state) if applied else None
    step = Transition(kind=Kind.SETTLED, state=state, actor=actor, reason=reason, outcome=outcome)
    return attempts.move(attempt, step, expected=(State.UNCONFIRMED,))


def _seen(attempt: Attempt, state: Attempt.State) -> Outcome | None:
    try:
        client = client_for(attempt.session.institution.connection)
        answer = client.session(attempt.session.address, timeout=settings.PAGE_PATIENCE)
    except ProctoringError:
        return None
    return Outcome(
        state=state, cause="decided by a person", exchange=answer.exchange, record=answer.record
    )
