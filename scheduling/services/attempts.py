"""Opening, finishing and settling attempts, each in one short transaction with its audit event."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from scheduling.commands import PORTAL, Actor, SessionCommand
from scheduling.models import Attempt, ExamSession
from scheduling.proctoring_api.record import SessionRecord
from scheduling.services import audit, catalogue, mirror, telling
from scheduling.services.asked import card_fingerprint, digest, redacted
from scheduling.services.differences import differences
from scheduling.services.outcomes import Outcome

log = logging.getLogger(__name__)
GRACE = timedelta(seconds=5)
Action, State = Attempt.Action, Attempt.State


class NotOpened(Exception):
    """The attempt was not opened, so nothing was sent. `attempt` is the one in the way, where there is one."""

    def __init__(self, attempt: Attempt | None = None) -> None:
        super().__init__()
        self.attempt = attempt


class AlreadyAsked(NotOpened):
    """The same form was sent before, with the same answers."""


class FormReused(NotOpened):
    """The same form was sent before, with other answers."""


class SessionBusy(NotOpened):
    """Another attempt on this exam session is open."""


class AlreadyBooked(NotOpened):
    """An earlier attempt booked this exam session."""


class CardTokenSpent(NotOpened):
    """The card token was used by an earlier attempt."""


class NotRecorded(NotOpened):
    """The portal's own storage failed, so the provider was not called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is about to be sent: the command, the session as mirrored, and the body in the API's names."""

    command: SessionCommand
    session: ExamSession
    action: Attempt.Action
    body: Mapping[str, Any]


def open_attempt(request: Request) -> Attempt:
    """Commit the attempt and its intent before anything is sent.

    Raises a `NotOpened` when it may not be sent: same form before, session busy or booked, token spent, storage
    failing.
    """
    if request.session.pk is None:  # the session itself could not be written down
        raise NotRecorded()
    try:
        return _opened(request)
    except IntegrityError:
        if stop := _in_the_way(request):
            raise stop from None
    # What was in the way a moment ago is there no more: once more, and then no more.
    try:
        return _opened(request)
    except IntegrityError as error:
        raise _in_the_way(request) or NotRecorded() from error


def _opened(request: Request) -> Attempt:
    try:
        with transaction.atomic():
            if earlier := _booked_by(request):
                raise AlreadyBooked(earlier)
            attempt = _new_attempt(request)
            audit.append(telling.intent(request, attempt))
        return attempt
    except AlreadyBooked as stop:
        raise hold_back(request, stop, "already_booked") from None
    except IntegrityError:
        raise
    except DatabaseError as error:
        log.error("attempt %s not recorded, so nothing was sent: %s", request.command.attempt_id, error)
        raise _known(request) or NotRecorded() from error


def _booked_by(request: Request) -> Attempt | None:
    """The accepted attempt that made the session what it is, where it is known not to need a proctor any more.

    Asked under the lock, because another desk may have booked the session since this form's page was read. A
    form that was sent before is left to the database's own check.
    """
    if request.action != Action.SCHEDULE or was_sent(request.command.attempt_id):
        return None
    session = ExamSession.objects.select_for_update().get(pk=request.session.pk)
    if not session.status or session.needs_proctor:
        return None
    latest = session.attempts.filter(state=State.ACCEPTED).order_by("-pk").first()
    if latest is None or latest.action == Action.CANCEL:
        return None
    request.session.status = session.status
    return latest


def was_sent(attempt_id: UUID | None) -> bool:
    """Whether a form with this number was sent before: what became of it is then all that counts."""
    return Attempt.objects.filter(attempt_id=attempt_id).exists() if attempt_id else False


def _new_attempt(request: Request) -> Attempt:
    command, now = request.command, timezone.now()
    attempt = Attempt(
        attempt_id=command.attempt_id,
        session=request.session,
        action=request.action,
        session_type=command.session_type,
        described=command.described[:300],
        actor_id=command.actor.user_id,
        actor_name=command.actor.name,
        time_zone=command.time_zone,
        asked=redacted(request.body),
        asked_digest=_digest(request),
        stood_at=request.session.appointment_at if request.action == Action.RESCHEDULE else None,
        card_fingerprint=card_fingerprint(str(request.body.get("cardToken", ""))),
        started_at=now,
        deadline_at=now + timedelta(seconds=settings.API_TIMEOUT) + GRACE,
    )
    attempt.save(force_insert=True)
    return attempt


def _digest(request: Request) -> str:
    address = request.session.address
    return digest(request.body, path=f"{request.action} {address.install_sid} {address.session_sid}")


def _in_the_way(request: Request) -> NotOpened | None:
    """Find what the database refused the attempt for, and record that it was tried; None where it is gone."""
    if known := _known(request):
        kind = "duplicate_submit" if isinstance(known, AlreadyAsked) else "form_reused"
        return hold_back(request, known, kind)
    busy = request.session.attempts.filter(state__in=Attempt.OPEN).first()
    if busy:
        return hold_back(request, SessionBusy(busy), "blocked")
    spent = Attempt.objects.filter(card_fingerprint=card_fingerprint(str(request.body.get("cardToken", ""))))
    if request.body.get("cardToken") and spent.exclude(state=State.UNREACHABLE).exists():
        return hold_back(request, CardTokenSpent(), "card_token_spent")
    return None


def _known(request: Request) -> NotOpened | None:
    """Whether this very form was sent before. Where that can't be read either, nothing is known."""
    try:
        same = Attempt.objects.select_related("session").filter(attempt_id=request.command.attempt_id).first()
    except DatabaseError:
        return None
    if same is None:
        return None
    return AlreadyAsked(same) if same.asked_digest == _digest(request) else FormReused(same)


