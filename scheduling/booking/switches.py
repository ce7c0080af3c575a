"""Switches of a booking's type or place: cancelled first, then booked in the learner's new session.

A switch moves on with its attempts, in their transactions, and books nothing by itself: what its
second step asks is kept without secrets, for whoever goes on with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.booking.events import booking_sentences, switch_events
from scheduling.exam_sessions import successors
from scheduling.models import Attempt, ExamSession, TypeSwitch, sql_statements
from scheduling.session_commands import Actor

Action, Step, State = Attempt.Action, Attempt.State, TypeSwitch.State
LONGEST = 400
# Found by the enrollment, because nobody says which session replaces which. As expressions the
# institution and the exam are no index's business: planners without statistics would walk either.
AWAITING = (
    "SELECT s.id FROM scheduling_examsession o JOIN scheduling_typeswitch s ON s.old_id = o.id"
    " WHERE o.enrollment_sid = %s AND o.institution_id + 0 = %s"
    " AND COALESCE(o.exam_sid, '') = %s"
    " AND s.state = 'waiting' ORDER BY s.id DESC"
)
IN_VAIN = (Step.REFUSED, Step.UNREACHABLE, Step.NOT_APPLIED)
# By what an attempt was for and what became of it: from which states to which, and the event. A
# cancellation may be shown after all, and a booking accepted late.
MOVES: dict[tuple[str, str], tuple[tuple[State, ...], State, Kind]] = {
    (Action.CANCEL, Step.ACCEPTED): (
        (State.CANCELLING, State.UNDONE),
        State.WAITING,
        Kind.SWITCH_HALFWAY,
    ),
    **{
        (Action.CANCEL, state): ((State.CANCELLING,), State.UNDONE, Kind.SWITCH_UNDONE)
        for state in IN_VAIN
    },
    (Action.SCHEDULE, Step.ACCEPTED): (
        (State.WAITING, State.LEFT),
        State.DONE,
        Kind.SWITCH_DONE,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchPlan:
    """What a switch will be: both bookings in words, and what the new one asks, by form name and
    without the secrets, whose names are `left_out`.
    """

    old_words: str
    new_words: str
    answers: Mapping[str, str]
    left_out: frozenset[str] = frozenset()


def begin(plan: SwitchPlan, *, session: ExamSession, actor: Actor) -> TypeSwitch:
    """A new switch, written in the caller's transaction.

    Raises IntegrityError where another one of this session is open.
    """
    return TypeSwitch.objects.create(
        old=session,
        old_words=plan.old_words[:LONGEST],
        new_words=plan.new_words[:LONGEST],
        answers=dict(plan.answers),
        left_out=sorted(plan.left_out),
        actor_name=actor.name,
        started_at=timezone.now(),
    )


def append_switch_begun(switch: TypeSwitch, cancellation: Attempt, *, actor: Actor) -> None:
    """Append that it was begun, behind the intent of its cancellation."""
    entry = switch_events.event(
        switch,
        Kind.SWITCH_BEGUN,
        session=switch.old,
        actor=actor,
        attempt_id=cancellation.attempt_id,
    )
    event_writer.append(entry)


def awaiting(session: ExamSession) -> TypeSwitch | None:
    """The switch whose new booking this session is there for; None for most."""
    if not session.enrollment_sid:
        return None
    found = sql_statements.rows(
        AWAITING, session.enrollment_sid, session.institution_id, session.exam_sid
    )
    return _whole(pk=found[0][0]) if found else None


def switch_continued_in(session: ExamSession) -> TypeSwitch | None:
    """The same, for a booking that is asked for in this session now."""
    switch = awaiting(session)
    if switch is not None and switch.new_id != session.pk:
        TypeSwitch.objects.filter(pk=switch.pk).update(new=session)
        switch.new = session
    return switch


def follow(attempt: Attempt, *, actor: Actor) -> None:
    """Move a switch on with one of its attempts, in that one's transaction."""
    known = MOVES.get((attempt.action, attempt.state))
    if attempt.switch_id is None or known is None:
        return
    expected, state, kind = known
    switch = _whole(pk=attempt.switch_id)
    if switch is None or switch.state not in expected or _is_in_the_way(switch):
        return
    changes: dict[str, object] = {"state": state}
    if state == State.DONE:
        changes |= {"new": attempt.session, "new_words": booking_sentences.how(attempt)[:LONGEST]}
    if not TypeSwitch.objects.filter(pk=switch.pk, state__in=expected).update(**changes):
        return
    for name, value in changes.items():
        setattr(switch, name, value)
    _tell(switch, kind, attempt, actor)


