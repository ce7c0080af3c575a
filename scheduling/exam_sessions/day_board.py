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

from scheduling.exam_sessions.moments import day_places
from scheduling.exam_sessions.moments.day_places import ONE_DAY, OneDay
from scheduling.exam_sessions.moments.seat_load import HALF_HOUR, BoardPlace, Seated
from scheduling.exam_sessions.moments.seated_sessions import (
    as_shown,
    is_called_off,
    is_unplaced,
    is_unsure,
    seats_of,
    seats_unlisted,
    sessions_between,
)
from scheduling.models import (
    ExamSession,
    HoursByDate,
    Institution,
    Location,
    status_of,
)
from scheduling.seats import coming_seats
from scheduling.seats.availability import special_hours
from scheduling.seats.coming_seats import ComingSeat
from scheduling.wall_time import midnight

LEFT_OUT = timedelta(hours=2)  # the least time that is not shown between others
USUAL_DAY = (timedelta(hours=8), timedelta(hours=17))  # shown where no opening hours are known


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A day: its half hours, its places, and the sessions of which it is not known where they are
    (`unplaced`), or who may sit there still although they are no longer listed (`unlisted`).
    `unsure` is how many more are not approved yet, or of a state that says nothing, and
    `called_off` how many were cancelled or denied: they are counted nowhere. `may_come` are the
    unsure and unlisted ones of a location that was asked for, `may_sit` the seats of those whose
    state says nothing.
    """

    day: date
    slots: Sequence[datetime]
    places: Sequence[BoardPlace]
    unplaced: Sequence[Seated] = ()
    unlisted: Sequence[Seated] = ()
    unsure: int = 0
    called_off: int = 0
    may_come: Sequence[Seated] = ()
    may_sit: Sequence[Seated] = ()


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
    rows = sessions_between(institutions, first, last)
    firm = {one for one in {row.status for row in rows} if status_of(one).is_firm}
    others = [one for one in rows if one.status not in firm]
    around = _Around(
        unsure=[one for one in others if is_unsure(one)],
        may_sit=[
            as_shown(one)
            for one in others
            if is_unsure(one) and one.appointment_at and not one.known_status.is_pending
        ],
        called_off=[one for one in others if is_called_off(one)],
        seated=[seat for one in rows if one.dropped_at is None for seat in seats_of(one)],
        unlisted=[
            seat for one in rows if one.dropped_at is not None for seat in seats_unlisted(one)
        ],
        locations=day_places.locations(institutions),
        special=special_hours(institutions, days[0] - ONE_DAY, days[-1] + ONE_DAY),
        coming=coming_seats.at_all(institutions),
    )
    return _linked([_board(around, day, zone, location_sid) for day in days])


def with_next_day(
    institutions: Sequence[Institution],
    day: date,
    zone: str,
    minutes: int,
    *,
    location_sid: str = "",
) -> Board:
    """As `of_day`; where an exam of so many minutes may run past the day's end, its places know who
    sits there then. The next day is not read where none may.
    """
    board = of_day(institutions, day, zone, location_sid=location_sid)
    over = midnight(day + ONE_DAY, zone)
    if not board.slots or board.slots[-1] + HALF_HOUR + timedelta(minutes=minutes) <= over:
        return board
    both = [day, day + ONE_DAY]
    return of_days(institutions, both, zone, location_sid=location_sid)[0]


def _linked(boards: Sequence[Board]) -> list[Board]:
    """The boards of days that follow each other, each place with its row of the next day."""
    found: list[Board] = []
    rows: dict[tuple[str, str], BoardPlace] = {}
    for board in reversed(boards):
        places = [
            replace(one, following=rows.get((one.install_sid, one.sid))) for one in board.places
        ]
        rows |= {(one.install_sid, one.sid): one for one in places}
        found.insert(0, replace(board, places=places))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What is known of some days: who sits, or may; sessions that may take a seat and are counted
    nowhere, with the seats of those whose state says nothing, and those that take none; who may sit
    there unlisted; locations, hours by date; who is to come.
    """

    unsure: Sequence[ExamSession]
    may_sit: Sequence[Seated]
    called_off: Sequence[ExamSession]
    seated: Sequence[Seated]
    unlisted: Sequence[Seated]
    locations: Sequence[Location]
    special: Sequence[HoursByDate]
    coming: Mapping[coming_seats.Place, Sequence[ComingSeat]]


def _board(around: _Around, day: date, zone: str, location_sid: str) -> Board:
    first, last = midnight(day, zone), midnight(day + ONE_DAY, zone)
    seated = [one for one in around.seated if one.sits(first, last)]
    unlisted = [one for one in around.unlisted if one.sits(first, last) or one.may_still_sit(first)]
    unplaced = _one_each(one for one in seated if is_unplaced(one))
    unsure = _maybe(around.unsure, unplaced, first, last)
    maybe, coming = unsure + _unlisted_at(unlisted), day_places.coming(around.coming, first, last)
    at = OneDay(day, first, around.special, maybe, coming)
    there = [one for one in (*_from_before(around, first), *seated) if not is_unplaced(one)]
    places = day_places.of(around.locations, there, at, location_sid)
    if location_sid:
        places = [one for one in places if one.sid == location_sid]
    return Board(
        day=day,
        slots=_slots(places, first, last),
        places=places,
        unplaced=unplaced,
        unsure=sum(unsure[key] for key in unsure if location_sid in ("", key[1]) or not key[1])
        - len(unplaced),
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
        unlisted=_that_may_be_at(location_sid, unlisted),
        may_sit=_that_may_be_at(
            location_sid, (one for one in around.may_sit if one.sits(first, last))
        ),
    )


def _that_may_be_at(location_sid: str, seated: Iterable[Seated]) -> list[Seated]:
    return [one for one in seated if location_sid in ("", one.location_sid) or is_unplaced(one)]


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


def who_is_there(board: Board, at: datetime) -> list[tuple[BoardPlace, list[Seated]]]:
    """Who sits where at a moment, or may, by what is known now."""
    found = [(one, one.there_at(at)) for one in board.places]
    return [(place, there) for place, there in found if there]


def _at_location(
    unsure: Iterable[ExamSession], location_sid: str, first: datetime, last: datetime
) -> list[Seated]:
    """Those that may begin at the location then."""
    return [
        as_shown(one)
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


def _slots(places: Sequence[BoardPlace], first: datetime, last: datetime) -> list[datetime]:
    """The day's half hours from the hour in which the first opens or sits to when the last closes
    or leaves, without the hours between in which none does, where that is long; where no place is
    known to open, those of a usual day at least.
    """
    opening = _within((span for one in places for span in one.open_times or ()), first, last)
    sitting = ((one.start, one.end or one.start + HALF_HOUR) for at in places for one in at.seated)
    shown = opening or [(first + USUAL_DAY[0], first + USUAL_DAY[1])]
    shown += _within(sitting, first, last)
    slots: list[datetime] = []
    for begin, end in _joined(shown):
        number = int((begin - first) / HALF_HOUR) // 2 * 2
        while (slot := first + number * HALF_HOUR) < end:
            slots.append(slot)
            number += 1
    return slots


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The spans in order; those between which little lies are one."""
    found: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(spans):
        if found and begin - found[-1][1] < LEFT_OUT:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((begin, end))
    return found


def _within(
    spans: Iterable[tuple[datetime, datetime]], first: datetime, last: datetime
) -> list[tuple[datetime, datetime]]:
    """What of the spans is of the day."""
    return [
        (max(start, first), min(end, last)) for start, end in spans if start < last and end > first
    ]
