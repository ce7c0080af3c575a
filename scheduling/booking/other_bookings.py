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

from scheduling.booking.comparison import asked_start
from scheduling.models import Attempt, ExamSession
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
        """“CHEM 322 Final, Thu, Jan 14, 2027 9:30 AM CST”, as far as it is known."""
        exam = self.session.exam_title or "another exam"
        when = say(self.start, str(self.session.zone)).short if self.start else ""
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
        institution=session.institution, user_sid=session.user_sid
    )
    for other in others.exclude(pk=session.pk):
        start = _asked_now(other) or other.appointment_at
        status = other.known_status
        if _is_being_booked(other) or status.is_in_place:
            is_same = other.exam_sid.casefold() == session.exam_sid.casefold()
            yield OtherBooking(other, start, is_same)
        elif start and not status.rules_out_a_booking:
            yield OtherBooking(other, start, is_of_this_exam=False)


def _open(session: ExamSession) -> Attempt | None:
    is_asked = Q(state__in=Attempt.OPEN) & ~Q(action=Attempt.Action.CANCEL)
    return Attempt.objects.filter(is_asked, session=session).first()


def _is_being_booked(session: ExamSession) -> bool:
    return _open(session) is not None


def _asked_now(session: ExamSession) -> datetime | None:
    """The start that an open request asks for."""
    attempt = _open(session)
    return asked_start(attempt.asked) if attempt else None


def _overlap(session: ExamSession, start: datetime | None, other: OtherBooking) -> bool:
    if start is None or other.start is None:
        return False
    ends = start + _length(session), other.start + _length(other.session)
    return start < ends[1] and other.start < ends[0]


def _length(session: ExamSession) -> timedelta:
    return timedelta(minutes=session.duration_minutes or SHORTEST)
