"""Queries of attempts: of one session the one that is open, the newest, the one that booked it; at
institutions those that wait for a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from scheduling.audit import event_reader
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.successors import beside
from scheduling.models import (
    Attempt,
    AuditEvent,
    ExamSession,
    Institution,
    TypeSwitch,
    sql_statements,
)

MOST_MOVES = 20
BEFORE_THE_MOVE = "(Before it was moved.)"
READABLE = tuple(Attempt.State.values)
STANDING = (*Attempt.OPEN, Attempt.State.ACCEPTED)
FAILED = (Attempt.State.REFUSED, Attempt.State.UNREACHABLE, Attempt.State.NOT_APPLIED)
OF_THE_LATEST = (
    *("id", "session_id", "state", "needs_person", "differences", "settled_how", "cause", "action"),
    *("session_type", "asked", "time_zone", "started_at", "last_look", "attempt_id"),
)
NEWEST = "session_id = %s ORDER BY id DESC LIMIT 1"


def open_attempt(session: ExamSession) -> Attempt | None:
    """The attempt that still waits for its outcome."""
    if not session.pk:
        return None
    where = f"session_id = %s AND state IN {sql_statements.marks(Attempt.OPEN)}"
    attempt = sql_statements.first(Attempt, where, session.pk, *Attempt.OPEN)
    if attempt:
        attempt.session = session
    return attempt


def booking_of_switch(switch: TypeSwitch) -> Attempt | None:
    """The accepted booking that a switch ended in."""
    made = Attempt.objects.filter(switch=switch, action=Attempt.Action.SCHEDULE)
    return made.filter(state=Attempt.State.ACCEPTED).order_by("-pk").first()


def unread_attempt(session: ExamSession) -> Attempt | None:
    """An attempt of which can't be read how it stands: it may wait for its outcome still."""
    if not session.pk:
        return None
    where = f"session_id = %s AND state NOT IN {sql_statements.marks(READABLE)}"
    return sql_statements.first(Attempt, where, session.pk, *READABLE)


def unread_or_throttled(session: ExamSession) -> list[Attempt]:
    """Of its attempts those of which can't be read how they stand, and those that the provider was
    too busy for, the newest first. One statement.
    """
    if not session.pk:
        return []
    marks = sql_statements.marks(READABLE)
    where = f"session_id = %s AND (state NOT IN {marks} OR cause = %s) ORDER BY id DESC"
    values = (session.pk, *READABLE, Attempt.Cause.THROTTLED)
    return sql_statements.every(Attempt, where, *values)


def latest_attempt(session: ExamSession) -> Attempt | None:
    """The newest attempt of any outcome, by the order of writing: clocks may be put back."""
    if not session.pk:
        return None
    attempt = sql_statements.first(Attempt, NEWEST, session.pk)
    if attempt:
        attempt.session = session
    return attempt


def latest_attempts(sessions: Iterable[ExamSession]) -> dict[int, Attempt]:
    """The newest attempt of each of these sessions that has one, by the session's primary key; of
    it, what tells how it stands. One statement.
    """
    keys = [one.id for one in sessions if one.id]
    if not keys:
        return {}
    where = f"session_id IN {sql_statements.marks(keys)} ORDER BY id"
    rows = sql_statements.every(Attempt, where, *keys, only=OF_THE_LATEST)
    return {one.session_id: one for one in rows}


def bookers(sessions: Iterable[ExamSession]) -> dict[int, str]:
    """Who made the booking that stands, by the session's primary key; of those booked here, and
    still booked as far as the provider shows. One statement.
    """
    booked = [one.pk for one in sessions if one.pk and one.known_status.is_in_place]
    rows = Attempt.objects.filter(session__in=booked, state=Attempt.State.ACCEPTED)
    found: dict[int, str] = {}
    for attempt in rows.only("session_id", "action", "actor_name").order_by("pk"):
        if attempt.action == Attempt.Action.SCHEDULE:
            found[attempt.session_id] = attempt.actor_name
        elif attempt.action == Attempt.Action.CANCEL:
            found.pop(attempt.session_id, None)
    return found


def failed_booking(session: ExamSession, attempt_id: UUID) -> Attempt | None:
    """The booking of this number that came to nothing."""
    if not session.pk:
        return None
    bookings = session.attempts.filter(action=Attempt.Action.SCHEDULE, state__in=FAILED)
    return bookings.filter(attempt_id=attempt_id).first()


