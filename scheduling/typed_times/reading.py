"""Reader of dates and times as people type them: “01/14/2027 9:30 AM”, “14 Jan 2027 0930”.

What can be read is read one way only: day and month in the order of the institution's locale where
both orders are possible, a year of two digits behind the day, a time without its half of the day
in the morning; and where another way was possible, it is said which was taken. Of a time before the
ordinary hours that of twelve hours later is told as well, and of a day's name that may say two days
the time on the other one: which one is meant has to be asked. What can't be read is refused with
what is really wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from scheduling import date_formats
from scheduling.typed_times import spoken_clocks, spoken_days
from scheduling.typed_times.clock_times import SPAN, read_time
from scheduling.typed_times.dates import is_coming_year, may_be_year, read_date
from scheduling.typed_times.unreadable import NoDate, Unreadable

BETWEEN = " at "  # a date and a time that were typed apart, as one text
_HALF_A_YEAR = timedelta(days=182)
_COMING_WEEKS = 5  # in which a weekday comes on each date that a month may have for it
_NO_HOUR_BUT_A_DAY = range(13, 32)  # where clocks have two halves
_DAY_S_END = "24"
_MOST_WORDS = 4  # of a day's name: “the day after tomorrow”
_APART = re.compile(r"\b(\d{1,2})\. (\d{1,2})\. ?(?=\d)")  # 14. 1. 2027
# Behind a time of day: “9:30 AM 1-14-2027” ends like an offset and has none. An end behind a start,
# “9:30-11:00”, looks like one, too.
_ZONE_BEHIND = re.compile(r"\d(z|(?<=:\d\d) ?[+-]\d\d:?\d\d)$")
# What word processors make of hyphens and fractions.
_AS_TYPED = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-") | {0x2044: "/"}
_NUMBER_AND_TIME = re.compile(r"(\d{1,2}) (\d.*|noon)")
_YEAR_SAID = re.compile(r"\d{4}|\d[-/.]\d+[-/.]\d|['’]\d\d")
_ON = re.compile(r"\bon$")  # before a day
_ISO = re.compile(rf"\d{{4}}-\d\d-\d\d(?:[ t]|{BETWEEN})\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class TypedTime:
    """A naive wall time, and what has to be said about how it was read ('' where only one way was
    possible); `later` is the other time that may be meant, where no half of the day was said, and
    `on_other_day` the one on the other day that the day's name may mean.
    """

    wall: datetime
    remark: str = ""
    later: datetime | None = None
    on_other_day: datetime | None = None

    @property
    def walls(self) -> tuple[datetime, ...]:
        """All that may be meant, in their order."""
        days = [self.wall, *([self.on_other_day] if self.on_other_day else [])]
        apart = self.later - self.wall if self.later else timedelta()
        return tuple(sorted({*days, *(one + apart for one in days)}))


def read_typed(
    text: str, today: date | None = None, *, today_there: Callable[[], date] | None = None
) -> TypedTime:
    """Reads a date and a time in one text. A date without a year is the next such day; a day may
    be said by its name, “tomorrow”, where it is told which day it is there.

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
    is_one = not apart[1:]
    named = _named_day(apart[0], today_there()) if today_there else None
    other = None
    # “mon 9-10” names its day: 9-10 is none. “Fri the 4th” is one that has no month beside it.
    if named and (SPAN.fullmatch(named.rest) or spoken_days.has_number(named.said)):
        day, remark, rest, other = named.day, "", named.rest, named.other
    else:
        try:
            day, remark, rest = read_date(apart[0], today, with_time=is_one)
        except NoDate:
            if named is None:
                raise
            if is_one:
                _refuse_day_before_time(named)
            day, remark, rest, other = named.day, "", named.rest, named.other
            if is_one:
                _refuse_day_of_month(named)
    if is_one and re.fullmatch(r"\d{4}", rest):
        remark = remark or _no_year(rest, apart[0].replace(rest, "", 1), today)
    if is_one and rest == _DAY_S_END:
        raise Unreadable(
            f"Check the time: “{rest}” may be a day or a year. Enter 24:00 for the end of a day."
        )
    clock = read_time(f"{rest} {apart[1]}" if apart[1:] else rest)
    if _ISO.match(written) and not clock.is_next_day:
        return TypedTime(datetime.combine(day, clock.time), remark)
    wall = datetime.combine(day + timedelta(days=clock.is_next_day), clock.time)
    on_other_day = wall + (other - day) if other else None
    if clock.may_be_later:
        return TypedTime(wall, remark, wall + timedelta(hours=12), on_other_day)
    told = " ".join(part for part in (remark, clock.remark) if part)
    return TypedTime(wall, told, on_other_day=on_other_day)


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


