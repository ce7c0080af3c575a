"""The day sheet of a place: what a shift leaves behind, counted and listed as it is known here now.

A list holds sessions by their primary keys with the moment that matters, never a name: who they are
about, the session tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from scheduling.booking import attempt_queries
from scheduling.exam_sessions import attendance, day_board
from scheduling.exam_sessions.day_board import Board
from scheduling.exam_sessions.lists import list_filters, listed_statuses, worklist
from scheduling.exam_sessions.lists.list_filters import ListFilters
from scheduling.exam_sessions.moments import who_is_here, who_is_overdue
from scheduling.handovers import (
    first_arrivals,
    next_day,
    no_shows,
    places,
    refunds,
    rescued,
    to_review,
    told_opening_hours,
)
from scheduling.handovers.next_day import Maybe
from scheduling.handovers.no_shows import NoShow
from scheduling.handovers.parts_in_order import HandoverPart, Item, how_open
from scheduling.handovers.places import Among, HandoverPlace
from scheduling.handovers.rescued import Rescue
from scheduling.handovers.told_opening_hours import Hours
from scheduling.models import Attempt, Attendance, ExamSession, Handover, status_of
from scheduling.models.session_status import INCIDENT
from scheduling.provider_list import list_progress
from scheduling.seats import possible_seats

__all__ = ["HandoverPlace", "Item", "Maybe", "Rescue", "Sheet", "of", "still_open"]

ACTIONS = {"schedule": "Booking", "reschedule": "Move", "cancel": "Cancellation"}
# How a session stands whatever its status: by the list's name for the state.
STATES = {"checking": "Still being checked", "dropped": "No longer listed"}
DECIDE = Attempt.NEEDS_DECISION  # of those that the list counts as being checked


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What a day that is over left open: how much waits for somebody, how much more may, whose
    location or end is not known, and whether its handover was signed.
    """

    day: date
    found: Mapping[HandoverPart, int]
    not_known: Mapping[HandoverPart, int]
    is_signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A day as it is handed over.

    `by_type` counts the day's sessions by session type and by how they stand, in words.
    `next_day` is the next day on which somebody is, or may be, expected, None where none is known;
    `next_count` how many are booked on it, `next_maybe` who may come besides. `unplaced` is how
    many are booked on the day whose place is not known yet, `may_lack` how many more a list may
    have to name for the same reason. Sheets of before have no `next_maybe`: their `next_count` has
    open requests in it. `next_hours`, and `hours` of the day itself, are told where they are not as
    usual, or somebody is booked outside them; None of sheets of before. `day_before` is what the
    day before left open, beside today. `rescues` are those that the shift hands over.
    `may_be_late` are those of `unplaced` who should have ended, as far as their times tell, and
    those of whom nobody knows when they end; None of sheets of before. `list_as_of` is when the
    list of sessions was loaded that it was put together from, None also of sheets of before;
    `is_renewed` whether it was renewed then: if not, every list may lack something.
    """

    by_type: Mapping[str, Mapping[str, int]]
    parts: Mapping[HandoverPart, list[Item]]
    next_day: date | None
    next_count: int
    unplaced: int
    next_maybe: Maybe | None = None
    next_hours: Sequence[Hours] | None = None
    hours: Sequence[Hours] | None = None
    day_before: LeftOver | None = None
    may_lack: Mapping[HandoverPart, int] = field(default_factory=dict)
    rescues: Sequence[Rescue] = ()
    may_be_late: int | None = None
    list_as_of: datetime | None = None
    is_renewed: bool = True

    @property
    def counts(self) -> dict[str, int]:
        """How many are in each list of the day itself."""
        return {part.value: len(self.parts[part]) for part in HandoverPart if part not in TOMORROW}

    @property
    def not_judged(self) -> int:
        """How many more may have to stand among those who should have ended."""
        return self.unplaced if self.may_be_late is None else self.may_be_late


UNLISTED = "no longer listed"
TOMORROW = (HandoverPart.FIRST, HandoverPart.SPECIAL)


def of(where: HandoverPlace, day: date, now: datetime) -> Sheet:
    """The sheet as things stand now."""
    board = day_board.of_day([where.institution], day, where.zone, location_sid=where.location_sid)
    following = next_day.after(where, day)
    found = _left_behind(where, day, now, places.rows_at(where))
    elsewhere = places.anywhere() if where.location_sid else None
    perhaps = _left_behind(where, day, now, elsewhere) if elsewhere else {}
    rescues, not_moved = rescued.of(where, day, now)
    found |= {
        HandoverPart.NOT_MOVED: [
            Item(row.session_id, row.stood_at, said) for row, said in not_moved
        ]
    }
    overdue, may_be_late = _overdue(board, now)
    return Sheet(
        by_type=_by_type(where, day, board),
        parts=found | overdue | first_arrivals.parts_of(following),
        next_day=following.day if following else None,
        next_count=following.booked if following else 0,
        unplaced=len(board.unplaced),
        next_maybe=following.maybe if following else Maybe(0, 0, 0),
        next_hours=following.hours if following else (),
        hours=told_opening_hours.of(board.places, day, board.may_come),
        day_before=_day_before(where, day, now),
        may_lack=_not_named(perhaps, found),
        rescues=rescues,
        may_be_late=may_be_late,
        list_as_of=where.institution.synced_at,
        is_renewed=list_progress.is_renewed(where.institution),
    )


def _not_named(
    perhaps: Mapping[HandoverPart, list[Item]], named: Mapping[HandoverPart, list[Item]]
) -> dict[HandoverPart, int]:
    """How many of a list's perhaps are not named in it: whose location is not known may be there
    for another reason, as by what is asked for.
    """
    return _filled(
        {
            part: len({one.session_id for one in items} - {one.session_id for one in named[part]})
            for part, items in perhaps.items()
        }
    )


def still_open(
    where: HandoverPlace, day: date, now: datetime
) -> tuple[dict[HandoverPart, int], dict[HandoverPart, int]]:
    """How much of a day that is over waits for somebody: who should have ended, and incidents. Then
    how many of each may be there besides, whose location is not known.
    """
    board = day_board.of_day([where.institution], day, where.zone, location_sid=where.location_sid)
    incidents = {HandoverPart.INCIDENTS: _incidents(where, day, places.rows_at(where))}
    overdue, may_be_late = _overdue(board, now)
    found = {part: len(items) for part, items in (overdue | incidents).items()}
    lost = _incidents(where, day, places.anywhere()) if where.location_sid else ()
    may_be = {HandoverPart.OVERDUE: may_be_late, HandoverPart.INCIDENTS: len(lost)}
    return _filled(found), _filled(may_be)


def _day_before(where: HandoverPlace, day: date, now: datetime) -> LeftOver | None:
    """Beside today what the day before left open: past midnight a shift is still of that day."""
    if day != now.astimezone(ZoneInfo(where.zone)).date():
        return None
    before = day - timedelta(days=1)
    found, not_known = still_open(where, before, now)
    if not (found or not_known):
        return None
    signed = signed_on(where, before).filter(signed_at__gte=where.bounds(before)[0])
    return LeftOver(before, found, not_known, is_signed=signed.exists())


def signed_on(where: HandoverPlace, day: date) -> QuerySet[Handover]:
    """The handovers of the day that were signed for the place, or for all of its institution."""
    of_day = Handover.objects.filter(institution=where.institution, day=day)
    return of_day.filter(location_sid__in=("", where.location_sid))


def _filled(counts: Mapping[HandoverPart, int]) -> dict[HandoverPart, int]:
    return {part: many for part, many in counts.items() if many}


def _by_type(where: HandoverPlace, day: date, board: Board) -> dict[str, dict[str, int]]:
    asked = ListFilters(day, where.location_sid, zone=where.zone)
    counted = worklist.counts_by_type([where.institution], asked)
    told: dict[str, dict[str, int]] = {}
    for session_type, by_status in counted.items():
        words = told.setdefault(session_type, {})
        for (state, status), sessions in by_status.items():
            word = STATES.get(state) or status_of(status).word
            words[word] = words.get(word, 0) + sessions
    for session_type, sessions in _undecided(where, asked).items():
        _set_apart(told.get(session_type, {}), sessions)
    for session_type, word in _without_a_start(board):
        words = told.setdefault(session_type, {})
        words[word] = words.get(word, 0) + 1
    return told


def _without_a_start(board: Board) -> Iterator[tuple[str, str]]:
    """Type and state of each session that only a request puts on the day: it may have no type."""
    seats = (seat for place in board.places for seat in place.seated)
    found = {seat.session.pk: seat.session for seat in (*seats, *board.unplaced)}
    for session in found.values():
        request = session.standing_request
        if request and session.appointment_at is None:
            checking = DECIDE if request.needs_person else STATES["checking"]
            word = checking if request.is_open else session.known_status.word
            yield session.session_type or request.session_type, word


def _undecided(where: HandoverPlace, asked: ListFilters) -> dict[str, int]:
    """How many of each type only a person can settle: the list has them as being checked."""
    undecided = attempt_queries.undecided([where.institution]).values("session")
    rows = list_filters.led_elsewhere(
        ExamSession.objects.filter(pk__in=undecided), [where.institution]
    )
    found = list_filters.narrowed(rows, [where.institution], asked).order_by()
    found = found.exclude(appointment_at=None)
    return dict(found.values_list("session_type").annotate(sessions=Count("pk")))


def _set_apart(words: dict[str, int], undecided: int) -> None:
    checking = words.pop(STATES["checking"], 0)
    counts = {DECIDE: min(undecided, checking), STATES["checking"]: max(0, checking - undecided)}
    words |= {word: many for word, many in counts.items() if many}


def _left_behind(
    where: HandoverPlace, day: date, now: datetime, among: Among
) -> dict[HandoverPart, list[Item]]:
    return {
        HandoverPart.UNCONFIRMED: [
            _asked(one) for one in _open(where, among).filter(needs_person=False)
        ],
        HandoverPart.DECIDE: [_asked(one) for one in _open(where, among).filter(needs_person=True)],
        HandoverPart.HALF_SWITCHED: to_review.half_switched(where, among),
        HandoverPart.OUTSIDE: to_review.changed_outside(where, day, now, among),
        HandoverPart.NOT_AS_ASKED: to_review.not_as_asked(where, day, among),
        HandoverPart.INCIDENTS: _incidents(where, day, among),
        HandoverPart.NO_SHOWS: [_no_show(one) for one in no_shows.of(where, day, among)],
        HandoverPart.REFUNDS: [_asked(one) for one in refunds.of(where, day, among)],
        HandoverPart.HERE: [_visit(one) for one in _here(where, day, now, among)],
    }


def _overdue(board: Board, now: datetime) -> tuple[dict[HandoverPart, list[Item]], int]:
    """Who should have ended, and how many may have, of whom nobody knows it."""
    visits = attendance.latest_of([seat.session for place in board.places for seat in place.seated])
    late = who_is_overdue.overdue(board, now, visits)
    may_be = len(who_is_overdue.endless(board, now, visits)) + _perhaps_late(board, now)
    return {HandoverPart.OVERDUE: [Item(one.session.pk, one.end) for one in late]}, may_be


def _perhaps_late(board: Board, now: datetime) -> int:
    """How many should have ended, or have begun and nobody knows until when, of those whom nobody
    knows to be here or elsewhere, or to come at all: they are no longer listed.
    """
    sessions = {one.key: one.session for one in (*board.unplaced, *board.unlisted)}
    visits = attendance.latest_of(sessions.values())
    due = {
        one.key
        for one in (*board.unplaced, *board.unlisted)
        if (one.end or one.start) <= now and not one.session.known_status.is_over
    }
    return sum(key not in visits or visits[key].is_here for key in due)


def _open(where: HandoverPlace, among: Among) -> QuerySet[Attempt]:
    """The requests whose outcome is not known, whichever day they are about."""
    rows = _requests(where, among).filter(state__in=Attempt.OPEN)
    return rows.order_by("started_at", "pk")


def _requests(where: HandoverPlace, among: Among) -> QuerySet[Attempt]:
    rows = Attempt.objects.at([where.institution]).filter(among.requests)
    return rows.select_related("session")


def _asked(attempt: Attempt) -> Item:
    said = f"{ACTIONS[attempt.action]} by {attempt.actor_name}"
    told = ", ".join(filter(None, (said, how_open(attempt))))
    return Item(attempt.session_id, attempt.started_at, told, _starts(attempt))


def _starts(attempt: Attempt) -> tuple[datetime, ...]:
    """When the exam starts that a request is about; while it is open, each time at which it may."""
    request = attempt if attempt.is_open else None
    starts = possible_seats.starts_of(attempt.session, request)
    return tuple(sorted({one for one in starts if one}))


def _incidents(where: HandoverPlace, day: date, among: Among) -> list[Item]:
    first, last = where.bounds(day)
    texts = listed_statuses.statuses_there([where.institution])
    rows = ExamSession.objects.filter(
        listed_statuses.with_status(texts, INCIDENT.__eq__),
        among.sessions(""),
        institution=where.institution,
        appointment_at__gte=first,
        appointment_at__lt=last,
    )
    return [
        Item(one.pk, one.appointment_at, UNLISTED if one.dropped_at else "")
        for one in rows.order_by("appointment_at", "pk")
    ]


def _no_show(one: NoShow) -> Item:
    return Item(one.session_id, one.start, ", ".join(filter(None, (one.said, one.doubt))))


def _here(where: HandoverPlace, day: date, now: datetime, among: Among) -> QuerySet[Attendance]:
    """Who was checked in on the day; while it is that day, whoever is here since before too."""
    first, last = where.bounds(day)
    found = who_is_here.visits_at([where.institution], now).filter(among.placed)
    is_today = first <= now < last
    return found if is_today else found.filter(arrived_at__gte=first, arrived_at__lt=last)


def _visit(one: Attendance) -> Item:
    return Item(one.session_id, one.arrived_at, f"checked in by {one.marked_by_name}")
