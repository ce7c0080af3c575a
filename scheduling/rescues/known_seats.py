"""Where and from when a session sits, as far as anything known here tells: what SmarterProctoring
shows, or else what was booked here; what a request asks for that is still open; and where a rescue
under way is still to move it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scheduling.booking import latest_attempts
from scheduling.exam_sessions import accommodations
from scheduling.models import Attempt, BatchRow, ExamSession, Institution
from scheduling.proctoring_api.parsing import moment

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Seat:
    """A location's SID, '' where it is not known, and a start."""

    location_sid: str
    start: datetime | None

    def is_at(self, location_sid: str) -> bool:
        return self.location_sid.casefold() == location_sid.casefold()

    def is_in(self, first: datetime, last: datetime, length: timedelta) -> bool:
        """Whether it sits at a moment of the time."""
        return self.start is not None and self.start < last and self.start + length > first


def believed(sessions: Sequence[ExamSession]) -> dict[int, Seat]:
    """Where each sits, by its primary key."""
    unshown = [one for one in sessions if not (one.location_sid and one.appointment_at)]
    booked = latest_attempts.asked_in_all_of(unshown) if unshown else {}
    return {one.pk: _believed(one, booked.get(one.pk, NOTHING)) for one in sessions}


def _believed(session: ExamSession, booked: Mapping[str, Any]) -> Seat:
    return Seat(
        session.location_sid or str(booked.get("proctorLocationSid") or ""),
        session.appointment_at or moment(booked.get("appointmentDateTime")),
    )


def asked(attempt: Attempt | None, stands: Seat) -> Seat | None:
    """Where it sits if a request that is still open was done; None where none may change that."""
    if attempt is None or not attempt.is_open or attempt.action == Attempt.Action.CANCEL:
        return None
    place = str(attempt.asked.get("proctorLocationSid") or "")
    start = moment(attempt.asked.get("appointmentDateTime"))
    return Seat(place or stands.location_sid, start or stands.start)


@dataclass(frozen=True, slots=True)
class Coming:
    """When a session will sit at a location to which a rescue under way is still to move it."""

    session_key: int
    location_sid: str
    start: datetime
    end: datetime


def coming(institution: Institution, *, besides: Collection[int]) -> list[Coming]:
    """Those of all rescues under way, but for some sessions."""
    rows = BatchRow.objects.filter(batch__institution=institution, state__in=BatchRow.OPEN)
    found = list(rows.exclude(session__in=besides).select_related("session"))
    accommodations.load([row.session for row in found])
    return [_coming(row) for row in found]


def _coming(row: BatchRow) -> Coming:
    minutes = accommodations.sitting_of(row.session).minutes or 1
    sid = row.stood_location_sid or row.session.location_sid
    end = row.new_start + timedelta(minutes=minutes)
    return Coming(row.session_id, sid, row.new_start, end)
