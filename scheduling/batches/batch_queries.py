"""Batches as they are looked up: one by its number, those under way, the newest."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from scheduling.audit import event_reader
from scheduling.audit.kinds import Kind
from scheduling.models import Attempt, AuditEvent, Batch, BatchRow, Institution, sql_statements

STEERED = (Kind.BATCH_PAUSED, Kind.BATCH_CONTINUED, Kind.BATCH_STOPPED)


def find(number: int) -> Batch | None:
    """The batch of this number, with its institution."""
    return Batch.objects.select_related("institution").filter(pk=number).first()


def begun_by(form_id: UUID | str) -> Batch | None:
    """The batch that this form began."""
    return Batch.objects.filter(form_id=form_id).first()


def newest(institutions: Iterable[Institution], most: int) -> list[Batch]:
    """The newest of these institutions."""
    here = Batch.objects.filter(institution__in=[one.pk for one in institutions])
    return list(here.select_related("institution").order_by("-pk")[:most])


def under_way(institutions: Iterable[Institution]) -> list[Batch]:
    """Those of these institutions that have not ended, the newest first."""
    keys = [one.pk for one in institutions]
    if not keys:
        return []
    here = f"institution_id IN {sql_statements.marks(keys)}"
    where = f"{here} AND state IN {sql_statements.marks(Batch.OPEN)} ORDER BY id DESC"
    return sql_statements.every(Batch, where, *keys, *Batch.OPEN)


def rows_of(batch: Batch) -> list[BatchRow]:
    """Its rows with their sessions, in the order in which they were approved."""
    return list(batch.rows.select_related("session__institution").order_by("pk"))


def of_attempts(attempts: Iterable[Attempt]) -> dict[int, int]:
    """The numbers of the batches that these attempts were made for, by their sessions."""
    made = Attempt.objects.filter(pk__in=[one.pk for one in attempts])
    rows = BatchRow.objects.filter(attempt_id__in=made.values("attempt_id"))
    return dict(rows.values_list("session", "batch"))


def steered(batch: Batch) -> list[AuditEvent]:
    """The events of who paused, continued and stopped it, in their order."""
    of_kind = AuditEvent.objects.at(batch.institution.sid).filter(kind__in=STEERED)
    found = of_kind.filter(at__gte=batch.begun_at, details__contains=f'"batch":{batch.pk}')
    events = event_reader.of_rows(found.order_by("number"))
    told = [event_reader.read_details(one.details).get("batch") for one in events]
    return [one for one, batch_pk in zip(events, told, strict=True) if batch_pk == batch.pk]


def room_of(batch: Batch) -> dict[str, str]:
    """The place and the time that it was about, as an address names them; none where it was about
    sessions that were ticked, or that was not kept.
    """
    for event in _begun(batch):
        room = event_reader.read_details(event.details).get("room")
        if isinstance(room, dict):
            return {str(name): str(value) for name, value in room.items()}
    return {}


def begun_event(batch: Batch) -> int:
    """The number of the event by which it was begun; 0 where no event tells of that."""
    return next((event.number for event in _begun(batch)), 0)


def _begun(batch: Batch) -> list[AuditEvent]:
    of_kind = AuditEvent.objects.at(batch.institution.sid).filter(kind=Kind.BATCH_BEGUN)
    found = of_kind.filter(details__contains=f'"batch":{batch.pk}').order_by("number")
    told = [(one, event_reader.read_details(one.details)) for one in event_reader.of_rows(found)]
    return [one for one, details in told if details.get("batch") == batch.pk]
