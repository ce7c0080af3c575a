"""By whose clock a page of a day is told, how times at a place are said on it, and which moment of
it is asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from scheduling.institutions import catalogue
from scheduling.models import ExamSession, Institution, Location
from scheduling.spoken_time import clock_there, say, say_there, to_minute
from scheduling.time_zones.zone_names import words_for
from scheduling.wall_time import HappensTwice, NoSuchTime, is_changed_on, to_utc

NO_ZONE = "the institution’s clock: the location’s time zone is not entered"
ONLINE = "the institution’s clock: the location is online"
LATER = "1"  # in an address: of two moments at which clocks show the same the later one


@dataclass(frozen=True, slots=True)
class AskedMoment:
    """The moment that is asked about (`at`, None where clocks never show it: `problem`), in words.
    Of a time that clocks show twice which one this is, and the other one: in words, and how an
    address asks for it.
    """

    at: datetime | None = None
    words: str = ""
    which: str = ""
    other: str = ""
    other_fold: str = ""
    problem: str = ""

    @property
    def fold(self) -> str:
        """How an address asks for this one."""
        return LATER if self.other and not self.other_fold else ""


@dataclass(frozen=True, slots=True)
class PlaceClock:
    """How times at a place are said on a page of a day: by the page's clock (`zone`), or by the
    place's own with its zone, where that shows another time.
    """

    zone: str
    day: date
    own: str = ""

    @classmethod
    def of(cls, session: ExamSession, zone: str, day: date) -> PlaceClock:
        """Where the session takes place."""
        return cls(zone, day, str(session.zone))

    def zone_of(self, at: datetime) -> str:
        """By whose clock the moment is said."""
        return clock_there(at, self.own, self.zone)

    def hour(self, at: datetime) -> str:
        """“9:58 AM”, or “8:58 AM CST”."""
        return "".join(self.hour_and_zone(at))

    def hour_and_zone(self, at: datetime) -> tuple[str, str]:
        """“9:58 AM”, and “ CST” where that has to be said."""
        spoken, is_apart = say_there(to_minute(at), self.own, self.zone)
        return spoken.time, f" {spoken.zone_abbrev}" if is_apart else ""

    def dated(self, at: datetime) -> str:
        """The same with its day; on a page of a day on which clocks are changed, with its zone."""
        spoken, is_apart = say_there(to_minute(at), self.own, self.zone)
        is_named = is_apart or is_changed_on(self.day, self.zone_of(at))
        return spoken.short if is_named else spoken.unzoned

    def time(self, at: datetime) -> str:
        """The same, with the day where that is not the page's own."""
        is_of_day = at.astimezone(ZoneInfo(self.zone_of(at))).date() == self.day
        return self.hour(at) if is_of_day else self.dated(at)


def clock_of(institution: Institution, location_sid: str, zone: str) -> str:
    """“Central (Chicago)”: the zone that a page is told by, of a location without one with whose
    clock that is. A sheet that was kept may be told by another than the location has since.
    """
    _, own = catalogue.location(institution.pk, location_sid) if location_sid else ("", "")
    is_own = own or not location_sid or zone != institution.time_zone
    if is_own:
        return words_for(zone)
    kind = catalogue.kind_of_location(institution, location_sid)
    return f"{words_for(zone)}, {ONLINE if kind == Location.Kind.ONLINE else NO_ZONE}"


def moment_of(day: date, clock: time, fold: str, zone: str) -> AskedMoment:
    """When clocks in the zone show the time that day; of two moments the earlier one, unless the
    address asks for the later.
    """
    try:
        at = to_utc(datetime.combine(day, clock), zone)
    except NoSuchTime as never:
        return AskedMoment(problem=str(never))
    except HappensTwice as twice:
        first, second = twice.choices
        is_later = fold == LATER
        this, other = (second, first) if is_later else (first, second)
        words = say(this.instant, zone).hour
        return AskedMoment(this.instant, words, this.label, other.label, "" if is_later else LATER)
    return AskedMoment(at, say(at, zone).hour)
