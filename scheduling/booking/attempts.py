"""Moves of an attempt from state to state, each in one short transaction with its audit event.

How one is opened is in `admission.opening`, how a person settles one in `settlement`.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.booking import switches
from scheduling.booking.comparison.compared_values import shown_in
from scheduling.booking.comparison.difference_words import differences
from scheduling.booking.comparison.findings import Finding, find
from scheduling.booking.comparison.verdicts import AnswerBesideRequest, answer_beside_request
from scheduling.booking.events import booking_events
from scheduling.booking.outcomes.answer_outcomes import ACCEPTED
from scheduling.booking.outcomes.outcome import Outcome, Transition
from scheduling.booking.provider_shows import left_open
from scheduling.exam_sessions import mirror
from scheduling.exam_sessions.outside_changes import recording
from scheduling.exam_sessions.outside_changes.known_session import shown_by
from scheduling.institutions import catalogue
from scheduling.models import Attempt, sql_statements
from scheduling.models.columns.kept_moments import latest_by_this_clock
from scheduling.proctoring_api.errors import FailureCause
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_commands import PORTAL, Actor

log = logging.getLogger(__name__)
# What an attempt may take, beside the call itself (`API_TIMEOUT`): before the call begins, to read
# the session after a yes, and to get the outcome into a busy storage.
GRACE = timedelta(seconds=5)
CONFIRMING = timedelta(seconds=3)
RECORDING = timedelta(seconds=5)
Action, State, SettledHow = Attempt.Action, Attempt.State, Attempt.SettledHow
# By the kind of the event that tells of it.
SETTLED_HOW = {
    Kind.OUTCOME: SettledHow.ANSWER,
    Kind.READ_BACK: SettledHow.READ_BACK,
    Kind.SETTLED: SettledHow.BY_HAND,
}
# Of answers that are no yes, whatever their status: one whose words deny it, one about another. A
# record that shows it as not booked yet may lag behind the yes it came with: that counts as said.
NO_YES = frozenset({FailureCause.YES_AND_NO, FailureCause.WRONG_SESSION})


def finish(attempt: Attempt, outcome: Outcome, *, actor: Actor) -> Attempt:
    """Commit the outcome of the call itself, also where it comes so late that reading back has
    begun.

    The provider's own yes outranks a “not applied” that was read back before it came. That nothing
    is known is no news where it was told with its cause; of one that was given up as interrupted
    the answer is, late as it is: it may have been a yes.
    """
    step = Transition(
        kind=Kind.OUTCOME, state=outcome.state, actor=actor, reason=outcome.reason, outcome=outcome
    )
    if outcome.state == State.UNCONFIRMED:
        return move(attempt, step, expected=Attempt.OPEN)
    late = (State.NOT_APPLIED,) if outcome.state == State.ACCEPTED else ()
    return move(attempt, step, expected=(*Attempt.OPEN, *late))


def move(attempt: Attempt, step: Transition, *, expected: tuple[str, ...]) -> Attempt:
    """Move an attempt on and append the event, in one transaction; returns it as it then stands.

    Fenced: when it is no longer in one of the `expected` states (or another worker holds its lease)
    nothing changes, and what stands is returned.
    """
    told = _told(attempt, step)
    if told:
        step = _with_what_was_left_open(attempt, step, told)
    with transaction.atomic():
        changes = _changes(attempt, step, told)
        where, values = (
            f"id = %s AND state IN {sql_statements.marks(expected)}",
            (attempt.pk, *expected),
        )
        if step.kind == Kind.OUTCOME and step.state == State.UNCONFIRMED:
            where = f"{where} AND cause = ''"
        if step.fence:
            where, values = f"{where} AND lease_holder = %s", (*values, step.fence)
        if not sql_statements.change(Attempt, changes, where, *values):
            return Attempt.objects.select_related("session__institution").get(pk=attempt.pk)
        for name, value in changes.items():
            setattr(attempt, name, value)
        if step.state == State.ACCEPTED:
            _mirror(attempt, step.outcome)
        event_writer.append(booking_events.moved(attempt, step))
        switches.follow(attempt, actor=step.actor)
    return attempt


def _told(attempt: Attempt, step: Transition) -> AnswerBesideRequest | None:
    """What a yes showed beside what was asked; None for any other step."""
    record = step.outcome.record if step.outcome else None
    return (
        answer_beside_request(attempt, record) if record and step.state == State.ACCEPTED else None
    )


def _with_what_was_left_open(
    attempt: Attempt, step: Transition, told: AnswerBesideRequest
) -> Transition:
    """A yes says for itself why, unless it came with something that can't be read."""
    open_ = left_open.left_open(attempt, told)
    reason = step.reason or left_open.as_given(open_, told.record)
    return replace(step, reason=reason, left_open=open_)


