"""Rescues that a shift hands over: how each ended, and whom it did not move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from scheduling.batches import batch_queries, progress
from scheduling.batches.progress import RowOutcome
from scheduling.handovers.places import Where
from scheduling.models import Batch, BatchRow

NOT_MOVED = (RowOutcome.REFUSED, RowOutcome.HELD, RowOutcome.DOUBTED)


@dataclass(frozen=True, slots=True)
class Rescue:
    """A rescue by its number, what it was about, and how many came to which end; none are counted
    while it goes on.
    """

    number: int
    title: str
    counts: Mapping[str, int]


def of(where: Where, day: date, now: datetime) -> tuple[list[Rescue], list[tuple[BatchRow, str]]]:
    """Those of the place that began or ended on the day or go on still, and earlier ones that left
    somebody where they sat; with whom they did not move, and how that is said.
    """
    told, left, batches = [], [], list(_told(where, day, now))
    outcomes = progress.of_all(batches)
    for batch in batches:
        found = outcomes[batch.pk]
        told.append(Rescue(batch.pk, batch.title, {} if batch.is_open else found.by_word))
        if not batch.is_open:
            left += _left(where, batch, found)
    return told, left


def _told(where: Where, day: date, now: datetime) -> QuerySet[Batch]:
    first, last = where.bounds(day)
    rows = BatchRow.objects.filter(_there(where), batch=OuterRef("pk"))
    sits_still = rows.filter(
        state__in=(BatchRow.State.SENT, BatchRow.State.HELD),
        session__appointment_at=F("stood_at"),
        session__appointment_at__gt=now,
        batch__begun_at__lt=last,
    )
    of_day = Q(begun_at__gte=first, begun_at__lt=last) | Q(ended_at__gte=first, ended_at__lt=last)
    found = Batch.objects.filter(
        of_day | Q(state__in=Batch.OPEN) | Exists(sits_still), Exists(rows)
    )
    mine = found.filter(institution=where.institution, kind=Batch.Kind.RESCUE)
    return mine.order_by("pk")


def _there(where: Where) -> Q:
    sid = where.location_sid
    return Q(stood_location_sid=sid) | Q(session__location_sid=sid) if sid else Q()


def _left(
    where: Where, batch: Batch, found: progress.BatchProgress
) -> Iterator[tuple[BatchRow, str]]:
    """Its rows that were not moved, as far as they stand at the place as they did."""
    for row in batch_queries.rows_of(batch):
        outcome, session = found.outcomes.get(row.pk), row.session
        at_place = where.location_sid in ("", row.stood_location_sid, session.location_sid)
        stands = session.appointment_at == row.stood_at and session.dropped_at is None
        is_over = session.known_status.is_over or session.known_status.is_cancelled
        if outcome in NOT_MOVED and at_place and stands and not is_over:
            yield row, f"Rescue {batch.pk}: {outcome}"
