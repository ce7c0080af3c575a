"""The half hours of the day board: the head of its table, and the cells of a row in HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from scheduling.exam_sessions.day_board import Board
from scheduling.exam_sessions.moments.seat_load import HALF_HOUR, BoardPlace, Cell, Load
from scheduling.spoken_time import say
from scheduling.views.day.board.board_address import BoardAddress
from scheduling.views.day.board.cell_words import NOBODY, TOO_MANY, cell_words, over, tenths
from scheduling.views.day.opening_words import NOT_LOADED
from scheduling.wall_time import is_changed_on

BEFORE_RECORDS = "not known, our records begin later"
MAY_SIT = "nobody known, {count} more may sit here"
NO_END = "nobody known, the end of somebody’s exam is not known"
CELL = '<td class="{}"{}>{}</td>'
GAP = '<td class="board__half--closed"></td>'
GAP_HEAD = mark_safe('⋯<span class="visually-hidden"> hours left out</span>')
LINK = '<a href="{}" title="{}" aria-label="{}">{}</a>'
WORDS = '<span class="visually-hidden">{}</span>'


@dataclass(frozen=True)
class HalfHours:
    """Those that a board shows, by the clock of its page; each leads to who sits there then."""

    board: Board
    zone: str
    now: datetime
    address: BoardAddress
    known_since: datetime | None  # when the records begin; None where nothing asks for it

    def hours(self) -> list[tuple[str, int, bool]]:
        """The head of the table: each hour in words, how many half hours of it are shown, and
        whether it is now.
        """
        found: list[tuple[str, int, bool]] = []
        for number, slot in enumerate(self.board.slots):
            found += [(GAP_HEAD, 1, False)] if number in self.gaps else []
            spoken = say(slot.astimezone(ZoneInfo(self.zone)).replace(minute=0), self.zone)
            words = (spoken.clock if self._turns else spoken.time).replace(":00", "")
            _, halves, is_now = found.pop() if found and found[-1][0] == words else ("", 0, False)
            found.append((words, halves + 1, is_now or self._is_now(slot)))
        return found

    @cached_property
    def gaps(self) -> frozenset[int]:
        """The numbers of the half hours before which others are left out."""
        pairs = enumerate(pairwise(self.board.slots), 1)
        return frozenset(at for at, (one, two) in pairs if two - one > HALF_HOUR)

    @property
    def has_now(self) -> bool:
        """Whether one of its half hours is under way."""
        return any(map(self._is_now, self.board.slots))

    def _is_now(self, slot: datetime) -> bool:
        return slot <= self.now < slot + HALF_HOUR

    @cached_property
    def _turns(self) -> bool:
        """Whether clocks are put back or forward that day, by the page's clock: then hours are told
        with the zone.
        """
        return is_changed_on(self.board.day, self.zone)

    @cached_property
    def _slots(self) -> list[tuple[datetime, str, str]]:
        """Each half hour with its words, and how addresses ask about it, escaped."""
        found = []
        for slot in self.board.slots:
            local, spoken = slot.astimezone(ZoneInfo(self.zone)), say(slot, self.zone)
            words = spoken.clock if self._turns else spoken.time
            fold = "&fold=1" if local.fold else ""
            asked = escape(f"&at={local:%H}%3A{local:%M}{fold}#there")
            found.append((slot, words, asked))
        return found

    def too_many(self, place: BoardPlace, cells: Sequence[Cell]) -> tuple[str, str]:
        """“1 too many at 10:00 AM”, and the address of who sits there then."""
        found = [(over(place, one), slot) for one, slot in zip(cells, self._slots, strict=True)]
        most, (_, time, asked) = max(found, key=lambda one: one[0], default=(0, ("", "", "")))
        if not most:
            return "", ""
        url = mark_safe(f"{escape(self.address.url(here=place.sid))}{asked}")
        return f"{TOO_MANY.format(count=most)} at {time}", url

    def cells(self, place: BoardPlace, cells: Sequence[Cell]) -> SafeString:
        """The row's cells: put together here, because a template takes ten times as long for them
        as for the rest of the page.
        """
        prefix = escape(self.address.url(here=place.sid))
        found = zip(cells, self._slots, strict=True)
        halves = [self._half(place, prefix, one, *slot) for one, slot in found]
        for number in self.gaps:
            halves[number] = GAP + halves[number]
        return mark_safe("".join(halves))

    def _half(
        self, place: BoardPlace, prefix: str, cell: Cell, start: datetime, time: str, asked: str
    ) -> str:
        """A cell; the two parts of its address are escaped."""
        count = str(cell.taken or "") + (f" +{cell.unsure}?" if cell.unsure else "")
        leads = bool(count) or (bool(place.sid) and start >= self.now)
        count += "!" if over(place, cell) else ""
        look = f"board__half board__half--{cell.load} tenths-{tenths(place, cell)}"
        look += " board__half--shut" if count and not cell.is_open else ""
        look += " board__half--unknown" if count and place.seats is None else ""
        nobody = self._nobody(place, start) if cell.load is Load.EMPTY else ""
        words = escape(cell_words(place, cell, time, nobody))  # said twice
        url = f"{prefix}{asked}"
        held = LINK.format(url, words, words, count.strip()) if leads else WORDS.format(words)
        return CELL.format(look, " data-now" if self._is_now(start) else "", held)

    def _nobody(self, place: BoardPlace, start: datetime) -> str:
        """What a half hour says in which nobody is known to sit there."""
        if self.known_since and start + HALF_HOUR <= self.known_since:
            return BEFORE_RECORDS
        if not place.is_listed:
            return NOT_LOADED
        if place.maybe:
            return MAY_SIT.format(count=place.maybe)
        begun = (one for one in place.seated if one.end is None and one.start <= start)
        before = (one for one in place.from_before if one.may_still_sit(start))
        is_endless = any((*begun, *before))
        return NO_END if is_endless else NOBODY
