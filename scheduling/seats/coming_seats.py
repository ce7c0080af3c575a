"""Seats to which batches under way are still to move sessions: whoever asks about a time counts
them before anybody sits there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.models import (
    BatchRow,
    ExamSession,
    Institution,
    SessionAccommodation,
    sql_statements,
)

# The states as the index of open rows has them: as values SQLite would not know it for the one. The
# sum keeps planners without statistics from walking a whole institution.
PLACE = "COALESCE(NULLIF(waiting.stood_location_sid, ''), its.location_sid)"
SEATS = f"""SELECT its.institution_id, {PLACE}, waiting.session_id, waiting.new_start,
  its.duration_minutes
FROM scheduling_batchrow AS waiting
JOIN scheduling_examsession AS its ON its.id = waiting.session_id
WHERE waiting.state IN ('waiting', 'sending')"""
THERE = f"{SEATS} AND its.institution_id + 0 = %s AND {PLACE} = %s"
ANYWHERE = f"{SEATS} AND its.institution_id + 0 IN"
Place = tuple[int, str]  # its institution's key, and its SID


@dataclass(frozen=True, slots=True)
class ComingSeat:
    """A session's seat to come; `minutes` is how long it takes, None where nobody knows."""

    session_id: int
    start: datetime
    minutes: int | None

    @property
    def known_end(self) -> datetime | None:
        return self.start + timedelta(minutes=self.minutes) if self.minutes else None

    @property
    def end(self) -> datetime:
        """Of one whose length is not known, only the beginning counts."""
        return self.start + timedelta(minutes=self.minutes or 1)


def at(institution: Institution, sid: str, *, besides: Collection[int] = ()) -> list[ComingSeat]:
    """Those at the location with this SID, whenever they are, but for some sessions'."""
    found = _seats(sql_statements.rows(THERE, institution.pk, sid), besides)
    return found.get((institution.pk, sid), [])


def at_all(institutions: Iterable[Institution]) -> dict[Place, list[ComingSeat]]:
    """Those at each location of these institutions."""
    keys = [one.pk for one in institutions]
    if not keys:
        return {}
    return _seats(sql_statements.rows(f"{ANYWHERE} {sql_statements.marks(keys)}", *keys), ())


def _seats(found: sql_statements.Rows, besides: Collection[int]) -> dict[Place, list[ComingSeat]]:
    rows = [row for row in found if row[2] not in besides]
    given = _given([pk for _, _, pk, *_ in rows])
    seats: dict[Place, list[ComingSeat]] = {}
    for institution, sid, pk, start, own in rows:
        known = sql_statements.loaded(ExamSession, "duration_minutes", own)
        at = sql_statements.loaded(BatchRow, "new_start", start)
        seats.setdefault((institution, sid), []).append(
            ComingSeat(pk, at, _minutes(given.get(pk), known))
        )
    return seats


def _given(keys: list[int]) -> dict[int, SessionAccommodation]:
    if not keys:
        return {}
    where = f"session_id IN {sql_statements.marks(keys)}"
    rows = sql_statements.every(SessionAccommodation, where, *keys)
    return {one.session_id: one for one in rows}


def _minutes(given: SessionAccommodation | None, own: int | None) -> int | None:
    return given.sitting(own).minutes if given else own
