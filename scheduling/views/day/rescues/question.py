"""What a rescue is about: a location, a day and from when to when, or sessions that were ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from scheduling import date_formats
from scheduling.date_formats import clock
from scheduling.date_formats import day as say_day
from scheduling.digit_free_digests import mark_of
from scheduling.exam_sessions.lists import ticked_sessions
from scheduling.institutions import catalogue
from scheduling.models import Institution
from scheduling.rescues import candidates
from scheduling.rescues.candidates import MOST, Candidate
from scheduling.rescues.new_time_warnings import Unusable
from scheduling.views.exam_sessions.lists.row_places import place_words


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationChoice:
    """A location that can be chosen; `value` is what the form sends."""

    institution: Institution
    sid: str
    name: str

    @property
    def value(self) -> str:
        return f"{self.institution.sid}/{self.sid}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TickedElsewhere:
    """Ticked sessions of another institution, by their keys."""

    institution: Institution
    keys: Sequence[int]

    @property
    def url(self) -> str:
        """The address of a rescue of theirs."""
        return f"{reverse('rescue_new')}?{urlencode({'session': self.keys}, doseq=True)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RescueQuestion:
    """It, as far as it could be read; `problem` says what is missing, "" where nothing is.

    Of what was ticked, `keys` are those that it is about, `missing` are no longer there, or where
    the person does not book.
    """

    places: Sequence[LocationChoice]
    place: LocationChoice | None = None
    day: date | None = None
    from_time: time | None = None
    until_time: time | None = None
    first: datetime | None = None
    last: datetime | None = None
    keys: Sequence[int] = ()
    ticked: Sequence[int] = ()  # all of them, those that it is about first
    left_out: Sequence[TickedElsewhere] = ()
    missing: int = 0
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

    def title(self, about: Sequence[Candidate]) -> str:
        """“Duluth Testing Center, Wed, Dec 9, 2026, 10:00 AM – 1:00 PM”; of sessions that were
        selected without such a time where and on which days they are.
        """
        if not (self.place and self.day and self.times):
            return _selected(about)
        return f"{self.place.name[:200]}, {say_day(self.day)}, {self.times}"

    @property
    def times(self) -> str:
        """“10:00 AM – 1:00 PM”, by the clock of `zone`."""
        if not (self.from_time and self.until_time):
            return ""
        return f"{clock(self.from_time)} – {clock(self.until_time)}"

    @property
    def unusable(self) -> Unusable | None:
        """The time in which the place can't be used; None where none was asked about."""
        if not (self.first and self.last):
            return None
        return Unusable(self.first, self.last, self.times)

    @property
    def room(self) -> dict[str, str]:
        """The place and the time as an address names them; none of sessions ticked in the list."""
        if not (self.place and self.day and self.from_time and self.until_time):
            return {}
        return {
            "location": self.place.value,
            "day": self.day.isoformat(),
            "from": f"{self.from_time:%H:%M}",
            "until": f"{self.until_time:%H:%M}",
        }

    @property
    def query(self) -> str:
        """The address that asks it."""
        return urlencode(self.room | {"session": self.ticked}, doseq=True)

    @property
    def part(self) -> str:
        """What tells the drafts of different questions apart."""
        times = [str(one or "") for one in (self.day, self.from_time, self.until_time)]
        place = self.place.value if self.place else ""
        said = " ".join(map(str, sorted(self.keys))) if self.keys else " ".join([place, *times])
        return mark_of(said, 16)

    def candidates(self) -> list[Candidate]:
        """Who stands there then, or the ticked sessions of the institution."""
        if self.institution is None:
            return []
        if self.keys:
            return candidates.of(ticked_sessions.at([self.institution], self.keys))
        if not (self.place and self.first and self.last):
            return []
        there = candidates.candidates_at(self.institution, self.place.sid, self.first, self.last)
        return there[:MOST]

    def without_location(self) -> int:
        """How many more may sit there then, because it is not known where they are."""
        if self.keys or not (self.institution and self.place and self.first and self.last):
            return 0
        return candidates.without_location(self.institution, self.place.sid, self.first, self.last)


def _selected(about: Sequence[Candidate]) -> str:
    """“4 selected sessions, Duluth Testing Center, Wed, Dec 9, 2026”."""
    places = {place_words(one.session)[:200] for one in about}
    at = [(one.start, one.session.zone) for one in about if one.start]
    days = sorted({start.astimezone(ZoneInfo(str(zone))).date() for start, zone in at})
    said = [
        date_formats.counted(len(about), "selected session"),
        places.pop() if len(places) == 1 else "several locations",
        " – ".join(dict.fromkeys(say_day(one) for one in (days[0], days[-1]))) if days else "",
    ]
    return ", ".join(filter(None, said))
