"""What serves one learner only (a message thread, an appointment in another system, an instructor’s
slot at one time), and another learner who may be booked with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q

from scheduling.booking import attempt_queries
from scheduling.booking.admission import other_learners
from scheduling.booking.admission.booking_request import BookingRequest
from scheduling.exam_sessions.other_bookings import overlap
from scheduling.models import Attempt, ExamSession
from scheduling.proctoring_api.provider_times import moment
from scheduling.seats import possible_seats, standing_requests
from scheduling.spoken_time import say

NUMBER, THREAD, SLOT = "externalAppointmentId", "messageSid", "instructorProctorSid"
AT_ONCE = 50  # rows that are read together
NEAR = timedelta(days=2)  # no sitting reaches further
TOLD = {
    NUMBER: "This number is already booked for {learner}. Check it: it is one learner’s.",
    THREAD: "This thread is already booked for {learner}. Check it: a thread is one learner’s.",
    SLOT: "This slot is for one learner at a time, and {learner} is booked in it, {start}.",
}
BY_NOBODY_HERE = "It was not booked through this portal."
_ANY, _OPEN = Q(), Q(state__in=Attempt.OPEN)


@dataclass(frozen=True, slots=True)
class Use:
    """A booking of another learner's with the same number, thread or slot, by its name `of` in the
    API; `attempt` is None for one that was not made here.
    """

    of: str
    session: ExamSession
    attempt: Attempt | None
    start: datetime | None = None  # of the slot

    @property
    def is_open(self) -> bool:
        """Whether the request for it is still being checked."""
        return self.attempt is not None and self.attempt.is_open

    def warning_words(self, zone: str) -> str:
        """The warning of it: whose booking it is, and on the clocks of a zone when it was made."""
        return self._told(other_learners.named(self.session), zone)

    def recorded(self, zone: str) -> str:
        """The same as the record has it."""
        return self._told(other_learners.unnamed(self.session), zone)

    def _told(self, learner: str, zone: str) -> str:
        said = TOLD[self.of].format(learner=learner, start=self._start_in_words)
        return f"{said} {self._by(zone)}"

    def _by(self, zone: str) -> str:
        if self.attempt is None:
            return BY_NOBODY_HERE
        when = say(self.attempt.started_at, zone).dated
        return f"It was booked by {self.attempt.actor_name}, {when}."

    @property
    def _start_in_words(self) -> str:
        return say(self.start, str(self.session.zone)).whole if self.start else ""


def of_number(session: ExamSession, wire_name: str, number: str) -> Use | None:
    """The booking of another session with this number of an appointment in another system."""
    same = ExamSession.objects.filter(
        institution=session.institution, external_appointment_id=number
    )
    others = same.exclude(pk=session.pk).select_related("institution").order_by("-pk")
    for other in others.iterator(chunk_size=AT_ONCE):
        if not other.known_status.rules_out_a_booking:
            return Use(NUMBER, other, _booking_of(other))
    return next(_uses(session, wire_name, NUMBER, number), None)


def of_thread(session: ExamSession, wire_name: str, sid: str) -> Use | None:
    """The booking of another session that was made of this message thread."""
    return next(_uses(session, wire_name, THREAD, sid), None)


def in_slot(session: ExamSession, wire_name: str, sid: str, start: datetime) -> Use | None:
    """A booking of another session in this instructor's slot that shares a minute with a sitting of
    this one from `start` on.
    """
    at = {"session__appointment_at__gt": start - NEAR, "session__appointment_at__lt": start + NEAR}
    # Those of which the request, or nothing, tells when they are.
    untimed = Q(session__appointment_at=None) | Q(is_unshown=True) | _OPEN
    for use in _uses(session, wire_name, SLOT, sid, Q(**at) | untimed):
        for other in possible_seats.starts_of(use.session, _request_of(use)):
            if overlap(session, start, use.session, other):
                return replace(use, start=other)
    return None


def unwarned(request: BookingRequest) -> Use | None:
    """A use of what the request names that the form did not warn of before it was sent; None where
    there is none. Nothing is asked where the request names nothing that serves one learner.
    """
    zone, warnings = request.session.institution.time_zone, request.command.warnings
    return next((one for one in _uses_in(request) if one.recorded(zone) not in warnings), None)


def _uses_in(request: BookingRequest) -> Iterator[Use]:
    body, of = request.body, (request.session, request.command.session_type)
    found: list[Use | None] = []
    if number := body.get(NUMBER):
        found.append(of_number(*of, number))
    if thread := body.get(THREAD):
        found.append(of_thread(*of, thread))
    if (slot := body.get(SLOT)) and (start := moment(body.get("appointmentDateTime"))):
        found.append(in_slot(*of, slot, start))
    return filter(None, found)


def _request_of(use: Use) -> Attempt | None:
    """The request by which it may sit otherwise than it shows."""
    known = use.attempt
    return known if known and standing_requests.may_have_seat(use.session, known) else None


def _uses(
    session: ExamSession, wire_name: str, name: str, value: str, which: Q = _ANY
) -> Iterator[Use]:
    """Bookings of a type that may stand and were asked for with this answer, the newest first."""
    asked = Attempt.objects.at([session.institution]).filter(
        which,
        **{f"asked__{name}": value},
        session_type=wire_name,
        action=Attempt.Action.SCHEDULE,
        state__in=attempt_queries.STANDING,
    )
    others = asked.exclude(session=session.pk).select_related("session__institution")
    for attempt in others.order_by("-pk").iterator(chunk_size=AT_ONCE):
        is_gone = attempt.session.known_status.rules_out_a_booking and not attempt.is_open
        if not is_gone:
            yield Use(name, attempt.session, attempt)


def _booking_of(session: ExamSession) -> Attempt | None:
    standing = session.attempts.filter(state__in=attempt_queries.STANDING)
    return standing.filter(action=Attempt.Action.SCHEDULE).order_by("-pk").first()
