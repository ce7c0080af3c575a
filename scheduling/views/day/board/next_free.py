"""When a seat is free next at a place of the day board, in words, and where to book it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import cached_property

from scheduling.exam_sessions.day_board import Board
from scheduling.exam_sessions.moments.seat_load import HALF_HOUR, BoardPlace
from scheduling.spoken_time import say
from scheduling.views.day.board import book_here
from scheduling.views.day.clocks import PlaceClock
from scheduling.views.day.opening_words import NO_SEATS, NOT_LOADED, why_none_free

COLUMN = " ({time} here)"  # of a place on another clock than the columns
FREE = "{minutes} min free from {time}: {count}"
NO_HOURS = "hours not entered"


@dataclass(frozen=True)
class NextFree:
    """The next free start of each place of a board, for an exam of some minutes."""

    board: Board
    zone: str
    now: datetime
    minutes: int
    bookable: Collection[str]  # the institutions, by SID, at which the person may book

    @cached_property
    def by_place(self) -> list[tuple[BoardPlace, datetime | None]]:
        """Each place, and when a seat is free there next."""
        return [(place, self._free_from(place)) for place in self.board.places]

    def _free_from(self, place: BoardPlace) -> datetime | None:
        """When a seat is free next; None where none is, or it can't be told."""
        is_told = self._is_bookable_day(place) and place.seats is not None and place.is_listed
        return place.next_free(self.minutes, self.now, self.board.slots) if is_told else None

    def _is_bookable_day(self, place: BoardPlace) -> bool:
        slots = self.board.slots
        is_over = not slots or slots[-1] + HALF_HOUR <= self.now
        return bool(place.sid) and not is_over

    def in_words(self, place: BoardPlace, free: datetime | None) -> str:
        """When a seat is free next, and how many; “up to” so many where somebody may sit there
        besides.
        """
        if not self._is_bookable_day(place):
            return ""
        if place.seats is None:
            return NO_SEATS
        if not place.is_listed:
            return NOT_LOADED
        minutes = self.minutes
        if free is None:
            return why_none_free(place, minutes, self.now, self.board.slots, self._there(place))
        end = free + timedelta(minutes=minutes)
        count = place.left_over(free, end)
        of = f"{'' if place.is_exact(free, end) else 'up to '}{count} of {place.seats}"
        there = self._there(place)
        is_apart = there.zone_of(free) != self.zone
        column = COLUMN.format(time=say(free, self.zone).hour) if is_apart else ""
        said = FREE.format(minutes=minutes, time=f"{there.hour(free)}{column}", count=of)
        return said if place.knows_hours(free) else f"{said}, {NO_HOURS}"

    def _there(self, place: BoardPlace) -> PlaceClock:
        return PlaceClock(self.zone, self.board.day, place.zone)

    def anywhere(self) -> tuple[str, str, str]:
        """The location that has a seat free first that day, how that is said, and where to book it
        for whoever may; blank where none is known, or there is one location alone.
        """
        found = [(free, one) for one, free in self.by_place if free]
        if len(self.board.places) < 2 or not found:
            return "", "", ""
        free, place = min(found, key=lambda one: one[0])
        return place.name, self.in_words(place, free), self.url_of(place, free)

    def url_of(self, place: BoardPlace, free: datetime | None) -> str:
        """Where to book then, for whoever may; else ""."""
        may_book = free is not None and place.install_sid in self.bookable
        return book_here.url_of(place, free) if may_book else ""
