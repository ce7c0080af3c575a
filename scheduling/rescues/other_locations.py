"""Other locations for sessions that are to be moved: not closed at their new times, and how many
seats are free there then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduling.institutions import catalogue
from scheduling.models import Institution
from scheduling.rescues import known_days
from scheduling.rescues.candidates import Proposal
from scheduling.rescues.free_seats import Spans
from scheduling.rescues.known_days import MOST_DAYS, Day


@dataclass(frozen=True, slots=True)
class OtherLocation:
    """Another location that is not closed at any of the times that are proposed, and how many of
    its seats are free all the while, both None where nobody entered how many it has. `is_up_to`
    where more may sit there than were counted; `has_hours` is False where nobody entered when it is
    open.
    """

    name: str
    seats: int | None
    free: int | None
    has_hours: bool
    is_up_to: bool = False


def of(institution: Institution, proposals: Sequence[Proposal]) -> list[OtherLocation]:
    """The other locations that are offered and of which nothing says that they are closed at a
    moment of a time that is proposed.
    """
    spans = _joined((one.start, one.end) for one in proposals)
    zone = institution.time_zone
    every = {day for span in spans for day in known_days.days_from(*span, zone)}
    if not spans or len(every) > MOST_DAYS:
        return []
    used = {one.candidate.seat.location_sid for one in proposals}
    known = known_days.of(institution, every)
    times = [
        _Time(*span, [known[day] for day in known_days.days_from(*span, zone)]) for span in spans
    ]
    offered = {one.sid for one in catalogue.locations(institution)} - used
    found = (_elsewhere(sid, times) for sid in times[0].days[0].places if sid in offered)
    is_endless = any(one.candidate.is_endless for one in proposals)
    return [replace(one, is_up_to=one.is_up_to or is_endless) for one in found if one]


@dataclass(frozen=True, slots=True)
class _Time:
    """A time in which somebody would sit, with what is known of its days."""

    start: datetime
    end: datetime
    days: Sequence[Day]


def _elsewhere(sid: str, times: Sequence[_Time]) -> OtherLocation | None:
    """The location at some times; None where it is closed at one of them."""
    there = [(one.days[0].places[sid], one.start, one.end) for one in times]
    if not all(place.is_open(*span) for place, *span in there):
        return None
    place = there[0][0]
    return OtherLocation(
        place.name,
        place.seats,
        None if place.seats is None else min(one.left_over(*span) for one, *span in there),
        has_hours=all(one.knows_hours(span[0]) for one, *span in there),
        is_up_to=any(
            day.may_have_more(sid, one.start, one.end) for one in times for day in one.days
        ),
    )


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> Spans:
    """The times in order; those that meet are one."""
    found: Spans = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            start, end = found[-1][0], max(found.pop()[1], end)
        found.append((start, end))
    return found
