"""The day board: who sits where in each half hour of a day, as far as it is known here.

A location's seats are taken by sessions whose booking stands for certain, or that are over. One
that is still being asked about is counted apart: it may take a seat where it stands, and where it
was asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.moments import day_places
from scheduling.exam_sessions.moments.day_places import ONE_DAY, OneDay
from scheduling.exam_sessions.moments.seat_load import HALF_HOUR, Cell, Load, Place, Seated
from scheduling.exam_sessions.name_order import by_name
from scheduling.models import (
    Attempt,
    Attendance,
    ExamSession,
    HoursByDate,
    Institution,
    Location,
    sql_statements,
    status_of,
)
from scheduling.seats import possible_seats, standing_requests
from scheduling.seats.availability import LONGEST, special_hours
from scheduling.seats.possible_seats import PossibleSeat
from scheduling.wall_time import midnight

__all__ = ["HALF_HOUR", "Board", "Cell", "Load", "Place", "Seated"]

# Of a session; the rest is read where it is asked for. To read a moment takes longer than a text.
NEAR = "appointment_at > %s AND appointment_at < %s"
READ = (
    *("id", "institution_id", "sid", "exam_sid", "status", "session_type", "appointment_at"),
    *("location_sid", "location_name", "time_zone", "learner_name", "learner_family_name"),
    *("exam_title", "duration_minutes", "changed_event", "refreshed_at", "listed_at"),
    "dropped_at",
)
INSTITUTION = ExamSession._meta.get_field("institution")
USUAL_DAY = (timedelta(hours=8), timedelta(hours=17))  # shown where no opening hours are known


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A day: its half hours, its places, and the sessions of which it is not known where they are
    (`unplaced`), or who may sit there still although they are no longer listed (`unlisted`).
    `unsure` is how many more are not approved yet, or of a state that says nothing, and
    `called_off` how many were cancelled or denied: they are counted nowhere. `may_come` are the
    unsure and unlisted ones of a location that was asked for.
    """

    day: date
    slots: Sequence[datetime]
    places: Sequence[Place]
    unplaced: Sequence[Seated] = ()
    unlisted: Sequence[Seated] = ()
    unsure: int = 0
    called_off: int = 0
    may_come: Sequence[Seated] = ()


def of_day(
    institutions: Sequence[Institution], day: date, zone: str, *, location_sid: str = ""
) -> Board:
    """The board of a day by the clocks of a zone; of one location where that is asked for."""
    [board] = of_days(institutions, [day], zone, location_sid=location_sid)
    return board


def of_days(
    institutions: Sequence[Institution],
    days: Sequence[date],
    zone: str,
    *,
    location_sid: str = "",
) -> list[Board]:
    """The boards of days that follow each other, from as many statements as one of them takes."""
    first, last = midnight(days[0], zone), midnight(days[-1] + ONE_DAY, zone)
    rows = _sessions(institutions, first, last)
    firm = {one for one in {row.status for row in rows} if status_of(one).is_firm}
    others = [one for one in rows if one.status not in firm]
    around = _Around(
        unsure=[one for one in others if _is_unsure(one)],
        called_off=[one for one in others if _is_called_off(one)],
        seated=[seat for one in rows if one.dropped_at is None for seat in _seated(one)],
        unlisted=[seat for one in rows if one.dropped_at is not None for seat in _still(one)],
        locations=day_places.locations(institutions),
        special=special_hours(institutions, days[0] - ONE_DAY, days[-1] + ONE_DAY),
    )
    return [_board(around, day, zone, location_sid) for day in days]


