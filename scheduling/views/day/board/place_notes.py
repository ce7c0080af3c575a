"""What the day board notes beside the name of a place: its seats, its clock, its special hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from scheduling import date_formats
from scheduling.exam_sessions.day_board import Board
from scheduling.exam_sessions.moments.seat_load import BoardPlace
from scheduling.spoken_time import say, say_difference
from scheduling.views.day.opening_words import special_of
from scheduling.wall_time import city_of, is_changed_on

NO_ZONE = "no time zone entered: in the institution’s time"
ONLINE = "online: in the institution’s time"


@dataclass(frozen=True, slots=True)
class PlaceNotes:
    """The notes by the clock of the page."""

    board: Board
    zone: str
    now: datetime
    has_several: bool  # institutions, whose names then stand with their places

    def of(self, place: BoardPlace) -> str:
        seats = "" if place.seats is None else date_formats.counted(place.seats, "seat")
        clock = ", ".join(self._apart(place.zone)) if place.zone else ""
        of = place.institution if self.has_several else ""
        zone = "" if place.has_zone else ONLINE if place.is_online else NO_ZONE
        parts = (of, seats, clock, zone, special_of(place, self.board.slots))
        return " · ".join(part for part in parts if part)

    def _apart(self, zone: str) -> Iterator[str]:
        """“Chicago is 1 hour behind these hours”; on a day on which clocks change part by part."""
        day, slots = self.board.day, self.board.slots or [self.now]
        is_even = not any(is_changed_on(day, one) for one in (zone, self.zone))
        moments = slots[:1] if is_even else slots
        spans = [
            (apart, next(there))
            for apart, there in groupby(moments, lambda at: say_difference(at, zone, self.zone))
        ]
        ends = [*(first for _, first in spans[1:]), None]
        for (apart, first), end in zip(spans, ends, strict=True):
            if apart:
                than = " of" if apart.endswith("ahead") else ""
                since = f" from {say(first, self.zone).clock}" if first != moments[0] else ""
                until = f" until {say(end, self.zone).clock}" if end else " on" if since else ""
                yield f"{city_of(zone)} is {apart}{than} these hours{since}{until}"