def newest_failed_booking(session: ExamSession) -> Attempt | None:
    """The newest attempt, where it is a booking that came to nothing."""
    latest = latest_attempt(session)
    is_booking = latest is not None and latest.action == Attempt.Action.SCHEDULE
    return latest if is_booking and latest.state in FAILED else None


def cancelled_before(session: ExamSession) -> Attempt | None:
    """The booking of the learner's that was cancelled before this session could be booked: a copy
    that is not to be saved, with what its moves had changed of it. None for one not made here.
    """
    ended = next((one for one in beside(session) if one.known_status.is_cancelled), None)
    return cancelled_booking(ended) if ended and session.needs_proctor else None


def cancelled_booking(session: ExamSession) -> Attempt | None:
    """The booking of a cancelled session, as `cancelled_before` gives it."""
    accepted = session.attempts.filter(state=Attempt.State.ACCEPTED)
    booked = accepted.filter(action=Attempt.Action.SCHEDULE).order_by("-pk").first()
    if booked is None or booked.is_damaged:
        return None
    moves = accepted.filter(action=Attempt.Action.RESCHEDULE, pk__gt=booked.pk).order_by("pk")
    for move in moves:
        booked.asked, booked.time_zone = booked.asked | move.asked, move.time_zone
    return booked


def bookings_possibly_in_effect(session: ExamSession) -> Iterable[Attempt]:
    """The bookings asked for here that may have taken effect, the newest first:
    neither refused nor left unsent.
    """
    if not session.pk:
        return ()
    in_vain = (Attempt.State.REFUSED, Attempt.State.UNREACHABLE)
    return (
        session.attempts.filter(action=Attempt.Action.SCHEDULE)
        .exclude(state__in=in_vain)
        .order_by("-pk")
    )


def latest_accepted(session: ExamSession) -> Attempt | None:
    """What was last accepted of this portal's requests."""
    return session.attempts.filter(state=Attempt.State.ACCEPTED).order_by("-pk").first()


def booked_here(session: ExamSession) -> Attempt | None:
    """The same, where that booked or moved it: another booking is held back."""
    accepted = latest_accepted(session) if session.pk else None
    return accepted if accepted and accepted.action != Attempt.Action.CANCEL else None


def undecided(institutions: Iterable[Institution]) -> QuerySet[Attempt]:
    """The attempts at these institutions that wait for a person, oldest first."""
    unconfirmed = Attempt.objects.at(institutions).filter(state=Attempt.State.UNCONFIRMED)
    waiting = unconfirmed.filter(needs_person=True)
    return waiting.select_related("session__institution").order_by("started_at", "pk")


def attempt_of(attempt_id: UUID | str) -> Attempt | None:
    """The attempt of this number, with its session."""
    return (
        Attempt.objects.select_related("session__institution").filter(attempt_id=attempt_id).first()
    )


def overridden_warnings(session: ExamSession) -> list[str]:
    """What the form warned of when the booking that stands, and each move of it, was sent all the
    same, the newest first; what was said before a move was said of another time. Nothing once a
    cancellation was accepted.
    """
    if session.pk is None:
        return []
    found: list[str] = []
    is_moved = False
    sent = session.attempts.filter(state__in=STANDING).order_by("-pk")
    for attempt in sent[:MOST_MOVES]:
        if attempt.action == Attempt.Action.CANCEL and not attempt.is_open:
            break
        found += [f"{one} {BEFORE_THE_MOVE}" if is_moved else one for one in attempt.warnings]
        is_moved = is_moved or attempt.action == Attempt.Action.RESCHEDULE
        if attempt.action == Attempt.Action.SCHEDULE:
            break
    return found


def was_sent_anyway(attempt: Attempt) -> bool:
    """Whether it was sent over another request or beside another booking; where the reason for it
    is erased, its event tells.
    """
    if attempt.override_reason or attempt.overrides_id:
        return True
    of_it = AuditEvent.objects.filter(attempt_id=str(attempt.attempt_id))
    asked = event_reader.columns(of_it.having(kind=(Kind.INTENT,)), "details")
    return any("other_session" in event_reader.read_details(details) for (details,) in asked)
