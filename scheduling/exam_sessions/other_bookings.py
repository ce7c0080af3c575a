"""Other bookings of the same learner that a new one would stand beside: at the same time, or of the
same exam.

A learner is known by the provider's user SID alone: a name may be another person's, and where no
user SID is known no other booking is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from scheduling.models import Attempt, ExamSession
from scheduling.proctoring_api.parsing import moment
from scheduling.wall_time import say

SHORTEST = 1  # minutes that a sitting takes at least, where its length is not known


@dataclass(frozen=True, slots=True)
class OtherBooking:
    """A booking of the learner's in another session; `start` is None where it is not known."""

    session: ExamSession
    start: datetime | None
    is_of_this_exam: bool

    @property
    def in_words(self) -> str:
        """“CHEM 322 Final, Thursday, January 14, 2027, 9:30 AM CST”, as far as it is known."""
        exam = self.session.exam_title or "another exam"
        when = say(self.start, str(self.session.zone)).whole if self.start else ""
        return ", ".join(part for part in (exam, when) if part)


def beside(
    session: ExamSession, start: datetime | None, *, also_of_exam: bool = True
) -> list[OtherBooking]:
    """The learner's other bookings that overlap a sitting of this session from `start` on, and with
    `also_of_exam` those of its exam at any time.
    """
    if not session.user_sid:
        return []
    return [
        one
        for one in _bookings(session)
        if (also_of_exam and one.is_of_this_exam) or _overlap(session, start, one)
    ]


def _bookings(session: ExamSession) -> Iterator[OtherBooking]:
    """Those that may stand. A status that is blank or unknown, beside a start, rules none out."""
    others = ExamSession.objects.select_related("institution").filter(
        institution=session.institution, learner_key=session.user_sid
    )
    for other in others.exclude(pk=session.pk):
        attempt, status = _open(other), other.known_status
        asked = moment(attempt.asked.get("appointmentDateTime")) if attempt else None
        start = asked or other.appointment_at
        if attempt or status.is_in_place:
            is_same = other.exam_sid.casefold() == session.exam_sid.casefold()
            yield OtherBooking(other, start, is_same)
        elif start and not status.rules_out_a_booking:
            yield OtherBooking(other, start, is_of_this_exam=False)


def _open(session: ExamSession) -> Attempt | None:
    """The request to book or move it whose outcome is not known yet."""
    is_asked = Q(state__in=Attempt.OPEN) & ~Q(action=Attempt.Action.CANCEL)
    return Attempt.objects.filter(is_asked, session=session).first()


def _overlap(session: ExamSession, start: datetime | None, other: OtherBooking) -> bool:
    if start is None or other.start is None:
        return False
    ends = start + _length(session), other.start + _length(other.session)
    return start < ends[1] and other.start < ends[0]


def _length(session: ExamSession) -> timedelta:
    return timedelta(minutes=session.duration_minutes or SHORTEST)
