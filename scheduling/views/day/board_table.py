"""The day board in words: its rows, cells and addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from html import escape
from itertools import groupby, pairwise
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe

from scheduling import date_formats
from scheduling.exam_sessions import accommodations, attendance, day_board
from scheduling.exam_sessions.attendance import Mark
from scheduling.exam_sessions.day_board import Board, BoardPlace, Cell, Load, Seated
from scheduling.models import Attendance
from scheduling.spoken_time import say, say_difference
from scheduling.views.day import book_here
from scheduling.views.day.board_sittings import Sitting, Sittings, counted, keys_of
from scheduling.views.day.clocks import PlaceClock
from scheduling.views.day.closed_lines import ways_to_move
from scheduling.views.day.opening_words import (
    NO_SEATS,
    NOBODY,
    TOO_MANY,
    cell_words,
    over,
    special_of,
    tenths,
    why_none_free,
)
from scheduling.wall_time import city_of, is_changed_on

USUAL_MINUTES = 120
NOT_LOADED = "sessions not loaded yet"
BEFORE_RECORDS = "not known, our records begin later"
MAY_SIT = "nobody known, {count} more may sit here"
NO_END = "nobody known, the end of somebody’s exam is not known"
COLUMN = " ({time} here)"  # of a place on another clock than the columns
FREE = "{minutes} min free from {time}: {count}"
NO_HOURS = "hours not entered"
NO_ZONE = "no time zone entered: in the institution’s time"
ONLINE = "online: in the institution’s time"
HERE_BESIDES = "{count} here for another time"
WHILE_CLOSED = "{count} booked while closed"
MOST_NAMED = 4  # at a place, in sight: whoever else is special there stands folded
CELL = '<td class="{}"{}>{}</td>'
GAP = '<td class="board__half--closed"></td>'
GAP_HEAD = mark_safe('⋯<span class="visually-hidden"> hours left out</span>')
LINK = '<a href="{}" title="{}" aria-label="{}">{}</a>'
WORDS = '<span class="visually-hidden">{}</span>'


@dataclass(frozen=True, slots=True)
class Row:
    """A place: its name, what is known of its seats, hours and clock, its cells, who is special
    there (the first of them, and who else), how many more, and when a seat is free next.
    """

    name: str
    notes: str
    cells: SafeString
    slots: int
    special: list[Sitting]
    folded: list[Sitting]
    more: int
    next_free: str
    here_now: str
    list_url: str
    while_closed: str = ""
    ways_to_move: Sequence[tuple[str, str]] = ()  # of those who are, in words and their addresses
    free_url: str = ""  # where to book then, for whoever may
    too_many: tuple[str, str] = ("", "")  # at its fullest, and who they are


@dataclass(frozen=True, slots=True)
class BoardAddress:
    """What the page's address says: the day, an exam's length, and the place."""

    day: date
    minutes: int
    place: Mapping[str, str]

    def url(self, *, day: date | None = None, at: str = "", here: str = "", fold: str = "") -> str:
        asked = {**self.place, "day": (day or self.day).isoformat(), "at": at, "here": here}
        asked["fold"] = fold
        if self.minutes != USUAL_MINUTES:
            asked["minutes"] = str(self.minutes)
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def _mark_of_place(place: BoardPlace) -> str:
    """All that the board shows of it, but for who sits there."""
    told = (place.sid, place.name, place.institution, place.zone, place.has_zone, place.is_online)
    known = (place.special_reason, place.seats, place.maybe, place.is_listed)
    coming = [(one.key, one.start, one.end) for one in place.coming]
    return f"{told} {known} {place.open_times} {place.unknown_times} {coming}"


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

    def mark(self, beside: str = "") -> str:
        """A mark of all that the board shows of the day, and what it says `beside` that, for
        comparing; what only the clock changes is left out.
        """
        board = self.board
        shown = [_mark_of_place(place) for place in board.places]
        shown += [self._mark(one) for place in board.places for one in place.everybody]
        shown += [self._mark(one) for one in board.unplaced]
        shown += self.sittings.marks_of_visits()
        shown.append(f"{len(keys_of(board.unlisted))} {board.unsure} {board.called_off}")
        shown.append(beside)
        return sha256("\n".join(shown).encode()).hexdigest()[:16]

    def _mark(self, one: Seated) -> str:
        """All that the board shows of it, but for who came."""
        session, state = one.session, self.sittings.state(one)
        told = (session.learner_name, session.exam_title or session.exam_sid)
        place = (one.location_sid, session.location_name, session.time_zone)
        given = accommodations.of(session) or ""
        seat = f"{one.key} {one.start.timestamp()} {one.end_at_least.timestamp()} {one.end is None}"
        return f"{seat} {one.is_certain} {state.mark} {state.word} {told} {place} {given}"

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
        return frozenset(at for at, (one, two) in pairs if two - one > day_board.HALF_HOUR)

    @property
    def has_now(self) -> bool:
        """Whether one of its half hours is under way."""
        return any(map(self._is_now, self.board.slots))

    def _is_now(self, slot: datetime) -> bool:
        return slot <= self.now < slot + day_board.HALF_HOUR

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

    def rows(self) -> list[Row]:
        return [self._row(place, free) for place, free in self._free]

    def _row(self, place: BoardPlace, free: datetime | None) -> Row:
        found = [one for one in place.seated if self._is_special(one)]
        special = sorted(found, key=self._matters_less)
        closed, cells = place.while_closed(), place.cells(self.board.slots)
        return Row(
            name=place.name,
            notes=self._notes(place),
            cells=self._halves(place, cells),
            slots=len(self._slots) + len(self.gaps),
            special=self.sittings.rows(special[:MOST_NAMED], place.zone),
            folded=self.sittings.rows(special[MOST_NAMED:], place.zone),
            more=len(keys_of(place.seated)) - len(keys_of(special)),
            next_free=self.next_free(place, free),
            here_now=self._here_now(place),
            list_url=self._list_url(place),
            while_closed=WHILE_CLOSED.format(count=len(keys_of(closed))) if closed else "",
            ways_to_move=self._ways_to_move(place, closed),
            free_url=book_here.url_of(place, free)
            if free and place.install_sid in self.bookable
            else "",
            too_many=self._too_many(place, cells),
        )

    def next_free_anywhere(self) -> tuple[str, str, str]:
        """The location that has a seat free first that day, how that is said, and where to book it
        for whoever may; blank where none is known, or there is one location alone.
        """
        found = [(free, one) for one, free in self._free if free]
        if len(self.board.places) < 2 or not found:
            return "", "", ""
        free, place = min(found, key=lambda one: one[0])
        may_book = place.install_sid in self.bookable
        url = book_here.url_of(place, free) if may_book else ""
        return place.name, self.next_free(place, free), url

    def _is_special(self, one: Seated) -> bool:
        is_given = accommodations.of(one.session) is not None
        is_absent = _is_absent(self.sittings.visits.get(one.key))
        return is_given or is_absent or self.sittings.state(one).is_uncertain

    def _matters_less(self, one: Seated) -> tuple[bool, bool]:
        """Who has left by now, unless marked as here, and who needs nothing of their own there."""
        is_here = attendance.last_mark(self.sittings.visits.get(one.key)) == Mark.ARRIVED
        has_left = one.end_at_least <= self.now and not is_here
        return has_left, accommodations.of(one.session) is None

    def _too_many(self, place: BoardPlace, cells: Sequence[Cell]) -> tuple[str, str]:
        """“1 too many at 10:00 AM”, and the address of who sits there then."""
        found = [(over(place, one), slot) for one, slot in zip(cells, self._slots, strict=True)]
        most, (_, time, asked) = max(found, key=lambda one: one[0], default=(0, ("", "", "")))
        if not most:
            return "", ""
        url = mark_safe(f"{escape(self.address.url(here=place.sid))}{asked}")
        return f"{TOO_MANY.format(count=most)} at {time}", url

    @cached_property
    def _free(self) -> list[tuple[BoardPlace, datetime | None]]:
        """Each place, and when a seat is free there next."""
        return [(place, self._free_from(place)) for place in self.board.places]

    def _free_from(self, place: BoardPlace) -> datetime | None:
        """When a seat is free next; None where none is, or it can't be told."""
        is_told = self._is_bookable_day(place) and place.seats is not None and place.is_listed
        minutes = self.address.minutes
        return place.next_free(minutes, self.now, self.board.slots) if is_told else None

    def _is_bookable_day(self, place: BoardPlace) -> bool:
        slots = self.board.slots
        is_over = not slots or slots[-1] + day_board.HALF_HOUR <= self.now
        return bool(place.sid) and not is_over

    def next_free(self, place: BoardPlace, free: datetime | None) -> str:
        """When a seat is free next, and how many; “up to” so many where somebody may sit there
        besides.
        """
        if not self._is_bookable_day(place):
            return ""
        if place.seats is None:
            return NO_SEATS
        if not place.is_listed:
            return NOT_LOADED
        minutes = self.address.minutes
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

    def _notes(self, place: BoardPlace) -> str:
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

    def _halves(self, place: BoardPlace, cells: Sequence[Cell]) -> SafeString:
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

    def records_since(self) -> str:
        """When the records begin, in words, where that is after the day's first half hour."""
        slots, since = self.board.slots, self.known_since
        is_late = bool(since and slots and slots[0] < since)
        return say(attendance.to_minute(since), self.zone).dated if is_late else ""

    def _nobody(self, place: BoardPlace, start: datetime) -> str:
        """What a half hour says in which nobody is known to sit there."""
        if self.known_since and start + day_board.HALF_HOUR <= self.known_since:
            return BEFORE_RECORDS
        if not place.is_listed:
            return NOT_LOADED
        if place.maybe:
            return MAY_SIT.format(count=place.maybe)
        begun = (one for one in place.seated if one.end is None and one.start <= start)
        before = (one for one in place.from_before if one.may_still_sit(start))
        is_endless = any((*begun, *before))
        return NO_END if is_endless else NOBODY


def _is_absent(known: Attendance | None) -> bool:
    return attendance.last_mark(known) == Mark.NO_SHOW
