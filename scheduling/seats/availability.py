"""Availability of a location at a time, as it is known here: when it is open, and how many of its
seats are taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.institutions.catalogue import WALL_CLOCK
from scheduling.models import (
    Attempt,
    ExamSession,
    HoursByDate,
    Institution,
    OpeningHours,
    SessionAccommodation,
    SessionStatus,
    sql_statements,
    status_of,
)
from scheduling.models.columns.kept_columns import is_damaged, zone_read
from scheduling.models.type_rules_hours_prices import are_hours, are_hours_by_date, is_no_day
from scheduling.opening_hours.hours_of_days import LocationAvailability, Span, SpecialHours
from scheduling.seats import requested_seats, standing_requests
from scheduling.seats.requested_seats import LONGEST
from scheduling.seats.unknown_locations import UNKNOWN
from scheduling.wall_time import midnight

PLACE = f"""SELECT id, name, {WALL_CLOCK}, seats FROM scheduling_location
WHERE institution_id = %s AND pl_sid = %s"""
IN_DAYS = "first_day <= %s AND last_day >= %s"
IN_ORDER = "ORDER BY first_day DESC, opens"
SPAN = ("weekday", "opens", "closes")
BY_DATE_FACTS = ("location_id", "first_day", "last_day", "opens", "closes", "reason")
DAYS_BEFORE, DAYS_AFTER = timedelta(days=2), timedelta(days=4)  # no sitting reaches further
NEAR = """institution_id = %s AND appointment_at > %s AND appointment_at < %s
  AND location_sid = %s AND sid <> %s"""

UNREAD = f"""SELECT status, COUNT(*) FROM scheduling_examsession
WHERE institution_id = %s AND appointment_at >= %s AND appointment_at < %s AND sid <> %s
  AND {UNKNOWN}"""

SEATED = ("id", "status", "appointment_at", "duration_minutes", "dropped_at")
LONGER = f"session_id IN (SELECT id FROM scheduling_examsession WHERE {NEAR})"
# The same counted: many sit at the same times. A session with an accommodation stands by itself.
ALIKE = f"""SELECT status, appointment_at, duration_minutes, dropped_at IS NULL, COUNT(*), percent,
  break_minutes, exam_minutes, whole_minutes
FROM scheduling_examsession AS session
LEFT JOIN scheduling_sessionaccommodation AS given ON given.session_id = session.id
WHERE {NEAR}
GROUP BY status, appointment_at, duration_minutes, dropped_at IS NULL, given.id"""
Booked = Mapping[tuple[datetime, datetime], int]  # from when to when → how many


@dataclass(frozen=True, slots=True)
class SeatedSession:
    """One session that is shown at the location, or was until it was no longer listed; `minutes` is
    how long it really takes there, None where that is not known.
    """

    session_id: int
    status: SessionStatus
    began: datetime
    minutes: int | None
    is_listed: bool = True

    @property
    def is_certain(self) -> bool:
        """Whether it is there for certain, as far as anybody knows here."""
        return self.status.is_firm and self.is_listed


def location_at(
    institution: Institution, but_for: ExamSession, sid: str, start: datetime, minutes: int | None
) -> LocationAvailability | None:
    """The location at this time; None where nobody entered it.

    The session `but_for` takes no seat from itself.
    """
    place = availability_at(institution, sid, near=start.date())
    if place is None or place.seats is None:
        return place
    end = end_of(start, minutes)
    there, unsure = _booked(institution, but_for, sid, start, end)
    standing = standing_requests.at([institution])
    requested = requested_seats.at(institution, but_for, sid, standing)
    day = start.astimezone(ZoneInfo(place.time_zone)).date()
    statuses = unplaced_on(institution, but_for, day, place.time_zone, standing)
    return replace(
        place,
        taken=most_at_once(there, start, end),
        unplaced=sum(count for status, count in statuses if status.is_in_place),
        uncertain=unsure + sum(one.touches(start, end) for one in requested),
    )


def availability_at(
    institution: Institution, sid: str, *, near: date
) -> LocationAvailability | None:
    """What was entered about the location, of dates what is near this one; None where nobody
    entered it.
    """
    [found] = sql_statements.rows(PLACE, institution.pk, sid) or [None]
    if found is None:
        return None
    pk, name, own_zone, seats = found
    hours = sql_statements.attributes(
        OpeningHours, "location_id = %s ORDER BY weekday, opens", pk, only=SPAN
    )
    zone = zone_read(own_zone) or institution.time_zone
    special = _special_at(institution, pk, near)
    if special is None or not all(are_hours(*span) for span in hours):
        return LocationAvailability(name=name, time_zone=zone, seats=seats)
    spans = [Span(*span) for span in hours]
    return LocationAvailability(
        name=name, time_zone=zone, spans=spans, special=special, seats=seats
    )


def _special_at(
    institution: Institution, location_id: int, near: date
) -> list[SpecialHours] | None:
    """None where one of them can't be read: then none of its hours are known."""
    first, last = near - DAYS_BEFORE, near + DAYS_AFTER
    found = [
        row
        for row in sql_statements.attributes(
            HoursByDate, *_in_days([institution], first, last), only=BY_DATE_FACTS
        )
        if row[0] in (None, location_id) or is_damaged(row[0])
    ]
    if not all(are_hours_by_date(*row[1:5]) and not is_damaged(row[0]) for row in found):
        return None
    return [
        SpecialHours(first, last, opens, closes, reason, is_of_location=own is not None)
        for own, first, last, opens, closes, reason in found
    ]


