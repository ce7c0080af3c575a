"""The roster of one location and day: who is expected there, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduling.exam_sessions import day_board
from scheduling.exam_sessions.moments import seated_sessions
from scheduling.exam_sessions.moments.seat_load import BoardPlace, Seated
from scheduling.models import Institution
from scheduling.wall_time import midnight


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Who is expected at a location on a day by its own clock, by the start.

    `seats` is None where nobody entered them, `open_times` where nobody entered hours; why those
    are not the week's, `special_reason` says. `unplaced` is how many are booked that day at the
    institution whose place is not known yet, `unsure` how many more may sit here because their
    booking is not approved yet or their status says nothing, `unlisted` because they are no longer
    listed; `may_come` are those of them who are known to be booked here, if they are.
    """

    institution: Institution
    location_sid: str
    location_name: str
    zone: str
    day: date
    expected: Sequence[Seated]
    seats: int | None
    open_times: Sequence[tuple[datetime, datetime]] | None
    unplaced: int
    special_reason: str = ""
    unsure: int = 0
    unlisted: int = 0
    may_come: Sequence[Seated] = ()

    @property
    def read_since(self) -> datetime | None:
        """Since when each of those expected was read by itself: the list doesn't tell locations.
        None where one never was.
        """
        read = [one.session.refreshed_at for one in self.expected]
        known = [one for one in read if one]
        return min(known, default=None) if len(known) == len(read) else None


def of(institution: Institution, location_sid: str, zone: str, day: date) -> Roster | None:
    """The roster; None where nothing is known of such a location.

    `zone` is the location's own.
    """
    board = day_board.of_day([institution], day, zone, location_sid=location_sid)
    [place] = board.places or [None]
    if place is None:
        return None
    unlisted = len({one.key for one in board.unlisted})
    first, last = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    return Roster(
        institution=institution,
        location_sid=location_sid,
        location_name=place.name,
        zone=zone,
        day=day,
        expected=sorted(
            seated_sessions.in_order(one for one in place.seated if first <= one.start < last),
            key=lambda one: one.start,
        ),
        seats=place.seats,
        open_times=_of_day(place, first, last),
        unplaced=len(board.unplaced),
        special_reason=place.special_reason,
        unsure=max(0, place.maybe - len(board.unplaced) - unlisted),
        unlisted=unlisted,
        may_come=sorted(board.may_come, key=lambda one: one.start),
    )


def _of_day(
    place: BoardPlace, first: datetime, last: datetime
) -> list[tuple[datetime, datetime]] | None:
    if place.open_times is None or any(a <= first < b for a, b in place.unknown_times):
        return None
    return [(opens, closes) for opens, closes in place.open_times if first <= opens < last]