def _is_in_the_way(switch: TypeSwitch) -> bool:
    """Whether another switch was begun since this one was over."""
    others = TypeSwitch.objects.filter(old_id=switch.old_id, state__in=TypeSwitch.OPEN)
    return not switch.is_open and others.exclude(pk=switch.pk).exists()


def _tell(switch: TypeSwitch, kind: Kind, attempt: Attempt, actor: Actor) -> None:
    """Once in each session that the step is about."""
    about = {switch.old.pk: switch.old}
    if kind == Kind.SWITCH_DONE:
        about[attempt.session.pk] = attempt.session
    for session in about.values():
        entry = switch_events.event(
            switch,
            kind,
            session=session,
            actor=actor,
            who=attempt.actor_name,
            attempt_id=attempt.attempt_id,
            outcome=attempt.state,
            is_as_asked=kind != Kind.SWITCH_DONE or not _is_otherwise(attempt),
        )
        event_writer.append(entry)


def _is_otherwise(attempt: Attempt) -> bool:
    return bool(attempt.differences) or attempt.is_kept_as_shown


def new_session(switch: TypeSwitch) -> ExamSession | None:
    """Where the new booking is, or is to be made, as far as it is known here."""
    if switch.new is not None:
        return switch.new
    if not switch.is_waiting:
        return None
    return switch.old if switch.old.needs_proctor else successors.successor(switch.old)


def begun_on(session: ExamSession) -> TypeSwitch | None:
    """The newest switch away from this session's booking."""
    return _whole(old=session) if session.pk else None


def switch_that_ended_in(session: ExamSession) -> TypeSwitch | None:
    """The newest switch that ended in this session's booking."""
    return _whole(new=session, state=State.DONE) if session.pk else None


def is_open_on(session: ExamSession) -> bool:
    """Whether a switch of this session's booking is not finished."""
    return TypeSwitch.objects.filter(old=session, state__in=TypeSwitch.OPEN).exists()


def attempts_beside(attempt_id: UUID) -> list[str]:
    """The numbers of all attempts of the switch that this one is part of; its own alone where it is
    of none.
    """
    own = Attempt.objects.filter(attempt_id=attempt_id, switch__isnull=False)
    same = Attempt.objects.filter(switch__in=own.values("switch"))
    found = [str(one) for one in same.order_by("pk").values_list("attempt_id", flat=True)]
    return found or [str(attempt_id)]


def leave(switch: TypeSwitch, *, actor: Actor) -> bool:
    """End a switch whose old booking is cancelled without its new one; whether that was done.

    Not while a booking of it is open.
    """
    open_attempts = Attempt.objects.filter(switch=switch, state__in=Attempt.OPEN)
    with transaction.atomic():
        rows = TypeSwitch.objects.filter(pk=switch.pk, state=State.WAITING)
        if open_attempts.exists() or not rows.update(state=State.LEFT):
            return False
        switch.state = State.LEFT
        left = switch_events.event(switch, Kind.SWITCH_LEFT, session=switch.old, actor=actor)
        event_writer.append(left)
    return True


def _whole(**which: object) -> TypeSwitch | None:
    """The newest of these, with its sessions."""
    rows = TypeSwitch.objects.filter(**which).select_related("old__institution", "new__institution")
    return rows.order_by("-pk").first()
