"""Rescues that a shift hands over: how each ended, and whom it did not move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from scheduling.batches import afterwards, batch_queries, progress, session_outcomes
from scheduling.handovers.places import HandoverPlace
from scheduling.models import Batch, BatchRow, Institution, sql_statements

PAUSED = "waiting: paused until somebody continues it"
ELSEWHERE = "more at other locations"
# Each look at a board asks it, and mostly in vain.
LEFT_SOMEBODY = """SELECT DISTINCT batch.id FROM scheduling_batch AS batch
JOIN scheduling_batchrow AS moved ON moved.batch_id = batch.id
JOIN scheduling_examsession AS session ON session.id = moved.session_id
WHERE batch.kind = %s AND batch.institution_id IN {institutions}
  AND moved.state IN {states} AND moved.stood_at >= %s AND moved.stood_at < %s
  AND session.appointment_at = moved.stood_at"""
MAY_SIT_STILL = (BatchRow.State.SENT, BatchRow.State.HELD, BatchRow.State.LEFT)


@dataclass(frozen=True, slots=True)
class Rescue:
    """A rescue by its number, what it was about, and how many came to which end; none are counted
    while it goes on, and those alone that wait while it is paused.
    """

    number: int
    title: str
    counts: Mapping[str, int]


def of(
    where: HandoverPlace, day: date, now: datetime
) -> tuple[list[Rescue], list[tuple[BatchRow, str]]]:
    """Those of the place that began or ended on the day or are about it; while it is not still to
    come, those too that go on, and earlier ones that left somebody where they sat. With whom they
    did not move, and how that is said: on the day itself, and as long as they can be moved. At a
    location what its own sessions came to is counted.
    """
    told, left, batches = [], [], list(_told(where, day, now))
    outcomes = progress.of_all(batches)
    for batch in batches:
        found, here = outcomes[batch.pk], _here(where, batch)
        counts = _waiting(here, batch) if batch.is_open else _counted(found, here)
        told.append(Rescue(batch.pk, batch.title, counts))
        left += _left(where, batch, found)
    first, last = where.bounds(day)
    return told, [
        (row, said)
        for row, said in _newest(left, outcomes)
        if row.stood_at is None or first <= row.stood_at < last or first <= now < row.stood_at
    ]


def _newest(
    left: Sequence[tuple[BatchRow, str]], batches: Iterable[int] | None = None
) -> list[tuple[BatchRow, str]]:
    """One of each session, of the newest rescue that was to move it; or the newest of some."""
    if not left:
        return []
    newest = session_outcomes.newest_rows((row.session_id for row, _ in left), batches)
    return [(row, said) for row, said in left if row.pk in newest]


def _here(where: HandoverPlace, batch: Batch) -> QuerySet[BatchRow]:
    return batch.rows.filter(_there(where))


def _waiting(here: QuerySet[BatchRow], batch: Batch) -> dict[str, int]:
    """How many wait for somebody to continue it; none are told of one that runs, or ends."""
    waiting = here.filter(state=BatchRow.State.WAITING).count()
    return {PAUSED: waiting} if batch.state == Batch.State.PAUSED else {}


def _counted(found: progress.BatchProgress, here: QuerySet[BatchRow]) -> dict[str, int]:
    """What those of the place came to, and how many others it had."""
    keys = set(here.values_list("pk", flat=True))
    mine = {pk: outcome for pk, outcome in found.outcomes.items() if pk in keys}
    counts = afterwards.counted(replace(found, outcomes=mine))
    others = {ELSEWHERE: len(found.outcomes) - len(mine)}
    return {str(end): many for end, many in (counts | others).items() if many}


def _told(where: HandoverPlace, day: date, now: datetime) -> QuerySet[Batch]:
    first, last = where.bounds(day)
    rows = BatchRow.objects.filter(_there(where), batch=OuterRef("pk"))
    sits_still = rows.filter(
        state__in=MAY_SIT_STILL,
        session__appointment_at=F("stood_at"),
        session__appointment_at__gt=now,
        batch__begun_at__lt=last,
    )
    of_day = Q(begun_at__gte=first, begun_at__lt=last) | Q(ended_at__gte=first, ended_at__lt=last)
    about_it = rows.filter(stood_at__gte=first, stood_at__lt=last)
    its_own = of_day | Exists(about_it)
    waiting = Q(state__in=Batch.OPEN) | Exists(sits_still)
    found = Batch.objects.filter(its_own if first > now else its_own | waiting, Exists(rows))
    mine = found.filter(institution=where.institution, kind=Batch.Kind.RESCUE)
    return mine.order_by("pk")


def _there(where: HandoverPlace) -> Q:
    sid = where.location_sid
    return Q(stood_location_sid=sid) | Q(session__location_sid=sid) if sid else Q()


def _left(
    where: HandoverPlace, batch: Batch, found: progress.BatchProgress
) -> Iterator[tuple[BatchRow, str]]:
    """Its rows that were not moved, as far as they stand at the place as they did."""
    for row in batch_queries.rows_of(batch):
        outcome, session = found.outcomes.get(row.pk), row.session
        at_place = where.location_sid in ("", row.stood_location_sid, session.location_sid)
        if outcome in afterwards.NOT_MOVED and at_place and afterwards.sits_as_it_did(row):
            yield row, f"Rescue {batch.pk}: {outcome}"


def on_day(
    institutions: Iterable[Institution], first: datetime, last: datetime, *, location_sid: str = ""
) -> dict[int, int]:
    """How many sessions that start then no rescue has moved, by the number of the newest that was
    to: at all locations or at one, as far as they stand as they did.
    """
    keys = _left_somebody(institutions, first, last)
    if not keys:
        return {}
    batches = list(Batch.objects.filter(pk__in=keys).select_related("institution"))
    outcomes = progress.of_all(batches)
    left: list[tuple[BatchRow, str]] = []
    for batch in sorted(batches, key=lambda one: one.pk):
        where = HandoverPlace(batch.institution, location_sid, "", batch.institution.time_zone)
        left += _left(where, batch, outcomes[batch.pk])
    of_day = (row for row, _ in _newest(left) if row.stood_at and first <= row.stood_at < last)
    return dict(Counter(row.batch_id for row in of_day))


def _left_somebody(
    institutions: Iterable[Institution], first: datetime, last: datetime
) -> list[int]:
    """The rescues there that may have left somebody at a start of that time, whether they go on for
    others or not.
    """
    theirs = [one.pk for one in institutions]
    if not theirs:
        return []
    sql = LEFT_SOMEBODY.format(
        institutions=sql_statements.marks(theirs),
        states=sql_statements.marks(MAY_SIT_STILL),
    )
    bounds = (sql_statements.stored(BatchRow, "stood_at", at) for at in (first, last))
    values = (Batch.Kind.RESCUE, *theirs, *MAY_SIT_STILL, *bounds)
    return [key for (key,) in sql_statements.rows(sql, *values)]
