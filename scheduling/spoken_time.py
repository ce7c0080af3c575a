"""How an instant is said to people: day and time by the clocks of a zone, the difference between
two zones, the start and end of an exam.

Which instant a time on the wall is, `wall_time` tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.timesince import timesince

from scheduling import date_formats
from scheduling.date_formats import CANT_READ, clock, full_day, has_halves
from scheduling.wall_time import NoTime, abbreviation, is_changed_on


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
        return abbreviation(self.local)

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


class _Untimed(SpokenTime):
    """What is said where there is no time that could be."""

    day = "Time can’t be read"
    time = whole = short = unzoned = dated = clock = hour = CANT_READ
    zone_abbrev = utc = iso = ""


UNTIMED = _Untimed(datetime(1970, 1, 1, tzinfo=UTC))


def say(instant: datetime, zone: str) -> SpokenTime:
    """Says an instant as clocks in `zone` show it. The result holds plain text, no markup."""
    if isinstance(instant, NoTime):
        return UNTIMED
    return SpokenTime(instant.astimezone(ZoneInfo(zone)))


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
    end = f"{clock(last)} {abbreviation(last)}"
    if first.date() != last.date():
        return f"{clock(first)} {abbreviation(first)} – {end} on {last:%A}"
    if abbreviation(first) != abbreviation(last):
        return f"{clock(first)} {abbreviation(first)} – {end}"
    opening, closing = clock(first), clock(last)
    same_half = has_halves(closing) and opening[-2:] == closing[-2:]
    return f"{opening[:-3] if same_half else opening} – {end}"


def _utc_beside(utc: datetime, local: datetime) -> str:
    other_day = utc.date() != local.date()
    return f"{utc:%H:%M} UTC" + (f" on {date_formats.month_day(utc)}" if other_day else "")


def ago(moment: datetime, now: datetime, *, parts: int = 2) -> str:
    """As “1 hour, 5 minutes ago”; what is less than a minute past, or to come, is just now."""
    is_now = now - moment < timedelta(minutes=1)
    return "just now" if is_now else f"{timesince(moment, now, depth=parts)} ago"


def to_minute(at: datetime) -> datetime:
    """A moment as people say it, without seconds."""
    return at.replace(second=0, microsecond=0)
