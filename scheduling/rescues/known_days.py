"""Days as the board has them: who sits, or may sit, at the places of an institution then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.exam_sessions import day_board
from scheduling.exam_sessions.moments.seat_load import BoardPlace
from scheduling.models import Institution
from scheduling.opening_hours.hours_of_days import days_between

MOST_DAYS = 14  # whose seats are counted
ONE_DAY = timedelta(days=1)
MOMENT = timedelta.resolution  # a time that ends at midnight is of one day


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the board has it: its places by SID, and how many have no known place."""

    places: Mapping[str, BoardPlace] = field(default_factory=dict)
    unplaced: int = 0

    def may_have_more(self, sid: str, start: datetime, end: datetime) -> bool:
        """Whether somebody may sit at the location at that time of the day who is not counted."""
        place = self.places.get(sid)
        return bool(self.unplaced) or (place is not None and not place.is_exact(start, end))


def of(institution: Institution, wanted: Iterable[date]) -> dict[date, Day]:
    """The first of these days as the board has them; each run of them is read together, so that
    its places know who sits there past midnight.
    """
    found: dict[date, Day] = {}
    for days in _runs(sorted(wanted)[:MOST_DAYS]):
        boards = day_board.of_days([institution], days, institution.time_zone)
        found |= {board.day: _of_board(board) for board in boards}
    return found


def _runs(days: Iterable[date]) -> list[list[date]]:
    """Days in order, those that follow each other together."""
    runs: list[list[date]] = []
    for day in days:
        if runs and runs[-1][-1] + ONE_DAY == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _of_board(board: day_board.Board) -> Day:
    places = {place.sid: place for place in board.places if place.sid}
    return Day(places=places, unplaced=len(board.unplaced) + len(board.unlisted))


def local_day(start: datetime, zone: str) -> date:
    """The day of a start by the zone's clock."""
    return start.astimezone(ZoneInfo(zone)).date()


def days_from(first: datetime, last: datetime, zone: str) -> list[date]:
    """The days of a time: also the next one where it runs past midnight."""
    return days_between(local_day(first, zone), local_day(last - MOMENT, zone))
