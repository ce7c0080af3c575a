"""What people do with a batch: begin, pause, continue and stop it, each with its event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.batches import batch_events, batch_sender, leases
from scheduling.batches.approved_booking import SeenBooking
from scheduling.models import Attempt, Batch, BatchRow, ExamSession, Institution
from scheduling.session_commands import Actor

State, RowState = Batch.State, BatchRow.State
NO_ROOM: Mapping[str, str] = {}


class InAnother(Exception):
    """A session is in another batch that is under way: nothing was begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedMove:
    """A move as a person approved it: from how the booking stood to the new start."""

    session: ExamSession
    stood: SeenBooking
    new_start: datetime
    warnings: tuple[str, ...] = ()


def begin(
    *,
    institution: Institution,
    kind: Batch.Kind,
    title: str,
    reason: str,
    moves: Sequence[ApprovedMove],
    form_id: UUID,
    actor: Actor,
    room: Mapping[str, str] = NO_ROOM,
) -> Batch:
    """Write down what is to be done, for the worker to do. A form that is sent twice begins one.
    `room` is what it is about, as an address names it.

    Raises InAnother where one of the sessions is in a batch that is under way.
    """
    if known := _begun_by(form_id):
        return known
    batch = Batch(
        form_id=form_id,
        institution=institution,
        kind=kind,
        title=title[:300],
        reason=reason[:400],
        begun_at=timezone.now(),
        **_in_the_name_of(actor),
    )
    return _written_down(batch, moves, actor, room)


def _begun_by(form_id: UUID) -> Batch | None:
    return Batch.objects.filter(form_id=form_id).first()


def _written_down(
    batch: Batch, moves: Sequence[ApprovedMove], actor: Actor, room: Mapping[str, str]
) -> Batch:
    """The batch, stored with its rows and its event; the one that the same form began meanwhile."""
    try:
        with transaction.atomic():
            batch.save()
            rows = BatchRow.objects.bulk_create(_row(batch, one) for one in moves)
            event_writer.append(batch_events.begun(batch, rows, actor, room))
    except IntegrityError:
        if known := _begun_by(batch.form_id):
            return known
        raise InAnother from None
    return batch


def _in_the_name_of(actor: Actor) -> dict[str, Any]:
    return {
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "actor_username": actor.username,
        "actor_role": actor.role,
    }


def _row(batch: Batch, move: ApprovedMove) -> BatchRow:
    return BatchRow(
        batch=batch,
        session=move.session,
        action=Attempt.Action.RESCHEDULE,
        attempt_id=uuid4(),
        stood_at=move.stood.start,
        stood_status=move.stood.status,
        stood_location_sid=move.stood.location_sid,
        new_start=move.new_start,
        warnings=list(move.warnings),
    )


def pause(*, batch: Batch, actor: Actor) -> bool:
    """Begin no further row until it is continued; False where it was not running."""
    return _steer(batch, Kind.BATCH_PAUSED, (State.RUNNING,), State.PAUSED, actor)


def pause_where_barred(batch_pk: int) -> None:
    """Pause it where the person in whose name it is sent may no longer book there."""
    batch = Batch.objects.select_related("institution").get(pk=batch_pk)
    if batch_sender.may_book(batch):
        return
    mine = Batch.objects.filter(pk=batch.pk, state=State.RUNNING, sender=batch.sender_id)
    with transaction.atomic():
        if mine.update(state=State.PAUSED):
            event_writer.append(batch_events.barred(batch, batch_sender.of(batch).name))


def resume(*, batch: Batch, actor: Actor) -> bool:
    """Continue a paused one; False where it was not paused. Where the person in whose name it was
    sent may no longer book there, the rest is sent in the name of who continues it.
    """
    if batch_sender.may_book(batch):
        return _steer(batch, Kind.BATCH_CONTINUED, (State.PAUSED,), State.RUNNING, actor)
    whose = batch_sender.of(batch).name
    paused = Batch.objects.filter(pk=batch.pk, state=State.PAUSED)
    with transaction.atomic():
        changed = paused.update(
            state=State.RUNNING,
            is_taken_over=True,
            sender=actor.user_id,
            sender_name=actor.name,
            sender_username=actor.username,
            sender_role=actor.role,
        )
        if changed:
            event_writer.append(batch_events.taken_over(batch, whose, actor))
    if changed:
        batch.refresh_from_db()
    return bool(changed)


def stop(*, batch: Batch, actor: Actor) -> bool:
    """Leave every row as it is that is not being sent yet; those that are, come to their end."""
    return _steer(batch, Kind.BATCH_STOPPED, (State.RUNNING, State.PAUSED), State.STOPPING, actor)


def _steer(batch: Batch, kind: Kind, expected: Sequence[State], state: State, actor: Actor) -> bool:
    with transaction.atomic():
        changed = Batch.objects.filter(pk=batch.pk, state__in=expected).update(state=state)
        if not changed:
            return False
        left = leases.leave(batch.rows.all()) if state == State.STOPPING else 0
        event_writer.append(batch_events.steered(batch, kind, actor, left=left))
    batch.state = state
    return True