def special_hours(
    institutions: Sequence[Institution], first: date, last: date
) -> list[HoursByDate]:
    """All that was entered for one of these days, of every location there, and what can't be read:
    on which of the days that holds is not known.
    """
    if not institutions:
        return []
    return sql_statements.every(HoursByDate, *_in_days(institutions, first, last))


def _in_days(institutions: Sequence[Institution], first: date, last: date) -> tuple[Any, ...]:
    """The condition, and its values, that something was entered for one of these days, or for days
    that can't be read.
    """
    keys = [one.pk for one in institutions]
    bounds = [sql_statements.stored(HoursByDate, "last_day", day) for day in (last, first)]
    unread = " OR ".join(map(is_no_day, ("first_day", "last_day")))
    where = f"institution_id IN {sql_statements.marks(keys)} AND ({IN_DAYS} OR {unread}) {IN_ORDER}"
    return where, *keys, *bounds


def unplaced_on(
    institution: Institution,
    but_for: ExamSession,
    day: date,
    zone: str,
    standing: Iterable[Attempt],
) -> list[tuple[SessionStatus, int]]:
    """Sessions of that day in the zone of which nothing known tells where they are: how many by
    status. Of those that a standing request names a location for, it tells.
    """
    placed = [one.session_id for one in standing if one.asked.get("proctorLocationSid")]
    besides = f" AND id NOT IN {sql_statements.marks(placed)}" if placed else ""
    first, last = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    found = sql_statements.rows(
        f"{UNREAD}{besides} GROUP BY status",
        institution.pk,
        *(sql_statements.stored(ExamSession, "appointment_at", one) for one in (first, last)),
        but_for.sid,
        *placed,
    )
    return [(status_of(status), count) for status, count in found]


def most_at_once(booked: Booked, start: datetime, end: datetime) -> int:
    """The most seats taken at one moment between the two:
    more bookings may touch the time than ever sit there together.
    """
    there = [
        (began, ended, count)
        for (began, ended), count in booked.items()
        if began < end and ended > start
    ]
    # Of one moment whoever goes comes first: the seat is free again.
    steps = sorted(
        [(began, count) for began, _, count in there]
        + [(ended, -count) for _, ended, count in there]
    )
    return max(accumulate(step for _, step in steps), default=0)


def firm(sessions: list[SeatedSession]) -> Booked:
    """From when to when those sit that are there for certain."""
    return Counter(
        (one.began, end_of(one.began, one.minutes)) for one in sessions if one.is_certain
    )


def _booked(
    institution: Institution, but_for: ExamSession, sid: str, start: datetime, end: datetime
) -> tuple[Booked, int]:
    """From when to when those sit at the location, and how many, that are there for certain and may
    touch the time; then how many may sit there at it besides: of another status, no longer listed,
    or come before it, nobody knows for how long.
    """
    found: Counter[tuple[datetime, datetime]] = Counter()
    unsure = 0
    for row in sql_statements.rows(ALIKE, *_near_values(institution, but_for, sid, start, end)):
        text, stored_start, minutes, is_listed, count, *given = row
        status = status_of(text)
        if status.rules_out_a_booking and not status.is_firm:
            continue
        began = sql_statements.loaded(ExamSession, "appointment_at", stored_start)
        known = sql_statements.loaded(ExamSession, "duration_minutes", minutes)
        length = _real(_given(*given), known)
        ended = end_of(began, length)
        is_there = status.is_firm and is_listed
        if is_there:
            found[began, ended] += count
        is_counted = is_there and (ended > start or status.is_over)
        if not is_counted and began < end and (length is None or ended > start):
            unsure += count
    return found, unsure


def _given(
    percent: int | None, break_minutes: int, exam_minutes: int | None, whole_minutes: int | None
) -> SessionAccommodation | None:
    """What a session was given, as far as its length goes by it; None where nothing was."""
    if percent is None:
        return None
    return SessionAccommodation(
        percent=percent,
        break_minutes=break_minutes,
        exam_minutes=sql_statements.loaded(SessionAccommodation, "exam_minutes", exam_minutes),
        whole_minutes=sql_statements.loaded(SessionAccommodation, "whole_minutes", whole_minutes),
    )


def _near_values(
    institution: Institution, but_for: ExamSession, sid: str, start: datetime, end: datetime
) -> tuple[object, ...]:
    """What stands for the marks of `NEAR`."""
    first, last = (
        sql_statements.stored(ExamSession, "appointment_at", one) for one in (start - LONGEST, end)
    )
    return institution.pk, first, last, sid, but_for.sid


def seated(
    institution: Institution, but_for: ExamSession, sid: str, start: datetime, end: datetime
) -> list[SeatedSession]:
    """The sessions shown at the location that may touch the time, whatever their status."""
    here = _near_values(institution, but_for, sid, start, end)
    found = sql_statements.attributes(ExamSession, NEAR, *here, only=SEATED)
    given = sql_statements.every(SessionAccommodation, LONGER, *here) if found else []
    by_session = {one.session_id: one for one in given}
    return [
        SeatedSession(
            pk, status_of(status), began, _real(by_session.get(pk), minutes), dropped_at is None
        )
        for pk, status, began, minutes, dropped_at in found
    ]


def _real(given: SessionAccommodation | None, minutes: int | None) -> int | None:
    return given.sitting(minutes).minutes if given else minutes


def end_of(start: datetime, minutes: int | None) -> datetime:
    """Of a session whose length is not known, only the beginning counts."""
    return start + timedelta(minutes=minutes or 1)
