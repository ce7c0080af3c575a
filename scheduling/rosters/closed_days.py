"""Who is booked on days for which an administrator enters that a location is closed, or has other
hours: those that the hours leave no time for, as the board counts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.exam_sessions import day_board
from scheduling.exam_sessions.moments import day_places
from scheduling.exam_sessions.moments.day_places import ONE_DAY
from scheduling.exam_sessions.moments.seat_load import Place, Seated
from scheduling.models import HoursByDate, Institution, Location
from scheduling.opening_hours.hours_of_days import (
    Span,
    SpecialHours,
    days_between,
    open_times,
    spans_on,
)
from scheduling.seats.availability import special_hours
from scheduling.wall_time import midnight

AROUND = timedelta(days=2)  # as far as a location's day may lie from the institution's


@dataclass(frozen=True, slots=True)
class BookedThen:
    """Who is booked at a location on one of its days while it is closed then, by their start."""

    place: Place
    day: date
    seated: Sequence[Seated]

    @property
    def count(self) -> int:
        return len({one.session.pk for one in self.seated})


@dataclass(frozen=True, slots=True)
class Found:
    """Those, by location and day, and how many more of these days have no known location."""

    booked: Sequence[BookedThen] = ()
    unplaced: int = 0

    @property
    def count(self) -> int:
        return sum(one.count for one in self.booked)

    @property
    def mark(self) -> str:
        """What tells this finding from another."""
        keys = sorted(seat.session.pk for one in self.booked for seat in one.seated)
        return " ".join(map(str, keys))


def of(entry: HoursByDate, now: datetime) -> Found:
    """Whom the entry concerns, stored or about to be; of what is over nobody is told."""
    try:
        institution = entry.institution
    except Institution.DoesNotExist:  # past the portal it was given to one that there is not
        return Found()
    if not entry.is_readable:
        return Found()
    first = midnight(entry.first_day - AROUND, institution.time_zone)
    last = midnight(entry.last_day + AROUND, institution.time_zone)
    seated = [
        one
        for one in day_board.seated_between([institution], max(first, now - ONE_DAY), last)
        if one.session.dropped_at is None and one.end_at_least > now
    ]
    special = [one for one in _others(entry, institution) if one.pk != entry.pk] + [entry]
    found = [
        one
        for location in day_places.locations([institution])
        if entry.location_id in (None, location.pk)
        for one in _at(location, entry, special, seated)
    ]
    days = set(days_between(entry.first_day, entry.last_day))
    zone = ZoneInfo(institution.time_zone)
    unplaced = {
        one.session.pk
        for one in seated
        if day_board.is_unplaced(one) and one.start.astimezone(zone).date() in days
    }
    return Found(found, len(unplaced))


def _others(entry: HoursByDate, institution: Institution) -> list[HoursByDate]:
    return special_hours([institution], entry.first_day - ONE_DAY, entry.last_day + ONE_DAY)


def _at(
    location: Location,
    entry: HoursByDate,
    entered: Iterable[HoursByDate],
    seated: Iterable[Seated],
) -> list[BookedThen]:
    zone = location.time_zone or location.institution.time_zone
    local = ZoneInfo(zone)
    spans = [Span(one.weekday, one.opens, one.closes) for one in location.hours_entered]
    special = day_places.special_of(location, entered)
    there: dict[date, list[Seated]] = {}
    for one in seated:
        day = one.start.astimezone(local).date()
        if one.location_sid == location.pl_sid and entry.first_day <= day <= entry.last_day:
            there.setdefault(day, []).append(one)
    found = [
        BookedThen(place, day, place.while_closed())
        for day in sorted(there)
        for place in [_place(location, day, zone, spans, special, there[day])]
    ]
    return [one for one in found if one.seated]


def _place(
    location: Location,
    day: date,
    zone: str,
    spans: Sequence[Span],
    special: Sequence[SpecialHours],
    seated: Sequence[Seated],
) -> Place:
    days = days_between(day - ONE_DAY, day + ONE_DAY)
    unknown = [one for one in days if spans_on(one, spans, special) is None]
    return Place(
        name=location.name,
        institution=location.institution.name,
        install_sid=location.institution.sid,
        sid=location.pl_sid,
        zone=zone,
        open_times=open_times(spans, zone, days[0], days[-1], special),
        unknown_times=[(midnight(one, zone), midnight(one + ONE_DAY, zone)) for one in unknown],
        seated=seated,
    )
