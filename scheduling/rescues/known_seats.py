"""Where and from when a session sits, as far as anything known here tells: what SmarterProctoring
shows, or else what was booked here; and what a request asks for that is still open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scheduling.booking.provider_shows.asked_in_all import asked_in_all_of
from scheduling.models import Attempt, ExamSession
from scheduling.proctoring_api.provider_times import moment

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
    booked = asked_in_all_of(unshown) if unshown else {}
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
