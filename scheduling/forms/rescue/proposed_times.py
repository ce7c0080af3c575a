"""Times that are proposed for the rows of a rescue: all later, or all from another start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.forms.rescue.offered_way import SHIFT, TO, OfferedWay
from scheduling.forms.rescue.row_times import NewTime, new_time_at, read_new_time
from scheduling.rescues.candidates import Candidate

STEP = 30
LONGEST_SHIFT = 7 * 24 * 60  # minutes, later or earlier


def shifted(candidates: Sequence[Candidate], minutes: int) -> dict[int, NewTime]:
    """Each so many minutes later, by elapsed ones: an instant that is one whatever clocks do."""
    return {
        one.session.pk: new_time_at(one, one.start + timedelta(minutes=minutes))
        for one in candidates
        if one.start
    }


def put_at(candidates: Sequence[Candidate], day: date, first: time) -> dict[int, NewTime]:
    """Whoever starts first at that time of the day, by the clock there; the others as far behind on
    their clocks as now.
    """
    found = first_of(candidates)
    if found is None:
        return {}
    zone, at = str(found.session.zone), datetime.combine(day, first)
    return {
        one.session.pk: read_new_time(one, f"{_put(one, found, zone, at):%Y-%m-%dT%H:%M}", "")
        for one in candidates
        if one.start
    }


def first_of(candidates: Iterable[Candidate]) -> Candidate | None:
    """Whoever starts first; None where no start is known."""
    return min((one for one in candidates if one.start), key=lambda one: one.start, default=None)


def _put(one: Candidate, first: Candidate, zone: str, at: datetime) -> datetime:
    """The candidate's new wall time, where the first starts at `at` by the clock of a zone."""
    own = str(one.session.zone)
    behind = _wall(one.start, own) - _wall(first.start, own)
    return (at if own == zone else _wall(at.replace(tzinfo=ZoneInfo(zone)), own)) + behind


def _wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def usual(
    every: Sequence[Candidate], sure: Sequence[Candidate], until: datetime
) -> tuple[OfferedWay, dict[int, NewTime]]:
    """How new times are proposed first, and which: the first starts when the place can be used
    again, in half hours, or where that is later than a form can shift, at that day and time.
    """
    starts = [one.start for one in sure if one.start and not one.why_not]
    minutes = max(0, int((until - min(starts)).total_seconds() // 60)) if starts else 0
    minutes = max(STEP, -(-minutes // STEP) * STEP)
    first = first_of(sure)
    if minutes <= LONGEST_SHIFT or first is None:
        return OfferedWay(SHIFT, str(minutes)), shifted(every, minutes)
    at = _wall(until, str(first.session.zone)) + timedelta(minutes=STEP, microseconds=-1)
    at = at.replace(minute=at.minute // STEP * STEP, second=0, microsecond=0)
    offered = OfferedWay(TO, to_day=f"{at:%Y-%m-%d}", to_time=f"{at:%H:%M}")
    return offered, put_at(every, at.date(), at.time())
