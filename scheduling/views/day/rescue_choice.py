"""What a rescue is about, as its address or form names it: a location, a day and from when to when,
or sessions that were ticked in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.http import QueryDict

from scheduling import typed_times
from scheduling.access.middleware import PortalRequest
from scheduling.date_formats import clock
from scheduling.date_formats import day as say_day
from scheduling.exam_sessions.lists import ticked_sessions
from scheduling.exam_sessions.lists.list_views import today_at
from scheduling.institutions import catalogue
from scheduling.models import Institution
from scheduling.rescues import candidates
from scheduling.rescues.candidates import MOST, Candidate
from scheduling.views.exam_sessions.lists.list_address import read_day
from scheduling.wall_time import FIRST, SECOND, NoSuchTime, to_utc

NO_PLACE = "Choose a location."
NO_DAY = "Enter the day."
NO_TIMES = "Enter from when to when."
BACKWARDS = "The second time must be later than the first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A location that can be chosen; `value` is what the form sends."""

    institution: Institution
    sid: str
    name: str

    @property
    def value(self) -> str:
        return f"{self.institution.sid}/{self.sid}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """It, as far as it could be read; `problem` says what is missing, "" where nothing is."""

    places: Sequence[Place]
    place: Place | None = None
    day: date | None = None
    from_time: time | None = None
    until_time: time | None = None
    first: datetime | None = None
    last: datetime | None = None
    keys: Sequence[int] = ()
    institution: Institution | None = None
    problem: str = ""
    is_blank: bool = False

    @property
    def zone(self) -> str:
        """The location's clock, or else the institution's."""
        if self.institution is None:
            return "UTC"
        sid = self.place.sid if self.place else ""
        return catalogue.location(self.institution.pk, sid)[1] or self.institution.time_zone

    @property
    def title(self) -> str:
        """“Duluth Testing Center, Wed, Dec 9, 2026, 10:00 AM – 1:00 PM”."""
        if not (self.place and self.day and self.from_time and self.until_time):
            return "sessions selected in the list"
        times = f"{clock(self.from_time)} – {clock(self.until_time)}"
        return f"{self.place.name[:200]}, {say_day(self.day)}, {times}"

    def candidates(self) -> list[Candidate]:
        """Who stands there then, or the ticked sessions of the institution."""
        if self.institution is None:
            return []
        if self.keys:
            return candidates.of(ticked_sessions.at([self.institution], self.keys))
        if not (self.place and self.first and self.last):
            return []
        there = candidates.standing_at(self.institution, self.place.sid, self.first, self.last)
        return there[:MOST]

    def without_place(self) -> int:
        """How many begin then at the institution of which it is not known where they are."""
        if self.institution is None or not (self.first and self.last):
            return 0
        return candidates.without_place(self.institution, self.first, self.last)


def read(request: PortalRequest, bookable: Sequence[Institution]) -> Asked:
    """What the address or the form asks about."""
    asked = request.POST if request.method == "POST" else request.GET
    offered = catalogue.locations_by_institution(bookable)
    places = [
        Place(institution=one, sid=found.sid, name=found.label)
        for one in bookable
        for found in offered[one.pk]
    ]
    name = "ticked" if request.method == "POST" else "session"  # as the list names them
    if keys := ticked_sessions.read(asked.getlist(name)):
        return _of_ticked(places, bookable, keys)
    place = _place(asked, places)
    read_from, read_until = (_time(asked.get(name, "")) for name in ("from", "until"))
    known = {
        "places": places,
        "place": place,
        "day": read_day(asked.get("day", "")) if "day" in asked else _today(place, bookable),
        "from_time": read_from,
        "until_time": read_until,
        "institution": place.institution if place else None,
        "is_blank": not (asked.get("from") or asked.get("until")),
    }
    return _with_instants(Asked(**known), known)


def _of_ticked(
    places: Sequence[Place], bookable: Sequence[Institution], keys: Sequence[int]
) -> Asked:
    """Of one institution: that of the first of them."""
    found = ticked_sessions.at(list(bookable), keys)
    if not found:
        return Asked(places=places, problem=NO_PLACE, is_blank=True)
    mine = found[0].institution
    here = [one.pk for one in found if one.institution_id == mine.pk]
    return Asked(places=places, keys=here, institution=mine)


def _place(asked: QueryDict, places: Sequence[Place]) -> Place | None:
    install, _, sid = asked.get("location", "").rpartition("/")
    install = install or asked.get("install", "")
    return next(
        (one for one in places if one.sid == sid and install in ("", one.institution.sid)), None
    )


def _today(place: Place | None, bookable: Sequence[Institution]) -> date:
    """The day that it is there: most rooms can't be used from now on."""
    return today_at(place.institution if place else bookable[0])


def _time(text: str) -> time | None:
    return typed_times.read_clock(text[:40]) if text.strip() else None


def _with_instants(asked: Asked, known: dict[str, object]) -> Asked:
    problem = _missing(asked)
    if problem or not (asked.day and asked.from_time and asked.until_time):
        return Asked(**known, problem=problem)
    walls = [datetime.combine(asked.day, one) for one in (asked.from_time, asked.until_time)]
    try:  # of a time that clocks show twice the whole of it
        first, last = (
            to_utc(wall, asked.zone, fold)
            for wall, fold in zip(walls, (FIRST, SECOND), strict=True)
        )
    except NoSuchTime as never:
        return Asked(**known, problem=str(never))
    return Asked(**known, first=first, last=last, problem="" if first < last else BACKWARDS)


def _missing(asked: Asked) -> str:
    if asked.place is None:
        return NO_PLACE
    if asked.day is None:
        return NO_DAY
    return "" if asked.from_time and asked.until_time else NO_TIMES
