"""What narrows the list of sessions: institutions, a day, times, a location, a type, a person.

A day is the institution's own: it ends at its midnight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from scheduling.exam_sessions.lists import without_a_start
from scheduling.models import Attempt, ExamSession, Institution
from scheduling.wall_time import midnight

Rows = QuerySet[ExamSession]


@dataclass(frozen=True, slots=True)
class ListFilters:
    """What narrows a view: a day, times of that day at which sessions start by their own clocks, a
    location by its SID, a session type by its wire name, and the person who booked. Blank where
    nothing is asked for. The day is by the clock of `zone`, or else each institution's own.
    """

    day: date | None = None
    location_sid: str = ""
    session_type: str = ""
    booked_by: int | None = None
    clocks: tuple[time, ...] = ()
    zone: str = ""


NO_FILTERS = ListFilters()


def led_elsewhere(rows: Rows, institutions: Sequence[Institution]) -> Rows:
    """The rows at these institutions, where an index leads to the few that are asked for: as an
    expression the institution is no index's business, and no planner walks all that it has.
    """
    here = [one.pk for one in institutions]
    return rows.alias(at_institution=F("institution_id") + 0).filter(at_institution__in=here)


def today_at(institution: Institution, days_on: int = 0) -> date:
    """The day that it is at the institution, or so many days on."""
    zone = ZoneInfo(institution.time_zone)
    return timezone.now().astimezone(zone).date() + timedelta(days=days_on)


def clock_at(institution: Institution) -> time:
    """The time of day that it is there."""
    return timezone.now().astimezone(ZoneInfo(institution.time_zone)).time()


def on_day(
    institutions: Sequence[Institution], day_of: Callable[[Institution], date], zone: str = ""
) -> Q:
    """Sessions that start on each institution's own day, or on that by the clock of a zone; or may,
    where no start is shown.
    """
    found = (_starts_on(one, day_of(one), zone or one.time_zone) for one in institutions)
    unshown = without_a_start.on_day(institutions, day_of, zone)
    return reduce(or_, found, Q(pk__in=unshown))


def _starts_on(institution: Institution, day: date, zone: str) -> Q:
    first, last = (midnight(one, zone) for one in (day, day + timedelta(days=1)))
    return Q(institution=institution, appointment_at__gte=first, appointment_at__lt=last)


def narrowed(rows: Rows, institutions: Sequence[Institution], filters: ListFilters) -> Rows:
    """The rows that the filters let through."""
    if day := filters.day:
        rows = rows.filter(on_day(institutions, lambda _: day, filters.zone))
        if filters.clocks:
            rows = rows.filter(_starting_at(rows, institutions, day, filters.clocks))
    if filters.location_sid:
        rows = rows.filter(at_location(filters.location_sid))
    if filters.session_type:
        rows = rows.filter(session_type=filters.session_type)
    if filters.booked_by:
        rows = rows.filter(Exists(_bookings_by(filters.booked_by)))
    return rows


def at_location(location_sid: str) -> Q:
    """Sessions that are there, or that a request which is still open asks for there: what became of
    it is not known. Of one that was accepted, where no location is shown.
    """
    asked = asked_for(location_sid)
    return Q(location_sid=location_sid) | Q(pk__in=asked)


def asked_for(location_sid: str) -> QuerySet[Attempt, int]:
    """The primary keys of sessions that a request asks for there which is still open, or was the
    newest accepted one and is not shown: few, each half by an index of its own.
    """
    opened, unshown = (
        requests.filter(asked__proctorLocationSid__iexact=location_sid).values_list(
            "session", flat=True
        )
        for requests in _asking()
    )
    return opened.union(unshown)


def asked_for_anywhere() -> list[int]:
    """The same of any location."""
    asked = (
        pair
        for requests in _asking()
        for pair in requests.values_list("session", "asked__proctorLocationSid")
    )
    return [session for session, location_sid in asked if location_sid]


def _asking() -> tuple[QuerySet[Attempt], QuerySet[Attempt]]:
    later = Attempt.objects.filter(
        session=OuterRef("session"), id__gt=OuterRef("id"), state=Attempt.State.ACCEPTED
    )
    # Only accepted ones are marked so; by their state SQLite would walk every one of them. That the
    # session has a number leads to the index of these few.
    few = Attempt.objects.filter(is_unshown=True, session__gt=0, session__location_sid="")
    return Attempt.objects.filter(state__in=Attempt.OPEN), few.filter(~Exists(later))


def _starting_at(
    rows: Rows, institutions: Sequence[Institution], day: date, clocks: Sequence[time]
) -> Q:
    """Sessions of the day whose own clocks show one of these times at their start."""
    found = Q(pk__in=())
    known = rows.order_by().values_list("institution", "time_zone").distinct()
    own = {one.pk: one.time_zone for one in institutions}
    for pk, zone in set(known):
        for start in _instants(day, clocks, ZoneInfo(zone or own[pk])):
            within = Q(appointment_at__gte=start, appointment_at__lt=start + timedelta(minutes=1))
            found |= within & Q(institution=pk, time_zone=zone)
    return found


def _instants(day: date, clocks: Sequence[time], zone: ZoneInfo) -> set[datetime]:
    """When clocks of the zone show these times on the day or, as it is elsewhere, beside it; once,
    twice, or never where they are put back or forward.
    """
    walls = [datetime.combine(day + timedelta(days=to), at) for to in (-1, 0, 1) for at in clocks]
    found = {
        one.replace(tzinfo=zone, fold=fold).astimezone(UTC) for one in walls for fold in (0, 1)
    }
    return {one for one in found if one.astimezone(zone).replace(tzinfo=None, fold=0) in walls}


def _bookings_by(person_id: int) -> QuerySet[Attempt]:
    """What they booked, or may have, and nobody has booked anew since."""
    anew = Attempt.objects.filter(
        session=OuterRef("session"),
        action=Attempt.Action.SCHEDULE,
        state=Attempt.State.ACCEPTED,
        id__gt=OuterRef("id"),
    )
    may_stand = (*Attempt.OPEN, Attempt.State.ACCEPTED)
    booked = Attempt.objects.filter(session=OuterRef("pk"), action=Attempt.Action.SCHEDULE)
    return booked.filter(~Exists(anew), actor=person_id, state__in=may_stand)
