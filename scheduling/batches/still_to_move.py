"""Which batches under way are still to move somebody of a day, or to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from scheduling.batches import batch_queries
from scheduling.date_formats import counted
from scheduling.models import Batch, BatchRow, ExamSession, Institution, sql_statements
from scheduling.wall_time import midnight

# The states as the index of open rows has them: as values SQLite would not know it for the one.
OPEN_OF = "session_id IN {marks} AND state IN ('waiting', 'sending')"


@dataclass(frozen=True, slots=True)
class StillToMove:
    """How many sessions the batch is still to move `away` from the day, `here` from another, and
    `within` it.
    """

    batch: Batch
    away: int = 0
    here: int = 0
    within: int = 0

    @property
    def in_words(self) -> str:
        """“2 sessions away from this day, 1 session to this day”"""
        told = (
            (self.away, "away from this day"),
            (self.here, "to this day"),
            (self.within, "to another time of this day"),
        )
        return ", ".join(f"{counted(many, 'session')} {where}" for many, where in told if many)


def rows_of(sessions: Iterable[ExamSession]) -> dict[int, BatchRow]:
    """The row by which a batch under way is still to move each of these sessions, by the session's
    primary key; a session is in one such batch at most. One statement.
    """
    keys = [one.pk for one in sessions if one.pk]
    if not keys:
        return {}
    where = OPEN_OF.format(marks=sql_statements.marks(keys))
    return {one.session_id: one for one in sql_statements.every(BatchRow, where, *keys)}


def on_day(
    institutions: Iterable[Institution], day: date, zone: str, *, location_sid: str = ""
) -> list[StillToMove]:
    """Those of the day by the clock of the zone, at one location where it is named."""
    first, last = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    batches = batch_queries.under_way(institutions)
    rows = BatchRow.objects.filter(batch__in=batches, state__in=BatchRow.OPEN)
    if location_sid:
        rows = rows.filter(stood_location_sid=location_sid)
    counts: dict[int, Counter[str]] = {one.pk: Counter() for one in batches}
    known = rows.values_list("batch", "stood_at", "new_start") if batches else ()
    for batch, stood_at, new_start in known:
        leaves = stood_at is not None and first <= stood_at < last
        comes = first <= new_start < last
        if leaves or comes:
            counts[batch]["within" if leaves and comes else "away" if leaves else "here"] += 1
    return [StillToMove(one, **counts[one.pk]) for one in batches if counts[one.pk]]
