"""Seats in use at the half hours of a week's days. What the board of a day can't tell – before the
records begin, while a location, a length or a whole list is not known – is not told as nobody.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from scheduling.exam_sessions import day_board
from scheduling.exam_sessions.day_board import HALF_HOUR, Board
from scheduling.exam_sessions.moments import who_was_where
from scheduling.weeks.figures import Row, Scope
from scheduling.weeks.known_numbers import AtLeast, Number, known


def by_half_hour(scope: Scope) -> list[Row]:
    """A row each half hour, and in it a number for each day of the week; None where the day has no
    such half hour.
    """
    boards = day_board.of_days(
        scope.institutions, scope.days, scope.zone, location_sid=scope.location_sid
    )
    local, since = ZoneInfo(scope.zone), who_was_where.log_since() or timezone.now()
    taken = dict[tuple[str, date], Number]()
    for board in boards:
        every = [place.cells(board.slots) for place in board.places]
        for number, slot in enumerate(board.slots):
            cells = [place[number] for place in every]
            count = sum(one.taken + one.unsure for one in cells)
            key = f"{slot.astimezone(local):%H:%M}", board.day
            found = count if _is_exact(board, slot, since) else AtLeast(count)
            # Where clocks are put back an hour comes twice: the fuller one counts.
            taken[key] = max(taken.get(key, found), found, key=lambda one: known(one) or 0)
    times = sorted({at for at, _ in taken})
    return [Row(at, [taken.get((at, day)) for day in scope.days], at=at) for at in times]


def _is_exact(board: Board, start: datetime, since: datetime) -> bool:
    """Whether nobody else sat or will sit there in the half hour, as far as lists and records go;
    `since` is when these begin.
    """
    end = start + HALF_HOUR
    is_listed = all(place.is_listed for place in board.places)
    nowhere = any(one.sits(start, end) or one.may_still_sit(start) for one in board.unplaced)
    endless = any(one.may_still_sit(start) for place in board.places for one in place.everybody)
    return end > since and is_listed and not nowhere and not endless