def seated_between(
    institutions: Sequence[Institution], first: datetime, last: datetime
) -> list[Seated]:
    """Who sits, or may sit, at a time between, wherever that is."""
    seated = [seat for one in _sessions(institutions, first, last) for seat in _seated(one)]
    return [one for one in seated if one.sits(first, last)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What is known of some days: who sits, or may; sessions that may take a seat and are counted
    nowhere, and those that take none; who may sit there unlisted; locations, hours by
    date.
    """

    unsure: Sequence[ExamSession]
    called_off: Sequence[ExamSession]
    seated: Sequence[Seated]
    unlisted: Sequence[Seated]
    locations: Sequence[Location]
    special: Sequence[HoursByDate]


def _board(around: _Around, day: date, zone: str, location_sid: str) -> Board:
    first, last = midnight(day, zone), midnight(day + ONE_DAY, zone)
    seated = [one for one in around.seated if one.sits(first, last)]
    unlisted = [one for one in around.unlisted if one.sits(first, last) or one.may_still_sit(first)]
    unplaced = _one_each(one for one in seated if is_unplaced(one))
    unsure = _maybe(around.unsure, unplaced, first, last)
    at = OneDay(day, first, around.special, unsure + _unlisted_at(unlisted))
    there = [one for one in (*_from_before(around, first), *seated) if not is_unplaced(one)]
    places = day_places.of(around.locations, there, at)
    if location_sid:
        places = [one for one in places if one.sid == location_sid]
    return Board(
        day=day,
        slots=_slots(places, first, last),
        places=places,
        unplaced=unplaced,
        unsure=sum(many for (_, sid), many in unsure.items() if location_sid in ("", sid))
        - (0 if location_sid else len(unplaced)),
        may_come=[
            *_at_location(around.unsure, location_sid, first, last),
            *(one for one in unlisted if one.location_sid == location_sid and one.start >= first),
        ]
        if location_sid
        else [],
        called_off=sum(
            location_sid in ("", one.location_sid)
            for one in around.called_off
            if one.appointment_at and first <= one.appointment_at < last
        ),
        unlisted=[
            one for one in unlisted if location_sid in ("", one.location_sid) or is_unplaced(one)
        ],
    )


def _from_before(around: _Around, first: datetime) -> list[Seated]:
    """Those that began before the day and may sit still: nobody knows until when."""
    return [
        one
        for one in around.seated
        if one.may_still_sit(first) and not one.session.known_status.is_over
    ]


def _one_each(seated: Iterable[Seated]) -> list[Seated]:
    """The first seat of each session."""
    found: dict[int, Seated] = {}
    for one in seated:
        found.setdefault(one.key, one)
    return list(found.values())


def who_is_there(board: Board, at: datetime) -> list[tuple[Place, list[Seated]]]:
    """Who sits where at a moment, or may, by what is known now."""
    found = [(one, one.there_at(at)) for one in board.places]
    return [(place, there) for place, there in found if there]


def overdue(board: Board, now: datetime, visits: Mapping[int, Attendance]) -> list[Seated]:
    """Those that should have ended by now, whom the provider does not show as over, and whom nobody
    here checked out or marked as a no-show; by when they should have.
    """
    every = [seat for place in board.places for seat in place.seated if not seat.is_target]
    late = [
        one for one in every if one.end and one.end <= now and not one.session.known_status.is_over
    ]
    there = [one for one in late if _is_there(one, visits.get(one.session.pk), now)]
    return sorted(there, key=lambda one: (one.end_at_least, one.session.pk))


def _is_there(one: Seated, visit: Attendance | None, now: datetime) -> bool:
    """Whether it is to be taken as sitting there still; of what is not certain, by a mark alone."""
    if one.is_certain:
        return visit is None or visit.is_here
    return attendance.is_here(visit, now)


def _sessions(
    institutions: Sequence[Institution], first: datetime, last: datetime
) -> list[ExamSession]:
    """Those that start on the day or run into it, and those that are being asked about or were
    booked without being shown.
    """
    by_key = {one.pk: one for one in institutions}
    requests = {one.session_id: one for one in standing_requests.at(institutions)}
    found = {one.id: one for one in _near(by_key, first, last)}
    found |= {key: one.session for key, one in requests.items() if key not in found}
    for one in found.values():
        # A copy of its institution for each would cost more than all else that is read.
        INSTITUTION.set_cached_value(one, by_key[one.institution_id])
        one.standing_request = requests.get(one.id)
    accommodations.load(list(found.values()))
    return sorted(found.values(), key=_by_start)


def in_order(seated: Iterable[Seated]) -> list[Seated]:
    """As people look them up: by the session's start, then by name. On a board they stand by start
    alone: to fold every name takes longer than to count who sits where.
    """
    return sorted(seated, key=lambda one: (_by_start(one.session)[:2], by_name(one.session)))


def _by_start(session: ExamSession) -> tuple[bool, float, int]:
    start = session.appointment_at
    return start is not None, start.timestamp() if start else 0.0, session.id


def _near(institutions: Iterable[int], first: datetime, last: datetime) -> list[ExamSession]:
    keys = list(institutions)
    if not keys:
        return []
    where = f"institution_id IN {sql_statements.marks(keys)} AND {NEAR}"
    bounds = (
        sql_statements.stored(ExamSession, "appointment_at", at) for at in (first - LONGEST, last)
    )
    return sql_statements.every(ExamSession, where, *keys, *bounds, only=READ)


def _seated(session: ExamSession) -> list[Seated]:
    """Where and when it sits, or may sit; none for one that takes, and may take, no seat."""
    found = possible_seats.of(session, session.standing_request)
    minutes = accommodations.sitting_of(session).minutes if found else None
    return [Seated.of(session, one, minutes) for one in found]


def _still(session: ExamSession) -> list[Seated]:
    """Where one that is no longer listed may sit, as it was last known."""
    is_told = session.known_status.rules_out_a_booking or session.appointment_at is None
    found = _seated(session) or ([] if is_told else [_as_shown(session)])
    return [replace(one, is_certain=False) for one in found]


def _as_shown(session: ExamSession) -> Seated:
    """The seat that a session with a start has, if it has one."""
    seat = PossibleSeat(session.appointment_at, session.location_sid, is_certain=False)
    return Seated.of(session, seat, accommodations.sitting_of(session).minutes)


def is_unplaced(one: Seated) -> bool:
    """Whether nobody has read yet where it is: the list does not tell. A booking that is asked for
    without a location has none.
    """
    request = one.session.standing_request
    is_asked = request is not None and request.action == Attempt.Action.SCHEDULE
    return not (one.location_sid or one.session.refreshed_at or is_asked)


def _is_unsure(session: ExamSession) -> bool:
    """Whether its status says neither that it is booked nor that it is not, and nothing is open."""
    status = session.known_status
    is_told = status.is_firm or status.rules_out_a_booking or session.standing_request
    return not is_told and session.dropped_at is None


def _is_called_off(session: ExamSession) -> bool:
    status = session.known_status
    is_over = status.is_cancelled or status.is_denied
    return is_over and not session.standing_request and session.dropped_at is None


def _at_location(
    unsure: Iterable[ExamSession], location_sid: str, first: datetime, last: datetime
) -> list[Seated]:
    """Those that may begin at the location then."""
    return [
        _as_shown(one)
        for one in unsure
        if one.location_sid == location_sid
        and one.appointment_at
        and first <= one.appointment_at < last
    ]


def _maybe(
    unsure: Iterable[ExamSession], unplaced: Iterable[Seated], first: datetime, last: datetime
) -> Counter[tuple[int, str]]:
    """How many may take a seat that day that are counted nowhere, by institution and location's
    SID, '' where that is not known.
    """
    counted = Counter((one.session.institution_id, "") for one in unplaced)
    counted.update(
        (one.institution_id, one.location_sid)
        for one in unsure
        if one.appointment_at and first <= one.appointment_at < last
    )
    return counted


def _unlisted_at(unlisted: Iterable[Seated]) -> Counter[tuple[int, str]]:
    """The same of those no longer listed; who is known to have no location takes no seat."""
    found = {(one.key, one.session.institution_id, one.location_sid): one for one in unlisted}
    counted = [key[1:] for key, one in found.items() if one.location_sid or is_unplaced(one)]
    return Counter(counted)


def _slots(places: Sequence[Place], first: datetime, last: datetime) -> list[datetime]:
    """The day's half hours from when the first opens or sits to when the last closes or leaves;
    where no place is known to open, those of a usual day at least.
    """
    opening = _within((span for one in places for span in one.open_times or ()), first, last)
    sitting = ((one.start, one.end or one.start + HALF_HOUR) for at in places for one in at.seated)
    shown = opening or [(first + USUAL_DAY[0], first + USUAL_DAY[1])]
    shown += _within(sitting, first, last)
    end = max(until for _, until in shown)
    number = int((min(begin for begin, _ in shown) - first) / HALF_HOUR)
    slots = []
    while (slot := first + number * HALF_HOUR) < end:
        slots.append(slot)
        number += 1
    return slots


def _within(
    spans: Iterable[tuple[datetime, datetime]], first: datetime, last: datetime
) -> list[tuple[datetime, datetime]]:
    """What of the spans is of the day."""
    return [
        (max(start, first), min(end, last)) for start, end in spans if start < last and end > first
    ]
