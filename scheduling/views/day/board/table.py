"""The table of the day board: a row for each place, by the clock of the page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.attendance import Mark
from scheduling.exam_sessions.day_board import Board
from scheduling.exam_sessions.moments.seat_load import BoardPlace, Seated
from scheduling.models import Attendance
from scheduling.spoken_time import say, to_minute
from scheduling.views.day.board.board_address import BoardAddress
from scheduling.views.day.board.half_hour_cells import HalfHours
from scheduling.views.day.board.next_free import NextFree
from scheduling.views.day.board.place_notes import PlaceNotes
from scheduling.views.day.board.sittings import BoardSitting, Sittings, counted, keys_of
from scheduling.views.day.closed_lines import ways_to_move

HERE_BESIDES = "{count} here for another time"
WHILE_CLOSED = "{count} booked while closed"
MOST_NAMED = 4  # at a place, in sight: whoever else is special there stands folded


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A place: its name, what is known of its seats, hours and clock, its cells, who is special
    there (the first of them, and who else), how many more, and when a seat is free next.
    """

    name: str
    notes: str
    cells: SafeString
    slots: int
    special: list[BoardSitting]
    folded: list[BoardSitting]
    more: int
    next_free: str
    here_now: str
    list_url: str
    while_closed: str = ""
    ways_to_move: Sequence[tuple[str, str]] = ()  # of those who are, in words and their addresses
    free_url: str = ""  # where to book then, for whoever may
    too_many: tuple[str, str] = ("", "")  # at its fullest, and who they are


@dataclass(frozen=True)
class BoardPage:
    """How a board is told: by the clock of a zone, now, for an exam of some minutes."""

    board: Board
    zone: str
    now: datetime
    address: BoardAddress
    sittings: Sittings
    has_several: bool  # institutions, whose names then stand beside their places
    known_since: datetime | None = None  # when the records begin; None where nothing asks for it
    bookable: Collection[str] = ()  # the institutions, by SID, at which the person may book

    @property
    def is_today(self) -> bool:
        return self.now.astimezone(ZoneInfo(self.zone)).date() == self.board.day

    @cached_property
    def half_hours(self) -> HalfHours:
        return HalfHours(self.board, self.zone, self.now, self.address, self.known_since)

    @cached_property
    def next_free(self) -> NextFree:
        return NextFree(self.board, self.zone, self.now, self.address.minutes, self.bookable)

    @cached_property
    def _notes(self) -> PlaceNotes:
        return PlaceNotes(self.board, self.zone, self.now, self.has_several)

    def rows(self) -> list[BoardRow]:
        return [self._row(place, free) for place, free in self.next_free.by_place]

    def _row(self, place: BoardPlace, free: datetime | None) -> BoardRow:
        found = [one for one in place.seated if self._is_special(one)]
        special = sorted(found, key=self._matters_less)
        closed, cells = place.while_closed(), place.cells(self.board.slots)
        return BoardRow(
            name=place.name,
            notes=self._notes.of(place),
            cells=self.half_hours.cells(place, cells),
            slots=len(self.board.slots) + len(self.half_hours.gaps),
            special=self.sittings.rows(special[:MOST_NAMED], place.zone),
            folded=self.sittings.rows(special[MOST_NAMED:], place.zone),
            more=len(keys_of(place.seated)) - len(keys_of(special)),
            next_free=self.next_free.in_words(place, free),
            here_now=self._here_now(place),
            list_url=self._list_url(place),
            while_closed=WHILE_CLOSED.format(count=len(keys_of(closed))) if closed else "",
            ways_to_move=self._ways_to_move(place, closed),
            free_url=self.next_free.url_of(place, free),
            too_many=self.half_hours.too_many(place, cells),
        )

    def _is_special(self, one: Seated) -> bool:
        is_given = accommodations.of(one.session) is not None
        is_absent = _is_absent(self.sittings.visits.get(one.key))
        return is_given or is_absent or self.sittings.state(one).is_uncertain

    def _matters_less(self, one: Seated) -> tuple[bool, bool]:
        """Who has left by now, unless marked as here, and who needs nothing of their own there."""
        is_here = attendance.last_mark(self.sittings.visits.get(one.key)) == Mark.ARRIVED
        has_left = one.end_at_least <= self.now and not is_here
        return has_left, accommodations.of(one.session) is None

    def _here_now(self, place: BoardPlace) -> str:
        """Who is booked now, how many of them are marked, and who else is marked as here."""
        if not self.is_today:
            return ""
        visits, sittings = self.sittings.visits, self.sittings
        there = [one for one in place.there_at(self.now) if not sittings.is_long_ago(one, self.now)]
        here = sittings.here.keys() & keys_of(one for one in there if not one.is_target)
        absent = sum(_is_absent(visits.get(pk)) for pk in keys_of(there))
        booked = counted(there, self.now, "booked")
        parts = [f"now {booked}, {len(here)} marked as here"] if there else []
        parts += [f"{absent} as a no-show"] if absent else []
        others = self._here_besides.count(place.sid)
        parts += [HERE_BESIDES.format(count=others)] if others else []
        return ", ".join(parts)

    @cached_property
    def _here_besides(self) -> list[str]:
        """The places of those who are marked as here now, and not booked now."""
        return list(self.sittings.here_besides(self.board, self.now).values())

    def _list_url(self, place: BoardPlace) -> str:
        asked = {"view": "all", "day": self.board.day.isoformat()}
        asked |= dict(self.address.place) | {"location": place.sid}
        return "/?" + urlencode(asked) if place.sid else ""

    def _ways_to_move(self, place: BoardPlace, closed: Sequence[Seated]) -> list[tuple[str, str]]:
        """Where those are moved who are booked while it is closed, and sit there still to come."""
        coming = [one for one in closed if one.end_at_least > self.now]
        if not coming or not place.sid or place.install_sid not in self.bookable:
            return []
        return list(ways_to_move(place, coming, place.zone or self.zone))

    def records_since(self) -> str:
        """When the records begin, in words, where that is after the day's first half hour."""
        slots, since = self.board.slots, self.known_since
        is_late = bool(since and slots and slots[0] < since)
        return say(to_minute(since), self.zone).dated if is_late else ""


def _is_absent(known: Attendance | None) -> bool:
    return attendance.last_mark(known) == Mark.NO_SHOW
