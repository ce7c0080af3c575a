"""The day board's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from scheduling.access.middleware import PortalRequest
from scheduling.booking import queries
from scheduling.date_formats import full_day
from scheduling.exam_sessions import attendance, day_board
from scheduling.exam_sessions.day_board import Board, Cell, Load, Place, Seated
from scheduling.models import Attempt
from scheduling.time_zones.zone_names import words_for
from scheduling.views.exam_sessions.lists.list_address import PLACE, read_day, read_times
from scheduling.views.exam_sessions.session_rows import page_url
from scheduling.views.exam_sessions.session_states import State, state_of
from scheduling.views.kept_place import place_of
from scheduling.wall_time import city_of, say, say_difference

SPECIAL = frozenset({"checking", "decide", "incident"})
MINUTES = (30, 60, 90, 120, 150, 180, 240)
LOADS = {
    Load.CLOSED: "closed",
    Load.EMPTY: "nobody",
    Load.SOME: "",
    Load.NEARLY: "nearly full",
    Load.FULL: "full",
}


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session on the board: who, what, from when to when, and how it stands."""

    learner: str
    exam: str
    hours: str
    state: State
    given: str
    url: str


@dataclass(frozen=True, slots=True)
class Half:
    """A cell: what stands in it, what it says in words, and where it leads."""

    count: str
    words: str
    url: str
    load: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A place: its name, what is known of its seats and clock, its cells, who is special there,
    and when a seat is free next.
    """

    name: str
    notes: str
    cells: list[Half]
    special: list[Sitting]
    next_free: str
    list_url: str


@require_GET
def board(request: PortalRequest) -> HttpResponse:
    """Who sits where on a day, half hour by half hour; who exactly at one moment of it."""
    place, now = place_of(request), timezone.now().replace(second=0, microsecond=0)
    zone = place.time_zone
    day = read_day(request.GET.get("day", "")) or now.astimezone(ZoneInfo(zone)).date()
    found = day_board.of_day(place.institutions, day, zone, location_sid=place.location_sid)
    several = len(place.institutions) > 1
    page = _Page(found, zone, now, _minutes(request), _place_asked(request), several)
    at = page.moment(request.GET.get("at", ""))
    visits = attendance.latest_of(one.session for row in found.places for one in row.seated)
    context = {
        "place": place,
        "day": day,
        "day_words": full_day(day),
        "steps": [page.url(day + timedelta(days=one)) for one in (-1, 1)],
        "clock": words_for(zone),
        "hours": page.hours(),
        "rows": [page.row(one) for one in found.places],
        "total": len({seat.session.pk for one in found.places for seat in one.seated}),
        "unplaced": page.sittings(found.unplaced),
        "unlisted": found.unlisted,
        "place_asked": page.place.items(),
        "roster_url": f"{reverse('roster')}{page.url(day)}",
        "minutes": page.minutes,
        "minutes_offered": MINUTES,
        "at_words": say(at, zone).time if at else "",
        "there": page.there(at) if at else [],
        "overdue": page.sittings(day_board.overdue(found, now, visits)),
    }
    return render(request, "scheduling/day/board.html", context)


def _place_asked(request: PortalRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in PLACE if request.GET.get(name)}


def _minutes(request: PortalRequest) -> int:
    text = request.GET.get("minutes", "")
    is_length = text.isascii() and text.isdecimal() and len(text) < 4
    return int(text) if is_length and 0 < int(text) <= 720 else 120


@dataclass(frozen=True, slots=True)
class _Page:
    """How the board is told: by the clock of a zone, now, for an exam of some minutes."""

    board: Board
    zone: str
    now: datetime
    minutes: int
    place: dict[str, str]  # as the address names it
    has_several: bool  # institutions, whose names then stand beside their places

    def url(self, day: date, at: str = "") -> str:
        asked = self.place | {"day": day.isoformat(), "at": at}
        if self.minutes != 120:
            asked["minutes"] = str(self.minutes)
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    def moment(self, text: str) -> datetime | None:
        """The moment asked about; today, now where none is."""
        local = ZoneInfo(self.zone)
        if times := read_times(text):
            return datetime.combine(self.board.day, times[0], tzinfo=local)
        is_today = self.now.astimezone(local).date() == self.board.day
        return self.now if is_today else None

    def hours(self) -> list[tuple[str, int]]:
        """The head of the table: each hour in words, and how many half hours of it are shown."""
        found: list[tuple[str, int]] = []
        for slot in self.board.slots:
            words = say(_whole_hour(slot, self.zone), self.zone).clock if self._turns else ""
            words = words or _hour(slot, self.zone)
            if found and found[-1][0] == words:
                found[-1] = words, found[-1][1] + 1
            else:
                found.append((words, 1))
        return found

    @property
    def _turns(self) -> bool:
        """Whether clocks are put back or forward that day: then hours are told with the zone."""
        local, slots = ZoneInfo(self.zone), self.board.slots
        return len({one.astimezone(local).utcoffset() for one in slots}) > 1

    def row(self, place: Place) -> Row:
        sittings = self.sittings(place.seated)
        free = place.next_free(self.minutes, self.now, self.board.slots)
        return Row(
            name=place.name,
            notes=self._notes(place),
            cells=[self._half(place, place.cell(slot)) for slot in self.board.slots],
            special=[one for one in sittings if one.given or one.state.mark in SPECIAL],
            next_free=self._free(place, free),
            list_url=self._list_url(place),
        )

    def _free(self, place: Place, free: datetime | None) -> str:
        if place.seats is None:
            return ""
        return f"free from {say(free, self.zone).time}" if free else "no seat for so long"

    def _notes(self, place: Place) -> str:
        seats = "" if place.seats is None else f"{place.seats} seats"
        first = self.board.slots[0] if self.board.slots else self.now
        apart = say_difference(first, place.zone, self.zone) if place.zone else ""
        clock = f"{city_of(place.zone)}, {apart}" if apart else ""
        of = place.institution if self.has_several else ""
        return " · ".join(part for part in (of, seats, clock, self._special(place)) if part)

    def _special(self, place: Place) -> str:
        """“closed: Thanksgiving”, or that its hours are not the week's, and why."""
        if not place.special_reason:
            return ""
        last = self.board.slots[-1] + day_board.HALF_HOUR
        spans = place.open_times or ()
        is_open = any(opens < last and closes > self.board.slots[0] for opens, closes in spans)
        return f"{'special hours' if is_open else 'closed'}: {place.special_reason}"

    def _list_url(self, place: Place) -> str:
        asked = {"view": "all", "day": self.board.day.isoformat()}
        asked |= self.place | {"location": place.sid}
        return "/?" + urlencode(asked) if place.sid else ""

    def _half(self, place: Place, cell: Cell) -> Half:
        start = say(cell.start, self.zone)
        count = str(cell.taken or "") + (f" +{cell.unsure}?" if cell.unsure else "")
        more = f", {cell.unsure} more not settled" if cell.unsure else ""
        of = f" of {place.seats}" if place.seats is not None else ""
        said = f"{cell.taken}{of}{more}" if cell.taken or cell.unsure else ""
        words = ", ".join(part for part in (start.time, said, LOADS[cell.load]) if part)
        local = cell.start.astimezone(ZoneInfo(self.zone))
        return Half(
            count=count.strip(),
            words=words,
            url=self.url(self.board.day, f"{local:%H:%M}") + "#there",
            load=cell.load,
            is_now=cell.start <= self.now < cell.start + day_board.HALF_HOUR,
        )

    def there(self, at: datetime) -> list[tuple[str, list[Sitting]]]:
        """Who sits where at the moment."""
        found = day_board.who_is_there(self.board, at)
        return [(place.name, self.sittings(seated)) for place, seated in found]

    def sittings(self, seated: Iterable[Seated]) -> list[Sitting]:
        every = list(seated)
        latest = queries.latest_attempts(one.session for one in every) if every else {}
        return [self._sitting(one, latest.get(one.session.pk)) for one in every]

    def _sitting(self, seated: Seated, latest: Attempt | None) -> Sitting:
        session = seated.session
        start = say(seated.start, self.zone).time
        end = say(seated.end, self.zone).time if seated.end else "end not known"
        known = getattr(session, "accommodation", None)
        return Sitting(
            learner=session.learner_name,
            exam=session.exam_title or session.exam_sid,
            hours=f"{start} – {end}",
            state=state_of(session, latest),
            given=known.value.in_words if known else "",
            url=page_url(session, "session"),
        )


def _hour(slot: datetime, zone: str) -> str:
    return say(_whole_hour(slot, zone), zone).time.replace(":00", "")


def _whole_hour(slot: datetime, zone: str) -> datetime:
    return slot.astimezone(ZoneInfo(zone)).replace(minute=0)
