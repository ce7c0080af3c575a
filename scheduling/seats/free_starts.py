"""Starts of one day at a location that are free as far as it is known here, and what is not known.

A number of free seats is no more than what the bookings known here leave over: whoever shows it
shows beside it what may be sitting there besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from scheduling.models import ExamSession, Institution
from scheduling.opening_hours.hours_of_days import (
    LocationAvailability,
    Span,
    SpecialHours,
    open_times,
    reason_on,
    spans_on,
)
from scheduling.seats import availability, requested_seats, standing_requests
from scheduling.seats.availability import SeatedSession
from scheduling.wall_time import midnight

STEP = timedelta(minutes=30)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Start:
    """An instant at which a sitting fits into the opening hours; `free` are the seats left over by
    the bookings known here all the while, None where seats are not counted.
    """

    at: datetime
    free: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfStarts:
    """The starts of a day, without those at which every seat is taken (`full` are so many).

    `unplaced` are sessions of that day whose place is not known, `uncertain` those at the location
    that may sit there, or longer, without its being known. `listed_at` is when the provider's list
    was last read to its end, None where it never was.
    """

    place: LocationAvailability
    day: date
    starts: tuple[Start, ...] = ()
    full: int = 0
    unplaced: int = 0
    uncertain: int = 0
    listed_at: datetime | None = None

    @property
    def has_hours(self) -> bool:
        """Whether anybody entered hours for the day, or that it is closed."""
        return spans_on(self.day, self.place.spans, self.place.special) is not None

    @property
    def special_reason(self) -> str:
        """Why its hours are not the week's; "" where they are."""
        return reason_on(self.day, self.place.special)

    @property
    def counts_seats(self) -> bool:
        return self.place.seats is not None and self.listed_at is not None


def starts_on(
    institution: Institution,
    but_for: ExamSession,
    sid: str,
    day: date | datetime | None,
    minutes: int | None,
) -> DayOfStarts | None:
    """The free starts of a day for a sitting of so many minutes; None where nobody entered the
    location. The day is that of an instant on the location's clock, or today.

    The session `but_for` takes no seat from itself.
    """
    place = availability.availability_at(institution, sid, near=_near(day))
    if place is None:
        return None
    day = _day(day, place.time_zone)
    fitting = list(
        starts_within(place.spans, place.time_zone, day, minutes, timezone.now(), place.special)
    )
    starts = tuple(map(Start, fitting))
    found = DayOfStarts(place=place, day=day, starts=starts, listed_at=institution.synced_at)
    if not fitting or not found.counts_seats:
        return found
    first, last = fitting[0], availability.end_of(fitting[-1], minutes)
    there = availability.seated(institution, but_for, sid, first, last)
    standing = standing_requests.at([institution])
    every = requested_seats.at(institution, but_for, sid, standing)
    requested = [one for one in every if one.touches(first, last)]
    unplaced = availability.unplaced_on(institution, but_for, day, place.time_zone, standing)
    may_sit = {one.session_id for one in there if _may_sit(one)}
    return replace(
        _with_seats(found, minutes, there),
        # Those that may be booked.
        unplaced=sum(count for status, count in unplaced if not status.rules_out_a_booking),
        uncertain=len(may_sit | {one.session_id for one in requested}),
    )


def _with_seats(found: DayOfStarts, minutes: int | None, there: list[SeatedSession]) -> DayOfStarts:
    """The day with the seats that those who sit there leave over, full starts only counted."""
    fitting = [one.at for one in found.starts]
    counted = _counted(fitting, minutes, found.place.seats or 0, there)
    free = tuple(one for one in counted if one.free)
    return replace(found, starts=free, full=len(counted) - len(free))


def _near(day: date | datetime | None) -> date:
    """The day, or one beside it, before the location's clock is known."""
    return day if type(day) is date else _day(day, "UTC")


def _day(day: date | datetime | None, zone: str) -> date:
    if day is None or isinstance(day, datetime):
        return (day or timezone.now()).astimezone(ZoneInfo(zone)).date()
    return day


def starts_within(
    spans: Sequence[Span],
    zone: str,
    day: date,
    minutes: int | None,
    now: datetime,
    special: Sequence[SpecialHours],
) -> Iterator[datetime]:
    """Each full and half hour of the day on the location's clock, and the moment of opening, from
    which a sitting of so many minutes ends by closing. Past ones are left out.
    """
    length = timedelta(minutes=minutes or 1)
    first, last = midnight(day, zone), midnight(day + ONE_DAY, zone)
    for opens, closes in open_times(spans, zone, day, day + length + ONE_DAY, special):
        at = max(opens, first)
        while at < last and at + length <= closes:
            if at > now:
                yield at
            wall = at.astimezone(ZoneInfo(zone))
            at += STEP - timedelta(minutes=wall.minute, seconds=wall.second) % STEP


def _counted(
    fitting: list[datetime], minutes: int | None, seats: int, there: list[SeatedSession]
) -> list[Start]:
    booked = availability.firm(there)
    taken = [
        availability.most_at_once(booked, at, availability.end_of(at, minutes)) for at in fitting
    ]
    return [Start(at, max(0, seats - one)) for at, one in zip(fitting, taken, strict=True)]


def _may_sit(one: SeatedSession) -> bool:
    """Whether it may take a seat that was not counted: its status does not say that it takes none,
    or it is there and nobody knows for how long, or whether it is still listed.
    """
    if one.status.is_firm:
        return one.minutes is None or not one.is_listed
    return not one.status.rules_out_a_booking
