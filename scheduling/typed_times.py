"""Reader of dates and times as people type them: “01/14/2027 9:30 AM”, “14 Jan 2027 0930”.

What can be read is read one way only: day and month in the order of the institution's locale where
both orders are possible, a year of two digits behind the day, a time without its half of the day
in the morning; and where another way was possible, it is said which was taken. What can't be read
is refused with what is really wrong.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from scheduling import date_formats

BETWEEN = " at "  # a date and a time that were typed apart, as one text
_YEARS = range(1970, 2101)
_SOON = timedelta(days=366)  # exams are hardly ever booked for later
_HALF_A_YEAR = timedelta(days=182)
_MONTHS = [name.lower() for name in calendar.month_name]
_DAYS = [name.lower() for name in calendar.day_name]
_A_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_A_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_A_YEAR = r"(?P<year>(?:19|20|21)\d\d\b|['’]\d\d\b)"
_WEEKDAY = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun)(?:day|s?day|nesday|rsday|urday|s|r|rs)?\b\.?"
)
_WRITTEN_OUT = (
    re.compile(
        rf"(?<![:.\d]){_A_DAY}[ -]?(?:of )?{_A_MONTH}(?:[ -]?{_A_YEAR}|-(?P<short>\d\d)\b)?"
    ),
    re.compile(rf"\b{_A_MONTH}[ -]?{_A_DAY}\b(?:[ -]?{_A_YEAR})?"),
)
_YEAR_FIRST = re.compile(r"\b(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=$|[ t])")
_YEAR_LAST = re.compile(r"\b(\d{1,2})([-/.])(\d{1,2})\2(\d+)\b")
_NO_YEAR = re.compile(r"\b(\d{1,2})[-/](\d{1,2})\b")
_EIGHT = re.compile(r"(?<!\d)(\d{8})(?!\d)")
_SIX = re.compile(r"(?<![-/:.\d])(\d\d)(\d\d)(\d\d)(?![-/:.\d])")
_APART = re.compile(r"\b(\d{1,2})\. (\d{1,2})\. ?(?=\d)")  # 14. 1. 2027
_RELATIVE = re.compile(r"\b(?:today|tonight|tomorrow|yesterday|next|this)\b")
_HALF = r"(?P<half>[ap])\.?(?:m\b\.?)?"
_TIME = re.compile(
    rf"(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}})(?:\.\d+)?)?)?"
    rf"\s*(?:{_HALF})?"
)
_DIGITS_ALONE = re.compile(rf"(?P<hour>\d{{1,2}})(?P<minute>\d{{2}})\s*(?:{_HALF})?")
_ZONE_NAMED = re.compile(
    r"\b(?:[ecmp]t|[ecmpa]k?[sd]t|hst|utc|gmt|eastern|central|mountain|pacific)\b"
    r"(?:[+-][\d:]+)?(?: (?:standard|daylight))?(?: time\b)?"
)
# Behind a time of day: “9:30 AM 1-14-2027” ends like an offset and has none.
_ZONE_BEHIND = re.compile(r"\d(?:z|(?<=:\d\d) ?[+-]\d\d:?\d\d)$")
# What word processors make of hyphens and fractions.
_AS_TYPED = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-") | {0x2044: "/"}
_LETTER_T = re.compile(r"^ ?t ?(?=\d)")
_CLOCK_WORD = re.compile(r"(?<=\d)\s*(?:o['’]clock|hours|hrs)\b\.?")
# Ways to write a time that clocks of 24 hours have alone.
_BY_24_HOURS = re.compile(r"0|\d+h|.*\d\s*(?:hours|hrs)\b")
_ISO = re.compile(rf"\d{{4}}-\d\d-\d\d(?:[ t]|{BETWEEN})\d\d:\d\d")
_NOON = re.compile(r"(?:12(?:[:.]?00)? ?)?(?:noon|(?<=\d)n|(?<=\d )n)")
_MIDNIGHT = re.compile(r"(?:12(?:[:.]?00)? ?)?midnight")


@dataclass(frozen=True, slots=True)
class TypedTime:
    """A naive wall time, and what has to be said about how it was read ('' where only one way was
    possible).
    """

    wall: datetime
    remark: str = ""


class Unreadable(ValueError):
    """The text is no date and time; the message says what is wrong with it."""


class NoDate(Unreadable):
    """Nothing in the text looks like a date."""


def read_typed(text: str, today: date | None = None) -> TypedTime:
    """Reads a date and a time in one text. A date without a year is the next such day.

    Raises Unreadable.
    """
    today = today or datetime.now(UTC).date() - timedelta(days=1)  # somewhere it is yesterday still
    written = _plain(text)
    if _ZONE_BEHIND.search(written):
        raise Unreadable(
            "Enter the time as clocks there show it, without Z or an offset behind it."
        )
    apart = written.split(BETWEEN, 1)
    day, remark, rest = _read_date(apart[0], today)
    clock, next_day, clock_remark = _read_time(f"{rest} {apart[1]}" if apart[1:] else rest)
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
    day, remark, rest = _read_date(_plain(text), today)
    if rest:
        raise Unreadable(f"Enter the date alone, without “{rest[:40]}”.")
    return day, remark


def read_day(text: str, today: date, *, nearest: bool = False) -> tuple[date, str] | None:
    """The same; None where the text is no day, or more."""
    try:
        return typed_day(text, today, nearest=nearest)
    except Unreadable:
        return None


def read_clock(text: str) -> time | None:
    """The time of day that a text is, by a clock of 24 hours where no half is said; or None."""
    try:
        clock, is_next_day, _ = _read_time(_plain(text))
    except Unreadable:
        return None
    return None if is_next_day else clock


def example() -> str:
    """How a date and time may be typed, in the order of the locale."""
    return "01/14/2027 9:30 AM" if date_formats.month_comes_first() else "14/01/2027 9:30 AM"


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower().replace(",", " ")
    seen = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    return _APART.sub(r"\1.\2.", " ".join(seen.translate(_AS_TYPED).split()))


# The date


def _read_date(text: str, today: date) -> tuple[date, str, str]:
    """The day, a remark on how it was read, and the text without it."""
    weekday = _WEEKDAY.search(text)
    left = text[: weekday.start()] + text[weekday.end() :] if weekday else text
    for reader in (_written_out, _year_first, _year_last, _digits_alone, _without_year):
        found = reader(left, today)
        if found:
            day, remark, span = found
            _check_weekday(weekday[1] if weekday else "", day)
            return day, remark, _without(left, span)
    if _TIME.fullmatch(left.strip()) or _DIGITS_ALONE.fullmatch(left.strip()):
        raise NoDate(f"Enter the date too, like {example()}.")
    if word := _RELATIVE.search(left):
        raise NoDate(f"Enter the date itself, not “{word[0]}”, like {example()}.")
    raise NoDate(f"Enter the date and time like {example()}.")


def _without(text: str, span: tuple[int, int]) -> str:
    """The text around a date; the T between it and its time goes with it."""
    before = text[: span[0]].strip().removesuffix(" on")
    return f"{before} {_LETTER_T.sub('', text[span[1] :])}".strip()


Found = tuple[date, str, tuple[int, int]] | None


def _written_out(text: str, today: date) -> Found:
    for pattern in _WRITTEN_OUT:
        if match := pattern.search(text):
            parts = match.groupdict()
            said = parts["year"] or parts.get("short")
            year = _year(said.lstrip("'’")) if said else None
            month = [name[:3] for name in _MONTHS].index(parts["month"][:3])
            day, remark = _with_year(year, month, int(parts["day"]), today)
            if short := parts.get("short"):
                remark = _year_taken(day, (int(parts["day"]), month, int(short)), today)
            return day, remark, match.span()
    return None


def _year_first(text: str, today: date) -> Found:
    match = _YEAR_FIRST.search(text)
    return (
        (_day(int(match[1]), int(match[3]), int(match[4]), today), "", match.span())
        if match
        else None
    )


def _year_last(text: str, today: date) -> Found:
    match = _YEAR_LAST.search(text)
    if not match:
        return None
    day, remark = _in_order(_year(match[4]), int(match[1]), int(match[3]), today)
    if len(match[4]) == 2:
        read_otherwise = int(match[1]), int(match[3]), int(match[4])
        remark = _year_taken(day, read_otherwise, today) or remark
    return day, remark, match.span()


def _year_taken(day: date, read_otherwise: tuple[int, int, int], today: date) -> str:
    """Which day was taken of a date with two digits for each of its parts, where it would be
    another one soon with its year in front.
    """
    year, month, number = read_otherwise
    try:
        other = date(2000 + year, month, number)
    except ValueError:
        return ""
    may_be_meant = today <= other < max(day, today + _SOON) or day < today <= other
    return f"Read as {date_formats.full_day(day)}." if may_be_meant and other != day else ""


def _without_year(text: str, today: date) -> Found:
    match = _NO_YEAR.search(text)
    if not match:
        return None
    day, remark = _in_order(None, int(match[1]), int(match[2]), today)
    return day, remark, match.span()


def _digits_alone(text: str, today: date) -> Found:
    match = _EIGHT.search(text)
    if not match:
        return _six_digits(text, today)
    digits = match[1]
    if int(digits[:4]) in _YEARS and int(digits[4:6]) <= 12:
        day = _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]), today)
        return day, "", match.span()
    day, remark = _in_order(int(digits[4:]), int(digits[:2]), int(digits[2:4]), today)
    return day, remark, match.span()


def _six_digits(text: str, today: date) -> Found:
    """“121426”: two for each, the year behind; how it was read is always said."""
    match = _SIX.search(text)
    if not match:
        return None
    day, _ = _in_order(_year(match[3]), int(match[1]), int(match[2]), today)
    return day, f"Read as {date_formats.full_day(day)}.", match.span()


def _in_order(year: int | None, first: int, second: int, today: date) -> tuple[date, str]:
    """The day of two numbers, of which the locale says which one is the month; where that one can't
    be a month, the other one is.
    """
    month, number = (first, second) if date_formats.month_comes_first() else (second, first)
    if month > 12 >= number:
        return _with_year(year, number, month, today)
    day, remark = _with_year(year, month, number, today)
    if number > 12 or number == month:
        return day, remark
    other = date_formats.month_day(date(day.year, number, month))
    return day, f"Read as {date_formats.month_day(day)}, not {other}. {remark}".strip()


def _with_year(year: int | None, month: int, number: int, today: date) -> tuple[date, str]:
    """The day, and which year was taken where none was said and the last such day is nearer."""
    day = _day(year, month, number, today)
    if year is not None or day.year == today.year:
        return day, ""
    days_since = (today - _day(today.year, month, min(number, 28), today)).days
    return day, f"Read as {day.year}." if days_since < (day - today).days else ""


def _year(digits: str) -> int:
    if len(digits) not in (2, 4):
        raise Unreadable(f"Check the year: it has four digits, not “{digits}”.")
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _day(year: int | None, month: int, number: int, today: date) -> date:
    if not 1 <= month <= 12:
        raise Unreadable(f"Check the month: there is no month {month}.")
    in_year = year if year is not None else today.year
    if in_year not in _YEARS:
        raise Unreadable(f"Check the year: {in_year} cannot be right.")
    if year is None and (month, number) < (today.month, today.day):
        in_year += 1
    days = calendar.monthrange(in_year, month)[1]
    if not 1 <= number <= days:
        name = _MONTHS[month].capitalize()
        raise Unreadable(f"Check the day: {name} has {days} days in {in_year}, no day {number}.")
    return date(in_year, month, number)


def _check_weekday(said: str, day: date) -> None:
    if said and not _DAYS[day.weekday()].startswith(said):
        raise Unreadable(f"Check the date: that day is {date_formats.full_day(day)}.")


# The time


def _read_time(text: str) -> tuple[time, bool, str]:
    """The time, whether it is the next day's (24:00), and a remark on how it was read."""
    text = text.removeprefix("at ").removeprefix("@").strip()
    is_by_24_hours = _BY_24_HOURS.match(text) is not None
    text = _CLOCK_WORD.sub("", text).strip()
    if _NOON.fullmatch(text):
        return time(12), False, ""
    if _MIDNIGHT.fullmatch(text):
        raise Unreadable(
            "Check the time: midnight may begin the day or end it. Enter 12:00 AM for its"
            " beginning, or 24:00 for its end."
        )
    if not text:
        raise Unreadable("Enter the time too, like 9:30 AM.")
    match = _DIGITS_ALONE.fullmatch(text) or _TIME.fullmatch(text)
    if match is None and (zone := _ZONE_NAMED.search(text)):
        raise Unreadable(f"Leave out “{zone[0].upper()}”: the time zone has its own field.")
    if match is None:
        raise Unreadable(f"Check the time: “{text[:40]}” can’t be read. Enter it like 9:30 AM.")
    parts = match.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    if minute > 59 or second > 59:
        raise Unreadable("Check the time: minutes and seconds go up to 59.")
    if hour == 24 and not minute and not second and not parts["half"]:
        return time(0), True, f"24:00 is read as {date_formats.clock(time(0))} of the next day."
    clock = time(_hour(hour, parts["half"] or ""), minute, second)
    return clock, False, "" if parts["half"] or is_by_24_hours else _half_taken(clock)


def _half_taken(clock: time) -> str:
    """Which half of the day was taken where none was said, and clocks here have two."""
    said = date_formats.clock(clock)
    return f"Read as {said}." if 1 <= clock.hour <= 12 and date_formats.has_halves(said) else ""


def _hour(hour: int, half: str) -> int:
    """The hour of 24 that an hour with AM or PM, or without, means."""
    if hour > 23:
        raise Unreadable(f"Check the time: there is no hour {hour}.")
    if not half:
        return hour
    if hour > 12 and half == "p":
        return hour
    if not 1 <= hour <= 12:
        raise Unreadable(f"Check the time: {hour} with {half.upper()}M is no time. Leave one out.")
    return hour % 12 + (12 if half == "p" else 0)
