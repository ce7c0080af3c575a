"""Who stands at a location during a time, and which of them can be moved now: by the rules of a
single move.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from scheduling.booking import attempt_queries
from scheduling.booking.permitted_actions import why_no_move
from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.attendance import LONGEST_STAY
from scheduling.exam_sessions.lists import listed_statuses
from scheduling.exam_sessions.name_order import by_name
from scheduling.institutions import catalogue
from scheduling.models import (
    Attempt,
    Attendance,
    BatchRow,
    ExamSession,
    Institution,
    SessionStatus,
)
from scheduling.models.session_status import SCHEDULED
from scheduling.rescues import known_seats
from scheduling.rescues.known_seats import Seat
from scheduling.seats.availability import LONGEST
from scheduling.session_types import registry

MOST = 400  # sessions of one rescue
BEING_CHECKED = "Another request for it is still being checked."
IN_RESCUE = "In rescue {number}, started by {who}."
NO_START = "Its start is not known."
DOUBT = "{status}: SmarterProctoring may not move it. Select it to try anyway."
NOT_LISTED = "SmarterProctoring no longer lists it. Select it to try anyway."
PLACE_NOT_SHOWN = (
    "SmarterProctoring does not show its location. It was booked here for this one. Select it"
    " to move it."
)
HAS_LEFT = "Checked out: it may be over. Select it to move it anyway."
NO_SHOW = "Marked as a no-show. Select it to move it anyway."
END_NOT_KNOWN = "Its end is not known: it may still sit here then. Select it to move it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A session with its `seat`, and with where it sits if a request that is still open was done
    (`asked`). `minutes` is None where its length is not known, `why_not` says why it can't be moved
    now, `doubt` why that is not known, or perhaps not wanted, `batch_id` which rescue it is in
    already, and `visit` what is marked of who came.
    """

    session: ExamSession
    seat: Seat
    asked: Seat | None = None
    minutes: int | None = None
    why_not: str = ""
    doubt: str = ""
    batch_id: int | None = None
    visit: Attendance | None = None

    @property
    def start(self) -> datetime | None:
        """The start that is shown: it can be moved from no other."""
        return self.session.appointment_at

    @property
    def length(self) -> timedelta:
        """How long it sits at least; where that is not known, only its beginning counts."""
        return timedelta(minutes=self.minutes or 1)

    @property
    def is_endless(self) -> bool:
        """Whether nobody knows until when it sits."""
        return not self.minutes and not self.session.known_status.is_over

    @property
    def longest(self) -> timedelta:
        """How long it may sit, for all that is known."""
        return LONGEST_STAY if self.is_endless else self.length

    def may_sit(self, location_sid: str, first: datetime, last: datetime) -> bool:
        """Whether it sits there at a moment of the time, or may."""
        return self._sits(location_sid, first, last, self.longest)

    def sits_at_least(self, location_sid: str, first: datetime, last: datetime) -> bool:
        """The same, without what an end that is not known leaves open."""
        return self._sits(location_sid, first, last, self.length)

    def _sits(self, location_sid: str, first: datetime, last: datetime, length: timedelta) -> bool:
        asked = self.asked
        if asked and asked.is_at(location_sid) and asked.is_in(first, last, length):
            return True
        is_there = _stands(self.session.known_status) and self.seat.is_at(location_sid)
        return is_there and self.seat.is_in(first, last, length)

    @property
    def first_start(self) -> datetime | None:
        """To put them in order by."""
        return self.seat.start or (self.asked.start if self.asked else None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate with the start that is proposed for it."""

    candidate: Candidate
    start: datetime

    @property
    def end(self) -> datetime:
        return self.start + self.candidate.length

    @property
    def latest_end(self) -> datetime:
        """Until when it may sit, for all that is known."""
        return self.start + self.candidate.longest


def lost(keys: Iterable[int], institution: Institution) -> list[ExamSession]:
    """Those of an institution's sessions that were selected and can't be by now, by name."""
    theirs = ExamSession.objects.filter(pk__in=list(keys), institution=institution)
    return list(theirs.select_related("institution").order_by("learner_name", "pk"))


def candidates_at(
    institution: Institution, location_sid: str, first: datetime, last: datetime
) -> list[Candidate]:
    """Those that sit there at a moment of the time, or may, by start and name.

    One whose status shows that no booking stands is none of them, unless a request for it is open;
    a status that is blank or unknown shows no such thing. Where no place or start is shown, what
    was booked here counts. Who began before, nobody knows until when, is there with that doubt.
    """
    rows = _near(institution, Q(location_sid__in=(location_sid, "")), first, last)
    found = [one for one in of(rows) if one.may_sit(location_sid, first, last)]
    found.sort(key=lambda one: (one.first_start or last, by_name(one.session)))
    return [_doubted(one, is_there=one.sits_at_least(location_sid, first, last)) for one in found]


def _doubted(one: Candidate, *, is_there: bool) -> Candidate:
    """With what else is not known of its being there then."""
    unshown = "" if one.session.location_sid else PLACE_NOT_SHOWN
    endless = "" if is_there else END_NOT_KNOWN
    return replace(one, doubt=" ".join(filter(None, (one.doubt, unshown, endless))))


def without_location(
    institution: Institution, location_sid: str, first: datetime, last: datetime
) -> int:
    """How many more may sit at the location then, because nothing known tells where they are: those
    that nobody has read yet, and of the others those of types that such a place is for.
    """
    kind = catalogue.kind_of_location(institution, location_sid)
    rows = [
        one
        for one in _near(institution, Q(location_sid=""), first, last)
        if one.dropped_at is None
        and (one.refreshed_at is None or registry.may_be_at(one.session_type, kind))
    ]
    nowhere = [one for one in of(rows) if one.may_sit("", first, last)]
    return sum(not one.may_sit(location_sid, first, last) for one in nowhere)


def _near(
    institution: Institution, at_place: Q, first: datetime, last: datetime
) -> list[ExamSession]:
    """The sessions at the place that may sit there at a moment of the time; with them those that
    were booked here and show no start, and whatever is being asked about.
    """
    here = ExamSession.objects.filter(institution=institution)
    texts = listed_statuses.statuses_there([institution])
    booked = Attempt.objects.filter(session=OuterRef("pk"), state=Attempt.State.ACCEPTED)
    waiting = Attempt.objects.at([institution]).filter(state__in=Attempt.OPEN)
    standing = here.filter(at_place, listed_statuses.with_status(texts, _stands))
    found = (
        here.filter(at_place, appointment_at__gt=first - LONGEST, appointment_at__lt=last),
        standing.filter(Exists(booked), appointment_at=None),
        here.filter(pk__in=list(waiting.values_list("session", flat=True))),
    )
    near = (one for rows in found for one in rows.select_related("institution"))
    return list({one.pk: one for one in near}.values())


def of(sessions: Iterable[ExamSession]) -> list[Candidate]:
    """These sessions, in their order."""
    every = list(sessions)
    accommodations.load(every)
    latest = attempt_queries.latest_attempts(every)
    taken = _in_rescues(every)
    believed = known_seats.believed(every)
    visits = attendance.latest_of(every)
    return [
        Candidate(
            session=one,
            seat=believed[one.pk],
            asked=known_seats.asked(latest.get(one.pk), believed[one.pk]),
            minutes=accommodations.sitting_of(one).minutes,
            why_not=_why_not(one, taken.get(one.pk), being_checked=_is_open(latest, one)),
            doubt=" ".join(filter(None, (_doubt(one), _over(visits.get(one.pk))))),
            batch_id=taken[one.pk].batch_id if one.pk in taken else None,
            visit=visits.get(one.pk),
        )
        for one in every
    ]


def _stands(status: SessionStatus) -> bool:
    return not (status.needs_proctor or status.is_cancelled or status.is_denied)


def _is_open(latest: dict, session: ExamSession) -> bool:
    return session.pk in latest and latest[session.pk].is_open


def _why_not(session: ExamSession, taken: BatchRow | None, *, being_checked: bool) -> str:
    if taken:
        return IN_RESCUE.format(number=taken.batch_id, who=taken.batch.actor_name)
    if being_checked:
        return BEING_CHECKED
    if session.appointment_at is None:
        return NO_START
    return why_no_move(session)


def _doubt(session: ExamSession) -> str:
    """Why it is not known that it can be moved: only of a scheduled one that is shown."""
    if session.known_status != SCHEDULED:
        return DOUBT.format(status=session.known_status.word)
    return NOT_LISTED if session.dropped_at else ""


def _over(visit: Attendance | None) -> str:
    """That it is over, or nobody came, as it was marked. Who is here may have to go on later."""
    if visit is None or visit.is_here:
        return ""
    return HAS_LEFT if visit.left_at else NO_SHOW


def _in_rescues(sessions: Sequence[ExamSession]) -> dict[int, BatchRow]:
    """The rows of batches under way that these are in, by session."""
    keys = [one.pk for one in sessions]
    rows = BatchRow.objects.filter(session__in=keys, state__in=BatchRow.OPEN)
    return {row.session_id: row for row in rows.select_related("batch")}
