"""Seats in use at the half hours of a week's days. What the board of a day can't tell – before the
records begin, while a location, a length or a whole list is not known – is not told as nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from scheduling.exam_sessions import day_board
from scheduling.exam_sessions.day_board import Board
from scheduling.exam_sessions.moments import who_was_where
from scheduling.exam_sessions.moments.seat_load import HALF_HOUR, LONG_AGO, Seated
from scheduling.wall_time import midnight
from scheduling.week_figures.figures import FigureRow
from scheduling.week_figures.known_numbers import AtLeast, Number, known, most
from scheduling.week_figures.scope import WeekScope

ONE_DAY = timedelta(days=1)


def by_half_hour(scope: WeekScope) -> list[FigureRow]:
    """A row each half hour, and in it a number for each day of the week; None where the day has no
    such half hour, or all is closed then and surely nobody sits there. Of an institution without a
    location on the board nobody entered hours: it is not closed.
    """
    boards = day_board.of_days(
        scope.institutions, scope.days, scope.zone, location_sid=scope.location_sid
    )
    since = who_was_where.log_since() or timezone.now()
    is_listed = all(one.synced_at is not None for one in scope.institutions)
    taken, later = dict[tuple[str, date], Number](), set[tuple[str, date]]()
    endless: Sequence[Seated] = ()
    for board in boards:
        unknown = _Unknown.of(board, since, endless, is_listed=is_listed)
        next_day = midnight(board.day + ONE_DAY, scope.zone)
        endless = [one for one in unknown.endless if one.may_still_sit(next_day)]
        for wall, found in _numbers_of(scope, board, unknown):
            key = f"{wall:%H:%M}", board.day
            # Where clocks are put back an hour comes twice: the fuller one counts.
            if key not in taken or (known(found) or 0) > (known(taken[key]) or 0):
                later |= {key} if wall.fold else set()
            taken[key] = most([taken.get(key), found])
    times = sorted({at for at, _ in taken})
    return [
        FigureRow(
            at,
            [taken.get((at, day)) for day in scope.days],
            at=at,
            later=frozenset(day for wall, day in later if wall == at),
        )
        for at in times
    ]


def _numbers_of(
    scope: WeekScope, board: Board, unknown: _Unknown
) -> Iterator[tuple[datetime, Number]]:
    """Each half hour of a day as its clock shows it, with how many sit in it; none in which all is
    closed and surely nobody sits.
    """
    slots = sorted({*board.slots, *unknown.half_hours(board.day, scope.zone)})
    every = [place.cells(slots) for place in board.places]
    wanted = {one.sid for one in scope.institutions}
    has_hours = wanted <= {place.install_sid for place in board.places}
    for number, slot in enumerate(slots):
        cells = [place[number] for place in every]
        count = sum(one.taken + one.unsure for one in cells)
        is_exact = unknown.is_none_at(slot)
        is_shut = has_hours and not any(one.is_open for one in cells)
        if not (is_exact and is_shut and not count):
            yield slot.astimezone(ZoneInfo(scope.zone)), count if is_exact else AtLeast(count)


@dataclass(frozen=True, slots=True)
class _Unknown:
    """Who may sit somewhere on a day besides those counted: of whom nobody knows where, until
    when, whether they are still listed or booked at all; `since` is when the records begin.
    """

    nowhere: Sequence[Seated]
    endless: Sequence[Seated]
    is_listed: bool
    since: datetime

    @classmethod
    def of(
        cls, board: Board, since: datetime, before: Sequence[Seated], *, is_listed: bool
    ) -> _Unknown:
        """Of a day's board; `before` are the endless ones of the day before."""
        every = (one for place in board.places for one in place.everybody)
        nowhere = [*board.unplaced, *board.unlisted, *board.may_sit]
        endless = [one for one in (*every, *nowhere) if one.end is None]
        return cls(nowhere, [*endless, *before], is_listed, since)

    def half_hours(self, day: date, zone: str) -> list[datetime]:
        """The half hours of the day in which somebody sits of whom nobody knows where, or may sit
        of whom nobody knows until when, as long as most exams take.
        """
        first, last = midnight(day, zone), midnight(day + ONE_DAY, zone)
        every = [first + number * HALF_HOUR for number in range((last - first) // HALF_HOUR)]
        return [
            at
            for at in every
            if any(one.sits(at, at + HALF_HOUR) for one in self.nowhere)
            or any(one.may_still_sit(at) and at < one.start + LONG_AGO for one in self.endless)
        ]

    def is_none_at(self, start: datetime) -> bool:
        """Whether nobody else sat or will sit there in the half hour, as far as lists and records
        go.
        """
        end = start + HALF_HOUR
        nowhere = any(one.sits(start, end) for one in self.nowhere)
        endless = any(one.may_still_sit(start) for one in self.endless)
        return end > self.since and self.is_listed and not nowhere and not endless
