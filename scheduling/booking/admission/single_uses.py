"""What serves one learner only (a message thread, an appointment in another system, an instructor’s
slot at one time), and another learner who may be booked with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scheduling.booking import latest_attempts
from scheduling.exam_sessions.other_bookings import overlap
from scheduling.models import Attempt, ExamSession
from scheduling.seats import possible_seats, standing_requests
from scheduling.spoken_time import say

NUMBER, THREAD, SLOT = "externalAppointmentId", "messageSid", "instructorProctorSid"
MOST = 50  # of one thread, number or slot
BY_NOBODY_HERE = "It was not booked through this portal."


@dataclass(frozen=True, slots=True)
class Use:
    """A booking of another learner's; `attempt` is None for one that was not made here."""

    session: ExamSession
    attempt: Attempt | None
    start: datetime | None = None  # of the slot

    @property
    def is_open(self) -> bool:
        """Whether the request for it is still being checked."""
        return self.attempt is not None and self.attempt.is_open

    def by(self, zone: str) -> str:
        """Who booked it, and when on the clocks of a zone."""
        if self.attempt is None:
            return BY_NOBODY_HERE
        when = say(self.attempt.started_at, zone).dated
        return f"It was booked by {self.attempt.actor_name}, {when}."

    @property
    def start_in_words(self) -> str:
        return say(self.start, str(self.session.zone)).whole if self.start else ""


def of_number(session: ExamSession, wire_name: str, number: str) -> Use | None:
    """The booking of another session with this number of an appointment in another system."""
    same = ExamSession.objects.filter(
        institution=session.institution, external_appointment_id=number
    )
    for other in same.exclude(pk=session.pk).select_related("institution")[:MOST]:
        if not other.known_status.rules_out_a_booking:
            return Use(other, _booking_of(other))
    return next(_uses(session, wire_name, NUMBER, number), None)


def of_thread(session: ExamSession, wire_name: str, sid: str) -> Use | None:
    """The booking of another session that was made of this message thread."""
    return next(_uses(session, wire_name, THREAD, sid), None)


def in_slot(session: ExamSession, wire_name: str, sid: str, start: datetime) -> Use | None:
    """A booking of another session in this instructor's slot that shares a minute with a sitting of
    this one from `start` on.
    """
    for use in _uses(session, wire_name, SLOT, sid):
        for other in possible_seats.starts_of(use.session, _request_of(use)):
            if overlap(session, start, use.session, other):
                return Use(use.session, use.attempt, other)
    return None


def _request_of(use: Use) -> Attempt | None:
    """The request by which it may sit otherwise than it shows."""
    known = use.attempt
    return known if known and standing_requests.may_hold(use.session, known) else None


def _uses(session: ExamSession, wire_name: str, name: str, value: str) -> Iterator[Use]:
    """Bookings of a type that may stand and were asked for with this answer, the newest first."""
    asked = Attempt.objects.at([session.institution]).filter(
        **{f"asked__{name}": value},
        session_type=wire_name,
        action=Attempt.Action.SCHEDULE,
        state__in=latest_attempts.STANDING,
    )
    others = asked.exclude(session=session.pk).select_related("session__institution")
    for attempt in others.order_by("-pk")[:MOST]:
        is_gone = attempt.session.known_status.rules_out_a_booking and not attempt.is_open
        if not is_gone:
            yield Use(attempt.session, attempt)


def _booking_of(session: ExamSession) -> Attempt | None:
    standing = session.attempts.filter(state__in=latest_attempts.STANDING)
    return standing.filter(action=Attempt.Action.SCHEDULE).order_by("-pk").first()
