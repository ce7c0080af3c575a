"""Reader of dates and times as people type them: “01/14/2027 9:30 AM”, “14 Jan 2027 0930”.

What can be read is read one way only: day and month in the order of the institution's locale where
both orders are possible, a year of two digits behind the day, a time without its half of the day
in the morning; and where another way was possible, it is said which was taken. What can't be read
is refused with what is really wrong.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from scheduling.typed_times.clock_times import read_time
from scheduling.typed_times.dates import read_date, weekday_named
from scheduling.typed_times.unreadable import Unreadable

BETWEEN = " at "  # a date and a time that were typed apart, as one text
_HALF_A_YEAR = timedelta(days=182)
_APART = re.compile(r"\b(\d{1,2})\. (\d{1,2})\. ?(?=\d)")  # 14. 1. 2027
# Behind a time of day: “9:30 AM 1-14-2027” ends like an offset and has none. An end behind a start,
# “9:30-11:00”, looks like one, too.
_ZONE_BEHIND = re.compile(r"\d(z|(?<=:\d\d) ?[+-]\d\d:?\d\d)$")
# What word processors make of hyphens and fractions.
_AS_TYPED = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-") | {0x2044: "/"}
_ISO = re.compile(rf"\d{{4}}-\d\d-\d\d(?:[ t]|{BETWEEN})\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class TypedTime:
    """A naive wall time, and what has to be said about how it was read ('' where only one way was
    possible).
    """

    wall: datetime
    remark: str = ""


def read_typed(text: str, today: date | None = None) -> TypedTime:
    """Reads a date and a time in one text. A date without a year is the next such day.

    Raises Unreadable.
    """
    today = today or datetime.now(UTC).date() - timedelta(days=1)  # somewhere it is yesterday still
    written = _plain(text)
    if behind := _ZONE_BEHIND.search(written):
        said = behind[1].strip().upper()
        raise Unreadable(
            f"Enter the start alone, as clocks there show it, without “{said}” behind it."
        )
    apart = written.split(BETWEEN, 1)
    day, remark, rest = read_date(apart[0], today)
    clock, next_day, clock_remark = read_time(f"{rest} {apart[1]}" if apart[1:] else rest)
    if _ISO.match(written) and not next_day:
        clock_remark = ""
    wall = datetime.combine(day + timedelta(days=1) if next_day else day, clock)
    return TypedTime(wall, " ".join(part for part in (remark, clock_remark) if part))


def typed_day(text: str, today: date, *, nearest: bool = False) -> tuple[date, str]:
    """The day that a text is, with a remark on how it was read. A date without a year is the next
    such day, or the `nearest`, be it past or to come.

    Raises Unreadable.
    """
    with suppress(Unreadable):  # that day may have been another weekday then
        before = _day_alone(text, today - _HALF_A_YEAR)
        if nearest and before[0] < today:
            return before
    return _day_alone(text, today)


def _day_alone(text: str, today: date) -> tuple[date, str]:
    day, remark, rest = read_date(_plain(text), today)
    if rest:
        raise Unreadable(f"Enter the date alone, without “{rest[:40]}”.")
    return day, remark


def read_day(text: str, today: date, *, nearest: bool = False) -> tuple[date, str] | None:
    """The same; None where the text is no day, or more."""
    try:
        return typed_day(text, today, nearest=nearest)
    except Unreadable:
        return None


def read_weekday(text: str, today: date) -> date | None:
    """The next day of the weekday that stands in a text in place of a date; or None."""
    return weekday_named(_plain(text), today)


def read_clock(text: str) -> time | None:
    """The time of day that a text is, by a clock of 24 hours where no half is said; or None."""
    try:
        clock, is_next_day, _ = read_time(_plain(text))
    except Unreadable:
        return None
    return None if is_next_day else clock


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower().replace(",", " ")
    seen = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    return _APART.sub(r"\1.\2.", " ".join(seen.translate(_AS_TYPED).split()))
