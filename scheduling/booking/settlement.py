"""Settling by hand: what a person decides about a request, and whether it can be true, given what
the provider shows of its session.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from scheduling.audit.kinds import Kind
from scheduling.booking import attempts
from scheduling.booking.attempts import State
from scheduling.booking.comparison.compared_values import asked_by, shown_by
from scheduling.booking.comparison.findings import Finding, find
from scheduling.booking.comparison.verdicts import Verdict, compare
from scheduling.booking.outcomes.outcome import Outcome, Transition
from scheduling.booking.provider_shows import looks
from scheduling.exam_sessions.outside_changes import others_bookings
from scheduling.exam_sessions.session_refresh import RefreshedSession, refresh_session
from scheduling.models import Attempt
from scheduling.session_commands import Actor

YES, OTHERWISE, NO = "yes", "otherwise", "no"  # it took effect as asked; differently; not at all
ANSWERS = {
    Finding.APPLIED: YES,
    Finding.ELSEWHERE: OTHERWISE,
    Finding.ENDED: OTHERWISE,  # it was done, and undone: what is shown is what holds
    Finding.NOT_YET: NO,
    Finding.UNCLEAR: "",
}
DECIDED = {
    YES: Attempt.Decided.YES,
    OTHERWISE: Attempt.Decided.OTHERWISE,
    NO: Attempt.Decided.NO,
}
CONTRADICTED_BY = {
    YES: (Finding.NOT_YET, Finding.ELSEWHERE, Finding.ENDED),
    OTHERWISE: (Finding.NOT_YET,),
    NO: (Finding.APPLIED,),
}


def refresh_before_decision(attempt: Attempt) -> RefreshedSession:
    """One more look at its session, by which a decision is held up: what is known from before the
    request says nothing about it.
    """
    return refresh_session(attempt.session)


def facts_of(attempt: Attempt, seen: RefreshedSession) -> str:
    """What this look found, as `looks` keeps it; '' where it failed."""
    if seen.record is None:
        return ""
    shown = shown_by(seen.record)
    return looks.facts(find(attempt, shown), compare(asked_by(attempt), shown))


def fitting(attempt: Attempt, answer: str, seen: RefreshedSession) -> str:
    """The answer that fits instead, where what this look shows contradicts the one given; '' where
    it does not.

    “As asked” is contradicted by another price, other notes and another end of a move, too, which
    no finding is made of.
    Where the look failed or decides nothing, any answer is the person's to give.
    """
    if seen.record is None:
        return ""
    shown = shown_by(seen.record)
    one = compare(asked_by(attempt), shown)
    is_otherwise = Verdict.DIFFERS in (one.price, one.notes, *one.arranged.values())
    found = find(attempt, shown)
    if found in CONTRADICTED_BY[answer]:
        return OTHERWISE if found == Finding.APPLIED and is_otherwise else ANSWERS[found]
    return OTHERWISE if answer == YES and is_otherwise else ""


def settle_by_hand(
    *, attempt: Attempt, answer: str, reason: str, actor: Actor, seen: RefreshedSession
) -> Attempt:
    """A person decides what reading back could not; nothing else is theirs to decide. The answer
    and the reason go into the log.

    What the look at that moment shows is taken over, so that differences are told, where it could
    be read. A booking that it shows though none was made here is somebody else's, to be reviewed.
    """
    if not attempt.needs_person:
        return attempt
    state = State.NOT_APPLIED if answer == NO else State.ACCEPTED
    outcome = Outcome(
        state=state, cause=DECIDED[answer], exchange=seen.exchange, record=seen.record
    )
    step = Transition(kind=Kind.SETTLED, state=state, actor=actor, reason=reason, outcome=outcome)
    with transaction.atomic():
        settled = attempts.move(attempt, step, expected=(State.UNCONFIRMED,))
        if settled is attempt and _shows_anothers_booking(settled, seen):
            others_bookings.note(settled.session, seen_at=settled.settled_at or timezone.now())
    return settled


def _shows_anothers_booking(settled: Attempt, seen: RefreshedSession) -> bool:
    """Whether the look shows a booking, and the request for one was decided not to be done."""
    if settled.action != Attempt.Action.SCHEDULE or settled.state != State.NOT_APPLIED:
        return False
    return seen.record is not None and shown_by(seen.record).status.is_firm


def is_answer_of(attempt: Attempt, answer: str) -> bool:
    """Whether this answer is the one by which it was settled."""
    return attempt.settled_by_hand and attempt.cause == DECIDED[answer]
