"""Who should have left by now: sittings past their end, and those of which nobody knows the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.day_board import Board
from scheduling.exam_sessions.moments.seat_load import Seated
from scheduling.models import (
    Attendance,
)


def overdue(board: Board, now: datetime, visits: Mapping[int, Attendance]) -> list[Seated]:
    """Those that should have ended by now, whom the provider does not show as over, and whom nobody
    here checked out or marked as a no-show; by when they should have.
    """
    late = [one for one in _not_over(board, now, visits) if one.end and one.end <= now]
    return sorted(late, key=lambda one: (one.end_at_least, one.session.pk))


def endless(board: Board, now: datetime, visits: Mapping[int, Attendance]) -> list[Seated]:
    """Those of the same of whom nobody knows when they end: they have begun."""
    begun = (one for one in _not_over(board, now, visits) if one.end is None)
    return [one for one in begun if one.start <= now]


def _not_over(board: Board, now: datetime, visits: Mapping[int, Attendance]) -> Iterator[Seated]:
    for place in board.places:
        for one in place.seated:
            is_over = one.is_target or one.session.known_status.is_over
            if not is_over and _is_there(one, visits.get(one.key), now):
                yield one


def _is_there(one: Seated, visit: Attendance | None, now: datetime) -> bool:
    """Whether it is to be taken as sitting there still; of what is not certain, by a mark alone."""
    if one.is_certain:
        return visit is None or visit.is_here
    return attendance.is_here(visit, now)