def hold_back(request: Request, stop: NotOpened, kind: str) -> NotOpened:
    """Record that something was not sent on. What was found holds even where it can't be recorded."""
    try:
        with transaction.atomic():
            if isinstance(stop, AlreadyAsked) and stop.attempt:
                Attempt.objects.filter(pk=stop.attempt.pk).update(duplicate_submits=F("duplicate_submits") + 1)
            audit.append(telling.held_back(request, kind, stop.attempt))
    except DatabaseError as error:
        log.error("%s of attempt %s could not be recorded: %s", kind, request.command.attempt_id, error)
    return stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How an attempt moves on: to which state, by whom, and why."""

    kind: str
    state: Attempt.State
    actor: Actor
    reason: str = ""
    outcome: Outcome | None = None
    fence: str = ""


def finish(attempt: Attempt, outcome: Outcome, *, actor: Actor) -> Attempt:
    """Commit the outcome of the call itself, also where it comes so late that reading back has begun.

    The provider's own yes outranks a “not applied” that was read back before it came.
    """
    step = Settlement(kind="outcome", state=outcome.state, actor=actor, reason=outcome.reason, outcome=outcome)
    late = (State.NOT_APPLIED,) if outcome.state == State.ACCEPTED else ()
    return move(attempt, step, expected=(*Attempt.OPEN, *late))


def move(attempt: Attempt, step: Settlement, *, expected: tuple[str, ...]) -> Attempt:
    """Move an attempt on and append the event, in one transaction; returns it as it then stands.

    Fenced: when it is no longer in one of the `expected` states (or another worker holds its lease) nothing
    changes, and what stands is returned.
    """
    with transaction.atomic():
        rows = Attempt.objects.filter(pk=attempt.pk, state__in=expected)
        if step.fence:
            rows = rows.filter(lease_holder=step.fence)
        changes = _changes(attempt, step)
        if not rows.update(**changes):
            return Attempt.objects.select_related("session__install").get(pk=attempt.pk)
        for name, value in changes.items():
            setattr(attempt, name, value)
        if step.outcome and step.outcome.record and step.state == State.ACCEPTED:
            mirror.take_record(attempt.session, step.outcome.record, meant_in=_meant_in(attempt))
        audit.append(telling.moved(attempt, step))
    return attempt


def _changes(attempt: Attempt, step: Settlement) -> dict[str, Any]:
    now = timezone.now()
    changes: dict[str, Any] = {
        "state": step.state,
        "reason": step.reason[:400],
        "lease_until": None,
        "lease_holder": "",
    }
    if attempt.state == State.SENDING:
        changes["finished_at"] = now
    if step.state == State.UNCONFIRMED:
        return changes | {"next_check_at": now + timedelta(seconds=settings.READ_BACK_PAUSES[0])}
    if step.state == State.ACCEPTED and step.outcome and step.outcome.record:
        changes["differences"] = _differences(attempt, step.outcome.record)
    return changes | {
        "settled_at": now,
        "settled_by": step.actor.name,
        "needs_person": False,
        "next_check_at": None,
    }


def _meant_in(attempt: Attempt) -> str:
    """The zone in which its start was asked for; a cancellation asks for none."""
    return attempt.time_zone if attempt.asked.get("appointmentDateTime") else ""


def _differences(attempt: Attempt, record: SessionRecord) -> list[dict[str, str]]:
    install = attempt.session.install
    return differences(
        attempt.asked, record, zone=attempt.time_zone, place=lambda sid: catalogue.location_name(install, sid)
    )


def interrupted(attempt: Attempt) -> Attempt:
    """The process that was sending is gone: from now on this attempt is read back."""
    reason = "The portal was interrupted while it was asking the provider."
    step = Settlement(kind="interrupted", state=State.UNCONFIRMED, actor=PORTAL, reason=reason)
    return move(attempt, step, expected=(State.SENDING,))


def may_still_start(attempt: Attempt) -> bool:
    """Whether the call may begin now. After a pause (a machine asleep) the attempt may have been given up already."""
    return timezone.now() - attempt.started_at <= GRACE


def abandoned_before(now: datetime) -> list[Attempt]:
    """Attempts still “being sent” past their deadline: the process that sent them was killed.

    A deadline further ahead than any can be was set before the clock was put back.
    """
    furthest = now + timedelta(seconds=settings.API_TIMEOUT) + GRACE
    over = Q(deadline_at__lt=now) | Q(deadline_at__gt=furthest)
    return list(Attempt.objects.select_related("session__install").filter(over, state=State.SENDING)[:200])


def keep_looking(attempt: Attempt, *, reason: str, next_check_at: datetime, needs_person: bool) -> Attempt:
    """A look that decided nothing: note it, free the lease, and say when the next one is."""
    with transaction.atomic():
        changes = {
            "checks": attempt.checks + 1,
            "next_check_at": next_check_at,
            "needs_person": needs_person,
            "reason": reason[:400],
            "lease_until": None,
            "lease_holder": "",
        }
        rows = Attempt.objects.filter(pk=attempt.pk, state=State.UNCONFIRMED, lease_holder=attempt.lease_holder)
        if rows.update(**changes):
            audit.append(telling.looked(attempt, reason, needs_person))
    return Attempt.objects.select_related("session__install").get(pk=attempt.pk)
