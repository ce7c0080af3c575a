"""By whose clock a page of a day is told, and which moment of it is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from scheduling.institutions import catalogue
from scheduling.models import Institution
from scheduling.time_zones.zone_names import words_for
from scheduling.wall_time import HappensTwice, NoSuchTime, say, to_utc

NO_ZONE = "the institution’s clock: the location’s time zone is not entered"
LATER = "1"  # in an address: of two moments at which clocks show the same the later one


@dataclass(frozen=True, slots=True)
class Asked:
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


def clock_of(institution: Institution, location_sid: str, zone: str) -> str:
    """“Central (Chicago)”: the zone that a page is told by, of a location without one with whose
    clock that is. A sheet that was kept may be told by another than the location has since.
    """
    _, own = catalogue.location(institution.pk, location_sid) if location_sid else ("", "")
    is_own = own or not location_sid or zone != institution.time_zone
    return words_for(zone) if is_own else f"{words_for(zone)}, {NO_ZONE}"


def moment_of(day: date, clock: time, fold: str, zone: str) -> Asked:
    """When clocks in the zone show the time that day; of two moments the earlier one, unless the
    address asks for the later.
    """
    try:
        at = to_utc(datetime.combine(day, clock), zone)
    except NoSuchTime as never:
        return Asked(problem=str(never))
    except HappensTwice as twice:
        first, second = twice.choices
        is_later = fold == LATER
        this, other = (second, first) if is_later else (first, second)
        words = say(this.instant, zone).hour
        return Asked(this.instant, words, this.label, other.label, "" if is_later else LATER)
    return Asked(at, say(at, zone).hour)