def read_day_within(text: str, today: date) -> date | None:
    """The day that a text of date and time names, also one whose time can't be read, by its name
    the likelier one of two; or None.
    """
    day, *time = _plain(text).split(BETWEEN, 1)
    if named := _named_day(day, today):
        return named.day
    with suppress(Unreadable):
        return read_date(day, today, with_time=not time)[0]
    return None


@dataclass(frozen=True, slots=True)
class _Named:
    """The day that some of the words name, the other one that they may, and the text without."""

    said: str
    day: date
    other: date | None
    rest: str


def _named_day(text: str, today: date) -> _Named | None:
    words = text.split()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        for at in range(len(words) - count + 1):
            said = " ".join(words[at : at + count])
            if both := spoken_days.both(said, today):
                day, other = both
                before, behind = " ".join(words[:at]), " ".join(words[at + count :])
                rest = f"{_ON.sub('', before)} {behind}".strip()
                return _Named(said, day, other or spoken_days.a_week_on(said, day, today), rest)
    return None


def _refuse_day_of_month(named: _Named) -> None:
    """Raises Unreadable where a number beside a weekday may be a date: “fri 14”, whatever it is on,
    and “fri 11” where a Friday of the coming weeks is the 11th.
    """
    is_number = re.fullmatch(r"\d{1,2}", named.rest) is not None
    if not is_number or not _is_weekday(named):
        return
    number = int(named.rest)
    day = _coming_date(named, number)
    if day or number in _NO_HOUR_BUT_A_DAY:
        which = f" ({date_formats.short_day(day)})" if day else ""
        like = date_formats.clock(time(number % 24))
        raise Unreadable(
            f"Check the time: “{named.rest}” may be a day of the month{which}."
            f" Enter it like {like}."
        )


def _refuse_day_before_time(named: _Named) -> None:
    """Raises Unreadable where the weekday's date stands before the time: “tue 8 9am”."""
    match = _NUMBER_AND_TIME.fullmatch(named.rest)
    day = _coming_date(named, int(match[1])) if match and _is_weekday(named) else None
    if match and day:
        raise Unreadable(
            f"Enter the date: “{match[1]}” may be a day of the month"
            f" ({date_formats.short_day(day)})."
        )


def _is_weekday(named: _Named) -> bool:
    return named.said.split()[-1].strip(".") in spoken_days.WEEKDAYS


def _coming_date(named: _Named, number: int) -> date | None:
    """The day of this number among those of its weekday in the coming weeks."""
    coming = (named.day + week * spoken_days.WEEK for week in range(_COMING_WEEKS))
    return next((one for one in coming if one.day == number), None)


def _no_year(digits: str, beside: str, today: date) -> str:
    """That four digits beside a day were taken for a time, where they may be its year. Raises
    Unreadable where they rather are.
    """
    is_near = int(digits) <= today.year + 1
    if not is_coming_year(digits, today) or (_YEAR_SAID.search(beside) and not is_near):
        return ""
    try:
        said = date_formats.clock(time(int(digits[:2]), int(digits[2:])))
    except ValueError:
        return ""
    if may_be_year(digits, today):
        raise Unreadable(f"Check the time: “{digits}” may be a year. Enter it like {said}.")
    return f"Read as {said}."


def read_clock(text: str) -> time | None:
    """The time of day that a text is, by a clock of 24 hours where no half is said; or None."""
    try:
        clock = read_time(_plain(text))
    except Unreadable:
        return None
    return None if clock.is_next_day else clock.time


def may_be_later(text: str) -> bool:
    """Whether a text is a time of day that may be that of twelve hours later as well."""
    try:
        return read_time(_plain(text)).may_be_later
    except Unreadable:
        return False


def _plain(text: str) -> str:
    plain = "".join(map(_compatible, text)).lower().replace(",", " ")
    seen = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    apart = _APART.sub(r"\1.\2.", " ".join(seen.translate(_AS_TYPED).split()))
    return spoken_clocks.in_digits(apart)


def _compatible(char: str) -> str:
    """The plain form of a character; a number of its own, “½”, is no digit beside others."""
    form = unicodedata.decomposition(char).partition(" ")[0]
    if form == "<fraction>" or (form in ("<super>", "<sub>") and char.isdigit()):
        return char
    return unicodedata.normalize("NFKC", char)
