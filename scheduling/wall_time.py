"""Wall time and UTC: what a clock on the wall shows in a zone, which instant that is, and how to
say it.

Instants are aware datetimes; wall times are naive ones that only mean something together with an
IANA zone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from scheduling import date_formats
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


@dataclass(frozen=True, slots=True)
class SpokenTime:
    """One instant in words for a person in one zone, put together as they are asked for: a page
    says hundreds of instants, each in one way.

    >>> say(datetime(2027, 1, 14, 15, 30, tzinfo=UTC), "America/Chicago").whole
    'Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)'
    """

    local: datetime

    def __str__(self) -> str:
        return self.whole

    @property
    def day(self) -> str:
        """Thursday, January 14, 2027"""
        return full_day(self.local)

    @property
    def time(self) -> str:
        """9:30 AM"""
        return clock(self.local)

    @property
    def zone_abbrev(self) -> str:
        """CST, or UTC+03:00 where the zone has no letters"""
        return _abbreviation(self.local)

    @property
    def utc(self) -> str:
        """15:30 UTC, with the date where that is another day"""
        return _utc_beside(self.local.astimezone(UTC), self.local)

    @property
    def whole(self) -> str:
        """Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)"""
        return f"{self.day}, {self.clock} ({self.utc})"

    @property
    def short(self) -> str:
        """Thu, Jan 14, 9:30 AM CST"""
        return f"{self.unzoned} {self.zone_abbrev}"

    @property
    def unzoned(self) -> str:
        """Thu, Jan 14, 9:30 AM: on a page that names its clock once"""
        return f"{date_formats.short_day(self.local)}, {self.time}"

    @property
    def dated(self) -> str:
        """Thu, Jan 14, 2027, 9:30 AM CST"""
        return f"{date_formats.day(self.local)}, {self.clock}"

    @property
    def clock(self) -> str:
        """9:30 AM CST"""
        return f"{self.time} {self.zone_abbrev}"

    @property
    def hour(self) -> str:
        """9:30 AM; on a day on which clocks are changed 9:30 AM CST"""
        return self.clock if is_changed_on(self.local.date(), str(self.local.tzinfo)) else self.time

    @property
    def iso(self) -> str:
        """2027-01-14T09:30:00-06:00"""
        return self.local.isoformat(timespec="seconds")


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


class _Untimed(SpokenTime):
    """What is said where there is no time that could be."""

    day = "Time can’t be read"
    time = whole = short = unzoned = dated = clock = hour = CANT_READ
    zone_abbrev = utc = iso = ""


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
    return "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf")).strip()


def city_of(zone: str) -> str:
    """The place a zone is named after: "America/New_York" → "New York"."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def parse(text: str) -> datetime:
    """Reads `YYYY-MM-DDTHH:MM`, seconds allowed, into a naive datetime;
    ValueError for anything else.
    """
    match = _WALL.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return datetime.fromisoformat(f"{match[1]}T{match[2]}")


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


def say(instant: datetime, zone: str) -> SpokenTime:
    """Says an instant as clocks in `zone` show it. The result holds plain text, no markup."""
    if isinstance(instant, NoTime):
        return UNTIMED
    return SpokenTime(instant.astimezone(ZoneInfo(zone)))


UNTIMED = _Untimed(datetime(1970, 1, 1, tzinfo=UTC))


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


@lru_cache(maxsize=4096)  # a page asks of each start and end twice or more
def say_difference(instant: datetime, zone: str, base: str) -> str:
    """How far the clocks of `zone` are from those of `base` then: “1 hour behind”; '' where they
    show the same.
    """
    offset, other = (instant.astimezone(ZoneInfo(name)).utcoffset() for name in (zone, base))
    apart = (offset or timedelta()) - (other or timedelta())
    if not apart:
        return ""
    hours, minutes = divmod(round(abs(apart).total_seconds() / 60), 60)
    parts = [_count(hours, "hour"), _count(minutes, "minute")]
    way = "ahead" if apart > timedelta() else "behind"
    return " ".join([*(part for part in parts if part), way])


def say_there(instant: datetime, zone: str, base: str) -> tuple[SpokenTime, bool]:
    """Says an instant on a page by the clock `base`, and whether its zone has to be said with it:
    by the clock of the place that it is about (`zone`, '' for none) where that shows another time.
    On a day on which clocks are changed it has to be in any case.
    """
    by = clock_there(instant, zone, base)
    spoken = say(instant, by)
    return spoken, by != base or spoken.hour != spoken.time


def clock_there(instant: datetime, zone: str, base: str) -> str:
    """By whose clock an instant is said on a page: `base`, or that of the place (`zone`) where it
    shows another time, all day where it does at times of the day.
    """
    if not zone or zone == base:
        return base
    day = instant.astimezone(ZoneInfo(zone)).date()
    return zone if is_changed_on(day, zone) or say_difference(instant, zone, base) else base


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' if number > 1 else ''}" if number else ""


def say_range(start: datetime, minutes: int, zone: str) -> str:
    """Start and end on the clock: "9:30 – 11:30 AM CST";
    the end's day is named when it is another day.
    """
    info = ZoneInfo(zone)
    first = start.astimezone(info)
    last = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(info)
    end = f"{clock(last)} {_abbreviation(last)}"
    if first.date() != last.date():
        return f"{clock(first)} {_abbreviation(first)} – {end} on {last:%A}"
    if _abbreviation(first) != _abbreviation(last):
        return f"{clock(first)} {_abbreviation(first)} – {end}"
    opening, closing = clock(first), clock(last)
    same_half = has_halves(closing) and opening[-2:] == closing[-2:]
    return f"{opening[:-3] if same_half else opening} – {end}"


def _abbreviation(local: datetime) -> str:
    name = local.tzname() or ""
    return name if name[:1].isalpha() else f"UTC{_offset(local.utcoffset())}"


def _offset(offset: timedelta) -> str:
    sign = "−" if offset < timedelta(0) else "+"
    minutes = round(abs(offset).total_seconds() / 60)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def _utc_beside(utc: datetime, local: datetime) -> str:
    other_day = utc.date() != local.date()
    return f"{utc:%H:%M} UTC" + (f" on {date_formats.month_day(utc)}" if other_day else "")


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
    abbrev, offset = _abbreviation(local), f"UTC{_offset(local.utcoffset())}"
    zone = offset if abbrev == offset else f"{abbrev} ({offset})"
    which = "before clocks go back" if value == FIRST else "after clocks went back"
    return FoldChoice(value, f"{clock(local)} {zone}, {which}", abbrev, local.astimezone(UTC))
