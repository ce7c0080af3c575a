"""Wall time and UTC: what a clock on the wall shows in a zone, and which instant that is.

Instants are aware datetimes; wall times are naive ones that only mean something together with an
IANA zone. How an instant is said to people, `spoken_time` tells.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from scheduling.date_formats import CANT_READ, clock, full_day, has_halves

FIRST, SECOND = "first", "second"
NO_TIME_SAID = "at a time that can’t be read"
YEARS = range(2000, 2200)  # that a day of the log, or the start of a session, can be in
# What a zone's name begins with when it is named after a place.
_AREAS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe"),
    *("Indian", "Pacific"),
}
_NO_ZONE = {"Factory", "localtime", "posixrules"}
_WALL = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)", re.ASCII)


class NoTime(datetime):
    """What stands where a time has to stand and can't be read; `stored` is what is there instead.

    It is before every time, and whatever is reckoned from it is none either. It never says a date.
    """

    stored: bytes = b""

    @classmethod
    def kept_as(cls, stored: bytes) -> NoTime:
        made = cls(1970, 1, 1, tzinfo=UTC)
        made.stored = stored
        return made

    def __format__(self, form: str) -> str:
        return CANT_READ

    def __str__(self) -> str:
        return CANT_READ

    def strftime(self, form: str) -> str:
        return CANT_READ

    def isoformat(self, *form: str, **forms: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class FoldChoice:
    """One of the two instants that a clock shows twice:
    `value` is what the form posts as `time_fold`.
    """

    value: str
    label: str
    zone_abbrev: str
    instant: datetime


class NoSuchTime(ValueError):
    """The clock never shows this time on that day: it is put forward over it."""


class HappensTwice(ValueError):
    """The clock shows this time twice that day: it is put back over it.

    `choices` are the two instants.
    """

    def __init__(self, message: str, choices: tuple[FoldChoice, FoldChoice]) -> None:
        super().__init__(message)
        self.choices = choices


@cache
def zone_names() -> frozenset[str]:
    """The name of every zone that is a place's. `EST`, `Etc/GMT+5` and `UTC` are no place's: they
    don't follow any place's clocks.
    """
    return frozenset(name for name in _all_names() if name.partition("/")[0] in _AREAS)


@cache
def _all_names() -> frozenset[str]:
    return frozenset(available_timezones() - _NO_ZONE)


@cache
def _written_properly() -> dict[str, str]:
    return {name.lower(): name for name in _all_names()}


def find_zone(name: str) -> str | None:
    """The IANA name of a place's zone as it is written properly ("america/chicago" too), or None
    when there is no such zone.
    """
    found = find_stored_zone(name)
    return found if found in zone_names() else None


def find_stored_zone(name: str) -> str | None:
    """Like `find_zone`, and names that are no place's too: they are not taken any more, but what
    was stored by them goes on being meant by them.
    """
    return _written_properly().get(as_typed(name).replace(" ", "_").lower())


def as_typed(name: str) -> str:
    """A name without what can't be seen, as it may come along with what is pasted."""
    if name.isascii() and name.isprintable():
        return name.strip()
    return "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf")).strip()


def city_of(zone: str) -> str:
    """The place a zone is named after: "America/New_York" → "New York"."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def parse(text: str) -> datetime:
    """Reads `YYYY-MM-DDTHH:MM`, seconds allowed, into a naive datetime in whole seconds: what no
    clock shows makes no other time. ValueError for anything else.
    """
    match = _WALL.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return datetime.fromisoformat(f"{match[1]}T{match[2]}").replace(microsecond=0)


def moment_in(text: str) -> datetime:
    """The instant that ISO text with its offset says. Raises TypeError or ValueError for what says
    none, or one of no year that people live in.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or at.year not in YEARS:
        raise ValueError(text)
    return at


