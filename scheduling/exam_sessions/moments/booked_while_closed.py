"""Who is booked, or may be, on days for which an administrator enters that a location is closed, or
has other hours: those that the hours leave no time for, as the board counts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.date_formats import counted
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.moments import day_places, seated_sessions
from scheduling.exam_sessions.moments.day_places import ONE_DAY
from scheduling.exam_sessions.moments.seat_load import BoardPlace, Seated
from scheduling.models import ExamSession, HoursByDate, Institution, Location
from scheduling.opening_hours.hours_of_days import (
    Span,
    SpecialHours,
    days_between,
    open_times,
    spans_on,
)
from scheduling.seats.availability import special_hours
from scheduling.seats.possible_seats import PossibleSeat
from scheduling.wall_time import midnight

ARE = ("session is", "sessions are")
NOT_LOADED = "(location not known)"
MOMENT = timedelta.resolution  # a time that ends at midnight is of one day
AROUND = timedelta(days=2)  # as far as a location's day may lie from the institution's


@dataclass(frozen=True, slots=True)
class BookedThen:
    """Who is booked at a location from one of its days on while it is closed then, by their start;
    of whom that is not certain, `maybe`.
    """

    place: BoardPlace
    day: date
    seated: Sequence[Seated]
    maybe: Sequence[Seated] = ()

    @property
    def count(self) -> int:
        return len(keys_of(self.seated))

    @property
    def more(self) -> int:
        """How many may be booked besides."""
        return len(keys_of(self.maybe) - keys_of(self.seated))


@dataclass(frozen=True, slots=True)
class BookedWhileClosed:
    """Those, by location and day, and how many more of these days have no known location."""

    booked: Sequence[BookedThen] = ()
    unplaced: int = 0

    @property
    def count(self) -> int:
        return sum(one.count for one in self.booked)

    @property
    def more(self) -> int:
        """How many may be booked besides, at these locations and days."""
        return sum(one.more for one in self.booked)

    @property
    def in_words(self) -> str:
        """“2 sessions are booked then, and 1 more may be”; "" where nobody is."""
        placed = self._placed_said()
        if not self.unplaced:
            return placed
        if not placed:
            return f"{counted(self.unplaced, 'session')} of these days may be there {NOT_LOADED}"
        return f"{placed}, and {self.unplaced:,} more of these days may be there {NOT_LOADED}"

    def _placed_said(self) -> str:
        if not self.more:
            return f"{counted(self.count, *ARE)} booked then" if self.count else ""
        if not self.count:
            return f"{counted(self.more, 'session')} may be booked then"
        return f"{counted(self.count, *ARE)} booked then, and {self.more:,} more may be"

    @property
    def mark(self) -> str:
        """What tells this finding from another."""
        seats = (seat for one in self.booked for seat in (*one.seated, *one.maybe))
        keys = sorted(f"{one.key}{'' if one.is_certain else '?'}" for one in seats)
        return " ".join([*keys, f"+{self.unplaced}"] if self.unplaced else keys)


def keys_of(seated: Iterable[Seated]) -> set[int]:
    return {one.key for one in seated}


def of(entry: HoursByDate, now: datetime) -> BookedWhileClosed:
    """Whom the entry concerns, stored or about to be; of what is over nobody is told."""
    try:
        institution = entry.institution
    except Institution.DoesNotExist:  # past the portal it was given to one that there is not
        return BookedWhileClosed()
    if not entry.is_readable:
        return BookedWhileClosed()
    first = midnight(entry.first_day - AROUND, institution.time_zone)
    last = midnight(entry.last_day + AROUND, institution.time_zone)
    seated = [
        one
        for one in _seated(institution, max(first, now - ONE_DAY), last)
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
        if seated_sessions.is_unplaced(one) and days & set(_days_of(one, zone))
    }
    return BookedWhileClosed(found, len(unplaced))


def _seated(institution: Institution, first: datetime, last: datetime) -> list[Seated]:
    """Who sits, or may sit, at a time between: also those whose status does not tell."""
    seated = seated_sessions.seats_between([institution], first, last)
    known = keys_of(seated)
    near = ExamSession.objects.filter(appointment_at__gt=first - ONE_DAY, appointment_at__lt=last)
    rows = near.filter(institution=institution, dropped_at=None).select_related("institution")
    others = [one for one in rows if one.pk not in known and _tells_nothing(one)]
    accommodations.load(others)
    return sorted([*seated, *map(_maybe, others)], key=lambda one: (one.start, one.key))


def _tells_nothing(session: ExamSession) -> bool:
    status = session.known_status
    return not (status.is_firm or status.rules_out_a_booking)


def _maybe(session: ExamSession) -> Seated:
    session.standing_request = None
    seat = PossibleSeat(session.appointment_at, session.location_sid, is_certain=False)
    return Seated.of(session, seat, accommodations.sitting_of(session).minutes)


def _others(entry: HoursByDate, institution: Institution) -> list[HoursByDate]:
    return special_hours([institution], entry.first_day - ONE_DAY, entry.last_day + ONE_DAY)


def _at(
    location: Location,
    entry: HoursByDate,
    entered: Iterable[HoursByDate],
    seated: Iterable[Seated],
) -> list[BookedThen]:
    zone = day_places.zone_of(location)
    local = ZoneInfo(zone)
    spans = [Span(one.weekday, one.opens, one.closes) for one in location.hours_entered]
    special = day_places.special_of(location, entered)
    wanted = {*days_between(entry.first_day, entry.last_day)}
    there: dict[date, list[Seated]] = {}
    for one in seated:
        first, *_ = days = _days_of(one, local)
        if one.location_sid == location.pl_sid and wanted & set(days):
            there.setdefault(first, []).append(one)
    since = midnight(entry.first_day, zone)
    found = [
        BookedThen(place, day, _from(place, since, certain), _from(place, since, maybe))
        for day in sorted(there)
        for place in [_place(location, day, zone, spans, special, there[day])]
        for certain, maybe in [(place.while_closed(), _maybe_while_closed(place))]
    ]
    return [one for one in found if one.seated or one.maybe]


def _days_of(one: Seated, zone: ZoneInfo) -> list[date]:
    """The days on which somebody sits: who begins the evening before, on the next one too."""
    until = max(one.start, one.end_at_least - MOMENT)
    return days_between(one.start.astimezone(zone).date(), until.astimezone(zone).date())


def _from(place: BoardPlace, since: datetime, seated: Iterable[Seated]) -> list[Seated]:
    """Those of them for whom it is closed from a moment on: before, hours of its week may say so,
    which are no business of what is entered.
    """
    return [one for one in seated if not place.is_open(max(one.start, since), one.end_at_least)]


def _maybe_while_closed(place: BoardPlace) -> list[Seated]:
    unsure = (one for one in place.seated if not one.is_certain and not one.session.is_over)
    return [one for one in unsure if not place.is_open(one.start, one.end_at_least)]


def _place(
    location: Location,
    day: date,
    zone: str,
    spans: Sequence[Span],
    special: Sequence[SpecialHours],
    seated: Sequence[Seated],
) -> BoardPlace:
    days = days_between(day - ONE_DAY, day + ONE_DAY)
    unknown = [one for one in days if spans_on(one, spans, special) is None]
    return BoardPlace(
        name=location.name,
        institution=location.institution.name,
        install_sid=location.institution.sid,
        sid=location.pl_sid,
        zone=zone,
        open_times=open_times(spans, zone, days[0], days[-1], special),
        unknown_times=[(midnight(one, zone), midnight(one + ONE_DAY, zone)) for one in unknown],
        seated=seated,
    )
