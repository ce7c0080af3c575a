"""Rooms that a rescue emptied, so that nobody is booked or moved into one unawares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from scheduling.batches import batch_queries, progress
from scheduling.batches.progress import RowOutcome
from scheduling.date_formats import clock, counted
from scheduling.institutions import catalogue
from scheduling.models import Batch, BatchRow, Institution, sql_statements
from scheduling.wall_time import FIRST, SECOND, NoSuchTime, to_utc

A_DAY = timedelta(days=1)  # no room's hours are longer, nor begins a sitting in them earlier
MOVED = "Rescue {number} moved {sessions} out of here, {hours}"
MOVING = "Rescue {number} is moving {sessions} out of here, {hours}"
BECAUSE = "{said}, because: “{reason}”"
# Each look at a form asks it, and mostly in vain.
FROM_HERE = f"""kind = %s AND institution_id = %s AND EXISTS (
SELECT 1 FROM {BatchRow._meta.db_table} AS moved WHERE moved.batch_id = {Batch._meta.db_table}.id
  AND LOWER(moved.stood_location_sid) = %s AND moved.stood_at > %s AND moved.stood_at < %s)
ORDER BY id"""


@dataclass(frozen=True, slots=True)
class EmptiedRoom:
    """A room as a rescue left it: which one, how that is said, and why."""

    number: int
    said: str
    reason: str  # '' where it was erased

    @property
    def in_words(self) -> str:
        said = BECAUSE.format(said=self.said, reason=self.reason) if self.reason else self.said
        return f"{said}."


def at(
    institution: Institution, sid: str, start: datetime, minutes: int | None
) -> list[EmptiedRoom]:
    """The rescues that emptied a location (its SID) during a sitting, the oldest first."""
    first, last = (
        sql_statements.stored(BatchRow, "stood_at", one) for one in (start - A_DAY, start + A_DAY)
    )
    asked = (Batch.Kind.RESCUE, institution.pk, sid.lower(), first, last)
    batches = sql_statements.every(Batch, FROM_HERE, *asked)
    end = start + timedelta(minutes=minutes or 1)
    for one in batches:
        one.institution = institution
    return [room for one in batches if (room := _emptied(one, sid, start, end))]


def _emptied(batch: Batch, sid: str, start: datetime, end: datetime) -> EmptiedRoom | None:
    """The room that it was about, where somebody was moved and it reaches into the time."""
    room = batch_queries.room_of(batch)
    if room.get("location", "").rpartition("/")[2].lower() != sid.lower():
        return None
    zone = catalogue.location(batch.institution_id, sid)[1] or batch.institution.time_zone
    hours = _hours(room)
    span = _instants(*hours, zone) if hours else None
    if not (hours and span and start < span[1] and end > span[0]):
        return None
    outcomes = progress.of(batch).outcomes.values()
    moved = sum(one in (RowOutcome.MOVED, RowOutcome.OTHERWISE) for one in outcomes)
    count, words = (len(outcomes), MOVING) if batch.is_open else (moved, MOVED)
    said = words.format(
        number=batch.pk,
        sessions=counted(count, "session"),
        hours=" – ".join(map(clock, hours[1:])),
    )
    return EmptiedRoom(batch.pk, said, batch.reason.rstrip(" .")) if count else None


def _hours(room: dict[str, str]) -> tuple[date, time, time] | None:
    try:
        walls = (time.fromisoformat(room["from"]), time.fromisoformat(room["until"]))
        return date.fromisoformat(room["day"]), *walls
    except (KeyError, ValueError):
        return None


def _instants(day: date, first: time, last: time, zone: str) -> tuple[datetime, datetime] | None:
    """Of a time that clocks show twice the whole of it."""
    try:
        begin = to_utc(datetime.combine(day, first), zone, FIRST)
        return begin, to_utc(datetime.combine(day, last), zone, SECOND)
    except NoSuchTime:
        return None