def _changes(
    attempt: Attempt, step: Transition, told: AnswerBesideRequest | None
) -> dict[str, Any]:
    now = timezone.now()
    changes: dict[str, Any] = {
        "state": step.state,
        "reason": step.reason[:400],
        "cause": _cause_of(step.outcome)[:60] if step.outcome else "",
        "lease_until": None,
        "lease_holder": "",
    }
    if attempt.state == State.SENDING:
        changes["finished_at"] = now
    if step.state == State.UNCONFIRMED:
        words = step.outcome.provider_words if step.outcome else ""
        next_check = now + timedelta(seconds=settings.READ_BACK_PAUSES[0])
        return changes | {"next_check_at": next_check, "answered_words": words[:400]}
    if step.state == State.ACCEPTED and step.outcome and step.outcome.provider_words:
        changes["answered_words"] = step.outcome.provider_words[:400]
    if step.state == State.ACCEPTED:
        changes["is_unshown"] = left_open.is_unshown(attempt, told)
    if told:
        changes["differences"] = differences_in(attempt, told)
        changes["given_unreadably"] = left_open.unreadable(step.left_open)
    return changes | {
        "settled_at": now,
        "settled_how": SETTLED_HOW[step.kind],
        "settled_by": step.actor.name,
        "settler_id": step.actor.user_id,
        "needs_person": False,
        "next_check_at": None,
    }


def _cause_of(outcome: Outcome) -> str:
    """The cause as it is kept with the attempt: where nothing is known, what the status of the
    answer said, however little of its body can be used. “Not there” is believed by that.
    """
    status = outcome.exchange.status if outcome.exchange else None
    is_known = outcome.state != State.UNCONFIRMED or outcome.cause in NO_YES
    if is_known or status is None or not 200 <= status < 300:
        return outcome.cause
    return Attempt.Cause.SAID_LATER if status == ACCEPTED else Attempt.Cause.SAID_YES


def _mirror(attempt: Attempt, outcome: Outcome | None) -> None:
    """What an accepted request's answer shows. How a session stood before it was booked is not the
    provider's word about the booking.
    """
    if outcome and outcome.record:
        _take_record(attempt, outcome, outcome.record)
    elif attempt.action == Action.SCHEDULE:
        answered_at = outcome.answered_at if outcome else None
        mirror.forget_booking(attempt.session, answered_at=answered_at)


def _take_record(attempt: Attempt, outcome: Outcome, record: SessionRecord) -> None:
    """Into the mirror, but not over what was seen since: that is told, unless it still stands as
    before the request. Of two looks at once, the one that shows it done is the later one.
    """
    session = attempt.session
    take = partial(
        mirror.take_record, session, record, meant_in=_meant_in(attempt), accepted=attempt.action
    )
    if take(asked_at=outcome.asked_at, answered_at=outcome.answered_at):
        return
    if find(attempt, shown_in(session)) != Finding.NOT_YET:
        recording.note_since(session, shown_by(record, outcome.asked_at or outcome.answered_at))
    elif outcome.asked_at:
        take()


def _meant_in(attempt: Attempt) -> str:
    """The zone in which its start was asked for; a cancellation asks for none."""
    return attempt.time_zone if attempt.asked.get("appointmentDateTime") else ""


def differences_in(attempt: Attempt, told: AnswerBesideRequest) -> list[dict[str, str]]:
    """What a record of its session shows otherwise than was asked, as it is kept with it."""
    institution = attempt.session.institution
    return differences(
        told.asked,
        told.shown,
        told.seen,
        zone=attempt.time_zone,
        location=lambda sid: catalogue.name_of(institution, sid),
    )


def interrupted(attempt: Attempt) -> Attempt:
    """The process that was sending is gone: from now on this attempt is read back."""
    reason = "We were interrupted while asking SmarterProctoring."
    step = Transition(kind=Kind.INTERRUPTED, state=State.UNCONFIRMED, actor=PORTAL, reason=reason)
    return move(attempt, step, expected=(State.SENDING,))


def deadline_from(started: datetime) -> datetime:
    """When whoever sends the attempt is certainly done with it, or gone."""
    return started + GRACE + timedelta(seconds=settings.API_TIMEOUT) + CONFIRMING + RECORDING


def may_still_start(attempt: Attempt) -> bool:
    """Whether the call may begin now.

    After a pause (a machine asleep) the attempt may have been given up already.
    """
    return timezone.now() - attempt.started_at <= GRACE


def abandoned_before(now: datetime) -> list[Attempt]:
    """Attempts still “being sent” past their deadline: the process that sent them was killed.

    A deadline further ahead than any can be was set before the clock was put back.
    """
    furthest = deadline_from(latest_by_this_clock(now))
    over = Q(deadline_at__lt=now) | Q(deadline_at__gt=furthest)
    return list(
        Attempt.objects.select_related("session__institution").filter(over, state=State.SENDING)[
            :200
        ]
    )


def record_undecided_look(
    attempt: Attempt,
    *,
    look: str,
    reason: str,
    next_check_at: datetime,
    needs_person: bool,
    is_ours: bool = False,
) -> Attempt:
    """A look that decided nothing: count it, free the lease, and say when the next one is.

    `look` are the facts that it found, `reason` the words for them, all of them the portal's own
    where it `is_ours`. It is an event only where it
    brought something new: other facts, or that a person has to decide.
    """
    is_news = (look, needs_person) != (attempt.last_look, attempt.needs_person)
    with transaction.atomic():
        changes = {
            "checks": attempt.checks + 1,
            "next_check_at": next_check_at,
            "needs_person": needs_person,
            "last_look": look,
            "reason": reason[:400],
            "lease_until": None,
            "lease_holder": "",
        }
        rows = Attempt.objects.filter(
            pk=attempt.pk, state=State.UNCONFIRMED, lease_holder=attempt.lease_holder
        )
        if rows.update(**changes) and is_news:
            event_writer.append(
                booking_events.read_back_event(
                    attempt, reason, needs_person, look=look, is_ours=is_ours
                )
            )
    return Attempt.objects.select_related("session__institution").get(pk=attempt.pk)
