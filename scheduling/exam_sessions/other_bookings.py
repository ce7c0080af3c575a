"""Other bookings of the same learner that a new one would stand beside: at the same time, or of the
same exam.

A learner is known by the provider's SIDs alone, the user's or else the enrollment's: a name may be
another person's, and where neither is known no other booking is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import cached_property

from scheduling.exam_sessions import accommodations
from scheduling.models import Attempt, ExamSession, sql_statements
from scheduling.seats import possible_seats, standing_requests
from scheduling.spoken_time import say

# The sum keeps planners without statistics from walking a whole institution.
OTHERS = "institution_id + 0 = %s AND learner_key = %s AND id <> %s"
# What people are told of one: its words, or its link, stand behind the colon.
HAS_ANOTHER = "This learner has another booking:"
ANOTHER_THEN = "The learner has another booking then:"
NOT_SENT_BESIDE = "Nothing was sent: this learner has another booking:"
MAY_STILL_BE = "This learner may still be in another exam then, whose length is not known:"
MAY_BE_THEN = "The learner may still be in another exam then, whose length is not known:"
REACH = timedelta(hours=6)  # that most exams are over by, with extra time
SHORTEST = 1  # minutes that a sitting takes at least, where its length is not known


def learner_key(session: ExamSession) -> str:
    """The SID by which other sessions of the learner's are known; '' where none is."""
    known = session.learner_key if session.learner_key[:2] in ("US", "EN") else ""
    return session.user_sid or known or session.enrollment_sid


@dataclass(frozen=True, slots=True)
class OtherBooking:
    """A booking of the learner's in another session; `start` is None where it is not known, and of
    one that may stand at one of two the one in the way.
    """

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
    return OtherBookings(session).beside(start, also_of_exam=also_of_exam)


@dataclass
class OtherBookings:
    """The learner's other bookings as one look at the database finds them, whatever start is asked
    about after it.
    """

    session: ExamSession

    def beside(self, start: datetime | None, *, also_of_exam: bool = True) -> list[OtherBooking]:
        """As the function of this name has it."""
        return [
            one
            for one in _bookings(self.session, start, self._may_stand)
            if (also_of_exam and one.is_of_this_exam)
            or overlap(self.session, start, one.session, one.start)
        ]

    def that_may_reach(
        self, start: datetime | None, *, also_of_exam: bool = True
    ) -> list[OtherBooking]:
        """Those besides, begun hours before `start`, of which nobody knows how long they take."""
        return [
            one
            for one in _bookings(self.session, start, self._may_stand)
            if start and _may_reach(one, start) and not (also_of_exam and one.is_of_this_exam)
        ]

    def overlapping(self, starts: Iterable[datetime]) -> dict[datetime, OtherBooking]:
        """Those of the starts that a booking is in the way of, each with the first of these."""
        found = {one: self.beside(one, also_of_exam=False) for one in starts}
        return {start: others[0] for start, others in found.items() if others}

    @cached_property
    def _may_stand(self) -> list[tuple[ExamSession, Attempt | None]]:
        """The learner's other sessions, each with the request by which it may be booked otherwise
        than it shows.
        """
        session, key = self.session, learner_key(self.session)
        if not key:
            return []
        others = sql_statements.every(
            ExamSession, OTHERS, session.institution_id, key, session.pk or 0
        )
        requests = _to_book(standing_requests.of(others))
        accommodations.load(others)
        for other in others:
            other.institution = session.institution
        return [(other, requests.get(other.pk)) for other in others]


def _bookings(
    session: ExamSession,
    at: datetime | None,
    others: Iterable[tuple[ExamSession, Attempt | None]],
) -> Iterator[OtherBooking]:
    """Those that may stand. A status that is blank or unknown, beside a start, rules none out; of
    this exam it is one where the portal itself booked it.
    """
    for other, attempt in others:
        status, starts = other.known_status, possible_seats.starts_of(other, attempt)
        start = next((one for one in starts if overlap(session, at, other, one)), starts[-1])
        if attempt or status.is_in_place:
            is_same = other.exam_sid.casefold() == session.exam_sid.casefold()
            yield OtherBooking(other, start, is_same)
        elif start and not status.rules_out_a_booking:
            yield OtherBooking(other, start, is_of_this_exam=False)


def _to_book(requests: Mapping[int, Attempt]) -> dict[int, Attempt]:
    """Those of them that book or move; a cancellation leaves a booking where it stands."""
    return {key: one for key, one in requests.items() if one.action != Attempt.Action.CANCEL}


def overlap(
    session: ExamSession, start: datetime | None, other: ExamSession, other_start: datetime | None
) -> bool:
    """Whether two sittings that begin then share a minute, as far as their starts are known."""
    if start is None or other_start is None:
        return False
    ends = start + _length(session), other_start + _length(other)
    return start < ends[1] and other_start < ends[0]


def _may_reach(other: OtherBooking, start: datetime) -> bool:
    """Whether it may go on from an earlier start until this one, for all that is known."""
    is_endless = accommodations.sitting_of(other.session).minutes is None
    is_earlier = other.start is not None and other.start + _length(other.session) <= start
    return is_endless and is_earlier and other.start > start - REACH


def _length(session: ExamSession) -> timedelta:
    return timedelta(minutes=accommodations.sitting_of(session).minutes or SHORTEST)
