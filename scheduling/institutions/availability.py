"""What is known here about a location at a time:
when it is open, and how many of its seats are taken.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.models import (
    ExamSession,
    Institution,
    OpeningHours,
    SessionAccommodation,
    sql_statements,
    status_of,
)
from scheduling.opening_hours import LocationAvailability, Span
from scheduling.wall_time import midnight

LONGEST = timedelta(hours=24)  # no session is looked for that began longer ago
PLACE = """SELECT id, name, time_zone, seats FROM scheduling_location
WHERE institution_id = %s AND pl_sid = %s"""
SPAN = ("weekday", "opens", "closes")
NEAR = """institution_id = %s AND appointment_at > %s AND appointment_at < %s
  AND location_sid = %s AND sid <> %s AND dropped_at IS NULL"""

UNREAD = """SELECT status, COUNT(*) FROM scheduling_examsession
WHERE institution_id = %s AND appointment_at >= %s AND appointment_at < %s AND sid <> %s
  AND location_sid = '' AND refreshed_at IS NULL AND dropped_at IS NULL
GROUP BY status"""

SEATED = ("id", "status", "appointment_at", "duration_minutes")
LONGER = f"session_id IN (SELECT id FROM scheduling_examsession WHERE {NEAR})"
Booked = list[tuple[datetime, datetime]]


def location_at(
    institution: Institution, but_for: ExamSession, sid: str, start: datetime, minutes: int | None
) -> LocationAvailability | None:
    """The location at this time; None where nobody entered it.

    The session `but_for` takes no seat from itself.
    """
    [found] = sql_statements.rows(PLACE, institution.pk, sid) or [None]
    if found is None:
        return None
    pk, name, own_zone, seats = found
    hours = sql_statements.attributes(
        OpeningHours, "location_id = %s ORDER BY weekday, opens", pk, only=SPAN
    )
    zone, counts = own_zone or institution.time_zone, seats is not None
    end = _end(start, minutes)
    return LocationAvailability(
        name=name,
        time_zone=zone,
        spans=[Span(*span) for span in hours],
        seats=seats,
        taken=_taken(institution, but_for, sid, start, end) if counts else 0,
        unplaced=_unplaced(institution, but_for, start, zone) if counts else 0,
    )


def _unplaced(institution: Institution, but_for: ExamSession, start: datetime, zone: str) -> int:
    """Bookings of that day in the location's zone that were not read yet: the provider's list does
    not tell where they are.
    """
    day = start.astimezone(ZoneInfo(zone)).date()
    first, last = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    found = sql_statements.rows(
        UNREAD,
        institution.pk,
        *(sql_statements.stored(ExamSession, "appointment_at", one) for one in (first, last)),
        but_for.sid,
    )
    return sum(count for status, count in found if status_of(status).is_in_place)


def _taken(
    institution: Institution, but_for: ExamSession, sid: str, start: datetime, end: datetime
) -> int:
    """The most seats taken at one moment:
    more bookings may touch the time than ever sit there together.
    """
    booked = [
        (began, ended)
        for began, ended in _near(institution, but_for, sid, start, end)
        if ended > start
    ]
    moments = [start, *(began for began, _ in booked if began > start)]
    return max(sum(began <= moment < ended for began, ended in booked) for moment in moments)


def _near(
    institution: Institution, but_for: ExamSession, sid: str, start: datetime, end: datetime
) -> Booked:
    first, last = (
        sql_statements.stored(ExamSession, "appointment_at", one) for one in (start - LONGEST, end)
    )
    here = (institution.pk, first, last, sid, but_for.sid)
    found = sql_statements.attributes(ExamSession, NEAR, *here, only=SEATED)
    given = sql_statements.every(SessionAccommodation, LONGER, *here) if found else []
    by_session = {one.session_id: one for one in given}
    return [
        (began, _end(began, _real(by_session.get(pk), minutes)))
        for pk, status, began, minutes in found
        if status_of(status).is_firm
    ]


def _real(given: SessionAccommodation | None, minutes: int | None) -> int | None:
    return given.sitting(minutes).minutes if given else minutes


def _end(start: datetime, minutes: int | None) -> datetime:
    """Of a session whose length is not known, only the beginning counts."""
    return start + timedelta(minutes=minutes or 1)
