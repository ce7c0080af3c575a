"""The day sheet of a place: what a shift leaves behind, counted and listed as it is known here now.

A list holds sessions by their primary keys with the moment that matters, never a name: who they are
about, the session tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from scheduling.exam_sessions import accommodations, attendance, day_board
from scheduling.exam_sessions.day_board import Board, Seated
from scheduling.exam_sessions.lists import list_views, worklist
from scheduling.exam_sessions.lists.list_views import Filters
from scheduling.models import Attempt, Attendance, ExamSession, Institution, status_of
from scheduling.models.session_status import INCIDENT
from scheduling.wall_time import midnight

FIRST_ARRIVALS = 8
ACTIONS = {"schedule": "Booking", "reschedule": "Move", "cancel": "Cancellation"}
CHANGED_OUTSIDE = "Changed outside this portal"
NOT_SETTLED = "not settled yet"
# How a session stands whatever its status: by the list's name for the state.
STATES = {"checking": "Not settled yet", "dropped": "No longer listed"}


class Part(StrEnum):
    """What is listed, by its name in a kept sheet, in the order in which it is told."""

    UNCONFIRMED = "unconfirmed"
    DECIDE = "decide"
    INCIDENTS = "incidents"
    NO_SHOWS = "no_shows"
    REFUNDS = "refunds"
    HERE = "here"
    OVERDUE = "overdue"
    FIRST = "first_arrivals"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Where:
    """A place that is handed over: one location, or with a blank SID the whole institution; its
    clock is `zone`.
    """

    institution: Institution
    location_sid: str
    location_name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Item:
    """A session of a list: the moment that matters, and in a few words what is left of it."""

    session_id: int
    at: datetime | None = None
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A day as it is handed over.

    `by_type` counts the day's sessions by session type and by how they stand, in words.
    `next_day` is the next day with a booking, None where none is known; `next_count` how many are
    booked to start on it, `next_unsure` how many more may. `unplaced` is how many are booked on the
    day whose place is not known yet.
    """

    by_type: Mapping[str, Mapping[str, int]]
    parts: Mapping[Part, list[Item]]
    next_day: date | None
    next_count: int
    unplaced: int
    next_unsure: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many are in each list of the day itself."""
        return {part.value: len(self.parts[part]) for part in Part if part not in TOMORROW}


TOMORROW = (Part.FIRST, Part.SPECIAL)


def of(where: Where, day: date, now: datetime) -> Sheet:
    """The sheet as things stand now."""
    board = day_board.of_day([where.institution], day, where.zone, location_sid=where.location_sid)
    next_day = _next_day(where, day)
    coming = _starting_on(where, next_day) if next_day else []
    return Sheet(
        by_type=_by_type(where, day),
        parts=_left_behind(where, day, board, now) | _coming(coming),
        next_day=next_day,
        next_count=sum(one.is_certain for one in coming),
        next_unsure=len({one.session.pk for one in coming if not one.is_certain}),
        unplaced=len(board.unplaced),
    )


def _by_type(where: Where, day: date) -> dict[str, dict[str, int]]:
    counted = worklist.counts_by_type([where.institution], Filters(day, where.location_sid))
    told: dict[str, dict[str, int]] = {}
    for session_type, by_status in counted.items():
        words = told.setdefault(session_type, {})
        for (state, status), sessions in by_status.items():
            word = STATES.get(state) or status_of(status).word
            words[word] = words.get(word, 0) + sessions
    return told


def _left_behind(where: Where, day: date, board: Board, now: datetime) -> dict[Part, list[Item]]:
    found = {
        Part.UNCONFIRMED: [_asked(one) for one in _open(where).filter(needs_person=False)],
        Part.DECIDE: _to_decide(where),
        Part.INCIDENTS: _incidents(where, day),
        Part.NO_SHOWS: [_no_show(one) for one in _no_shows(where, day)],
        Part.REFUNDS: [_asked(one) for one in _refunds(where, day)],
        Part.HERE: [_visit(one) for one in _here(where, now)],
    }
    seated = [seat.session for place in board.places for seat in place.seated]
    late = day_board.overdue(board, now, attendance.latest_of(seated))
    return found | {Part.OVERDUE: [Item(one.session.pk, one.end) for one in late]}


def _coming(coming: list[Seated]) -> dict[Part, list[Item]]:
    special = [one for one in coming if accommodations.of(one.session)]
    return {
        Part.FIRST: [_start(one) for one in coming[:FIRST_ARRIVALS]],
        Part.SPECIAL: [_start(one) for one in special],
    }


def _start(one: Seated) -> Item:
    return Item(one.session.pk, one.start, "" if one.is_certain else NOT_SETTLED)


def _open(where: Where) -> QuerySet[Attempt]:
    """The requests whose outcome is not known, whichever day they are about."""
    return _at(where, Attempt.objects.filter(state__in=Attempt.OPEN)).order_by("started_at", "pk")


def _at(where: Where, rows: QuerySet[Attempt]) -> QuerySet[Attempt]:
    rows = rows.filter(session__institution=where.institution).select_related("session")
    if not where.location_sid:
        return rows
    here = where.location_sid
    return rows.filter(session__location_sid=here) | rows.filter(asked__proctorLocationSid=here)


def _asked(attempt: Attempt) -> Item:
    settled = f", {NOT_SETTLED}" if attempt.is_open else ""
    said = f"{ACTIONS[attempt.action]} by {attempt.actor_name}{settled}"
    return Item(attempt.session_id, attempt.started_at, said)


def _to_decide(where: Where) -> list[Item]:
    """Requests that only a person can settle, and changes made outside that nobody has seen."""
    changed = ExamSession.objects.filter(institution=where.institution, changed_event__isnull=False)
    changed = list_views.narrowed(
        changed, [where.institution], Filters(location_sid=where.location_sid)
    )
    return [
        *(_asked(one) for one in _open(where).filter(needs_person=True)),
        *(
            Item(one.pk, one.appointment_at, CHANGED_OUTSIDE)
            for one in changed.order_by("appointment_at", "pk")
        ),
    ]


def _incidents(where: Where, day: date) -> list[Item]:
    here = [where.institution]
    shown = list_views.with_status(list_views.statuses_there(here), INCIDENT.__eq__)
    rows = ExamSession.objects.filter(institution=where.institution, dropped_at=None)
    rows = list_views.narrowed(rows.filter(shown), here, Filters(day, where.location_sid))
    return [Item(one.pk, one.appointment_at) for one in rows.order_by("appointment_at", "pk")]


def _no_shows(where: Where, day: date) -> QuerySet[Attendance]:
    first, last = _bounds(where, day)
    rows = Attendance.objects.filter(
        no_show_at__isnull=False,
        start_at__gte=first,
        start_at__lt=last,
        session__institution=where.institution,
    )
    if where.location_sid:
        rows = rows.filter(session__location_sid=where.location_sid)
    return rows.order_by("start_at", "pk")


def _no_show(one: Attendance) -> Item:
    return Item(one.session_id, one.start_at, f"marked by {one.marked_by_name}")


def _here(where: Where, now: datetime) -> Iterable[Attendance]:
    return attendance.here_at([where.institution], now, location_sid=where.location_sid)


def _visit(one: Attendance) -> Item:
    return Item(one.session_id, one.arrived_at, f"checked in by {one.marked_by_name}")


def _refunds(where: Where, day: date) -> QuerySet[Attempt]:
    """The day's cancellations that ask for the fees back that are not refunded else; whether any
    money went back, nothing here tells.
    """
    first, last = _bounds(where, day)
    asked = Attempt.objects.filter(
        action=Attempt.Action.CANCEL,
        asked__bypassNonRefundable=True,
        state__in=(*Attempt.OPEN, Attempt.State.ACCEPTED),
        started_at__gte=first,
        started_at__lt=last,
    )
    return _at(where, asked).order_by("started_at", "pk")


def _bounds(where: Where, day: date) -> tuple[datetime, datetime]:
    return midnight(day, where.zone), midnight(day + timedelta(days=1), where.zone)


def _next_day(where: Where, day: date) -> date | None:
    """The first day after this one on which a booking is known."""
    here = [where.institution]
    booked = list_views.with_status(
        list_views.statuses_there(here), lambda status: status.is_booked
    )
    rows = ExamSession.objects.filter(
        booked,
        institution=where.institution,
        dropped_at=None,
        appointment_at__gte=_bounds(where, day)[1],
    )
    if where.location_sid:
        rows = rows.filter(location_sid=where.location_sid)
    first = rows.order_by("appointment_at").values_list("appointment_at", flat=True).first()
    return first.astimezone(ZoneInfo(where.zone)).date() if first else None


def _starting_on(where: Where, day: date) -> list[Seated]:
    board = day_board.of_day([where.institution], day, where.zone, location_sid=where.location_sid)
    first, last = _bounds(where, day)
    elsewhere = [] if where.location_sid else board.unplaced
    seated = [*(one for place in board.places for one in place.seated), *elsewhere]
    starting = [one for one in seated if first <= one.start < last]
    return sorted(starting, key=lambda one: (one.start, one.session.pk))
