"""The next day on which somebody is expected at a place, or may be: who for certain, and how many
more of whom that is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from scheduling.booking import attempt_queries
from scheduling.exam_sessions import accommodations, day_board
from scheduling.exam_sessions.lists import listed_statuses
from scheduling.exam_sessions.moments import seated_sessions
from scheduling.exam_sessions.moments.seat_load import Seated
from scheduling.exam_sessions.name_order import by_name
from scheduling.handovers import told_opening_hours
from scheduling.handovers.places import HandoverPlace
from scheduling.handovers.told_opening_hours import Hours
from scheduling.models import ExamSession, SessionStatus
from scheduling.seats import possible_seats, standing_requests, unknown_locations
from scheduling.seats.possible_seats import PossibleSeat

Asked = Mapping[int, Sequence[datetime]]  # when each may start that a request is open for


@dataclass(frozen=True, slots=True)
class Maybe:
    """Who may come besides those who are booked: `asked` have a request that is being checked,
    `undecided` one that waits for a person (sheets of before have them among `asked`), `unsure` are
    not approved yet or of a status that says nothing, `unplaced` are booked, but nobody has read
    where, `unlisted` were, and are no longer listed (sheets of before did not count them).
    """

    asked: int
    unsure: int
    unplaced: int
    undecided: int = 0
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class NextDay:
    """A day, those who start on it by their start, and how many more may; `undecided` are
    the sessions of which a person must settle a request; `against` says what the hours of the place
    have against a seat, `hours` where they are to be told.
    """

    day: date
    coming: Sequence[Seated]
    maybe: Maybe
    undecided: Collection[int]
    hours: Sequence[Hours]
    against: Callable[[Seated], str]

    @property
    def booked(self) -> int:
        return sum(one.is_certain for one in self.coming)


def after(where: HandoverPlace, day: date) -> NextDay | None:
    """The first such day after this one; None where none is known."""
    _, end = where.bounds(day)
    asked = _asked(where)
    starts = [at for found in asked.values() for at in found if at >= end]
    listed = _listed(where, asked).filter(appointment_at__gte=end).order_by("appointment_at")
    starts += listed.values_list("appointment_at", flat=True)[:1]
    if not starts:  # who is no longer listed keeps nobody from the day on which others come
        unlisted = _unlisted(where).filter(appointment_at__gte=end).order_by("appointment_at")
        starts += unlisted.values_list("appointment_at", flat=True)[:1]
    if not starts:
        return None
    return _of(where, min(starts).astimezone(ZoneInfo(where.zone)).date(), asked)


def _of(where: HandoverPlace, day: date, asked: Asked) -> NextDay:
    first, last = where.bounds(day)
    board = day_board.of_day([where.institution], day, where.zone, location_sid=where.location_sid)
    unplaced = [one for one in board.unplaced if first <= one.start < last]
    seated = [one for place in board.places for one in place.seated if first <= one.start < last]
    coming = seated if where.location_sid else [*seated, *unplaced]
    unsure = _sessions(where, asked).filter(_unsure(where))
    pending = list(unsure.filter(appointment_at__gte=first, appointment_at__lt=last))
    accommodations.load(pending)
    may_come = list(map(seated_sessions.as_shown, pending))
    waiting = attempt_queries.undecided([where.institution])
    undecided = frozenset(waiting.order_by().values_list("session", flat=True))
    open_then = {pk for pk, found in asked.items() if any(first <= at < last for at in found)}
    unlisted = {one.session.pk for one in board.unlisted if first <= one.start < last}
    return NextDay(
        day=day,
        coming=sorted(coming, key=lambda one: (one.start, by_name(one.session))),
        maybe=Maybe(
            asked=len(open_then - undecided),
            undecided=len(open_then & undecided),
            unsure=len(pending),
            unplaced=sum(one.is_certain for one in unplaced) if where.location_sid else 0,
            unlisted=len(unlisted - asked.keys()),
        ),
        undecided=undecided,
        hours=told_opening_hours.of(board.places, day, may_come),
        against=told_opening_hours.marks(board.places, day),
    )


def _asked(where: HandoverPlace) -> Asked:
    """Of each session that a request is open for, when it may start at the place, whatever comes of
    the request.
    """
    rows = standing_requests.at([where.institution])
    return {
        one.session_id: [
            seat.start
            for seat in possible_seats.of(one.session, one)
            if _may_be_there(where, seat, one.session)
        ]
        for one in rows
    }


def _may_be_there(where: HandoverPlace, seat: PossibleSeat, session: ExamSession) -> bool:
    sid = seat.location_sid
    return where.location_sid in ("", sid) or (not sid and unknown_locations.is_unknown(session))


def _sessions(where: HandoverPlace, asked: Asked) -> QuerySet[ExamSession]:
    rows = ExamSession.objects.filter(institution=where.institution, dropped_at=None)
    return rows.exclude(pk__in=list(asked))


def _unlisted(where: HandoverPlace) -> QuerySet[ExamSession]:
    """The sessions that may take place there though they are no longer listed."""
    rows = ExamSession.objects.filter(
        _with_status(where, lambda one: not one.rules_out_a_booking),
        institution=where.institution,
        listed_at__isnull=False,
        dropped_at__isnull=False,
    )
    if not where.location_sid:
        return rows
    return rows.filter(Q(location_sid=where.location_sid) | unknown_locations.unknown())


def _listed(where: HandoverPlace, asked: Asked) -> QuerySet[ExamSession]:
    """The sessions that are, or may be, at the place, and of which no request is open."""
    booked = _with_status(where, lambda status: status.is_booked)
    if where.location_sid:
        booked &= Q(location_sid=where.location_sid) | unknown_locations.unknown()
    return _sessions(where, asked).filter(booked | _unsure(where))


def _unsure(where: HandoverPlace) -> Q:
    """Sessions that may take place there, by whose status nobody knows it."""
    unsure = _with_status(where, lambda one: not (one.is_firm or one.rules_out_a_booking))
    return unsure & Q(location_sid__in=(where.location_sid, "")) if where.location_sid else unsure


def _with_status(where: HandoverPlace, shows: Callable[[SessionStatus], bool]) -> Q:
    return listed_statuses.with_status(listed_statuses.statuses_there([where.institution]), shows)