def to_utc(wall: datetime, zone: str, fold: str = "") -> datetime:
    """The instant at which clocks in `zone` show the naive `wall` time.

    Raises NoSuchTime where clocks jump over it, and HappensTwice where they show it twice and
    `fold` is neither "first" nor "second". The messages are for people.
    """
    info = ZoneInfo(zone)
    early, late = (wall.replace(tzinfo=info, fold=fold_bit) for fold_bit in (0, 1))
    before, after = early.utcoffset(), late.utcoffset()
    if before < after:
        raise NoSuchTime(_gap_message(wall, zone, before, after))
    if before == after or fold == FIRST:
        return early.astimezone(UTC)
    if fold == SECOND:
        return late.astimezone(UTC)
    raise _happens_twice(wall, zone, early, late)


def in_utc(instant: datetime) -> str:
    """An instant as records keep it, in UTC to the second: “2027-01-14T15:30:00Z”."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def midnight(day: date, zone: str) -> datetime:
    """The instant at which the day begins in the zone, in UTC.

    Raises OverflowError at the ends of time.
    """
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@lru_cache(maxsize=1024)
def is_changed_on(day: date, zone: str) -> bool:
    """Whether clocks in the zone are put back or forward on the day: then a time of it needs its
    zone to be told.
    """
    info = ZoneInfo(zone)
    first = datetime(day.year, day.month, day.day, tzinfo=info)
    last = first.replace(hour=23, minute=59, fold=1)
    return first.utcoffset() != last.utcoffset()


def abbreviation(local: datetime) -> str:
    """The zone of a local time in letters, or as UTC+03:00 where it has none."""
    name = local.tzname() or ""
    return name if name[:1].isalpha() else f"UTC{_offset(local.utcoffset())}"


def _offset(offset: timedelta) -> str:
    sign = "−" if offset < timedelta(0) else "+"
    minutes = round(abs(offset).total_seconds() / 60)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def _gap_message(wall: datetime, zone: str, before: timedelta, after: timedelta) -> str:
    opening, closing = _gap_edges(wall, zone, before, after)
    if opening.date() == closing.date():
        jump, choose = (
            f"from {_bare(opening)} to {_bare(closing)}",
            f"Choose {clock(closing)} or later.",
        )
    else:
        jump = (
            f"from {full_day(opening)}, {clock(opening)} to {full_day(closing)}, {clock(closing)}"
        )
        choose = f"Choose {full_day(closing)}, {clock(closing)} or later."
    return (
        f"{clock(wall)} does not exist on {full_day(wall)} in {city_of(zone)}: clocks jump {jump}."
        f" {choose}"
    )


def _bare(local: datetime) -> str:
    said = clock(local)
    return said[:-3] if has_halves(said) else said


def _gap_edges(
    wall: datetime, zone: str, before: timedelta, after: timedelta
) -> tuple[datetime, datetime]:
    """The last wall time before the jump and the first one after it."""
    info, low, high = ZoneInfo(zone), wall - after, wall - before
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.replace(tzinfo=UTC).astimezone(info).utcoffset() == before:
            low = middle
        else:
            high = middle
    jump = high.replace(microsecond=0)
    return jump + before, jump + after


def _happens_twice(wall: datetime, zone: str, early: datetime, late: datetime) -> HappensTwice:
    first, second = _fold_choice(FIRST, early), _fold_choice(SECOND, late)
    message = (
        f"{clock(wall)} happens twice on {full_day(wall)} in {city_of(zone)}:"
        " clocks go back."
        f" Choose {first.zone_abbrev} or {second.zone_abbrev}."
    )
    return HappensTwice(message, (first, second))


def _fold_choice(value: str, local: datetime) -> FoldChoice:
    abbrev, offset = abbreviation(local), f"UTC{_offset(local.utcoffset())}"
    zone = offset if abbrev == offset else f"{abbrev} ({offset})"
    which = "before clocks go back" if value == FIRST else "after clocks went back"
    return FoldChoice(value, f"{clock(local)} {zone}, {which}", abbrev, local.astimezone(UTC))
