"""Reader of a date as people type it: “01/14/2027”, “14 Jan 2027”, “1-14”, “12142026”."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, time, timedelta
from functools import partial

from scheduling import date_formats
from scheduling.typed_times.clock_times import DIGITS_ALONE, SPAN, TIME, read_time
from scheduling.typed_times.unreadable import NoDate, Unreadable

_YEARS = range(1970, 2101)
_YEARS_AHEAD, _BEGINS_EACH = 10, 5  # minutes
_SOON = timedelta(days=366)  # exams are hardly ever booked for later
_MONTHS = [name.lower() for name in calendar.month_name]
_DAYS = [name.lower() for name in calendar.day_name]
_A_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?:\b|(?=\d))\.?"
)
_A_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_A_YEAR = r"(?P<year>(?:19|20|21)\d\d\b|['’]\d\d\b)"
_WEEKDAY = re.compile(
    r"\(?\b(mon|tue|wed|thu|fri|sat|sun)(?:day|s?day|nesday|rsday|urday|s|r|rs)?\b\.?\)?"
)
_WRITTEN_OUT = (
    re.compile(
        rf"(?<![:.\d]){_A_DAY}[ -]?(?:of )?{_A_MONTH}(?:[ -]?{_A_YEAR}|-(?P<short>\d\d)\b)?"
    ),
    re.compile(rf"(?<![a-z]){_A_MONTH}[ -]?{_A_DAY}\b(?!:\d)(?:[ -]?{_A_YEAR})?"),
)
_YEAR_IN_FRONT = re.compile(rf"(?<!\w){_A_YEAR}[ -]{_A_MONTH}[ -]?{_A_DAY}\b(?!:\d)")
_YEAR_OR_CLOCK = re.compile(r"(\d\d)([0-5]\d)")
_YEAR_FIRST = re.compile(r"\b(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=$|[ t])")
_YEAR_LAST = re.compile(r"\b(\d{1,2})([-/.])(\d{1,2})\2(\d+)\b")
_NO_YEAR = re.compile(r"(?<![:.])\b(\d{1,2})([-/])(\d{1,2})\b(?![:.]\d)")
_EIGHT = re.compile(r"(?<!\d)(\d{8})(?!\d)")
_SIX = re.compile(r"(?<![-/:.\d])(\d\d)(\d\d)(\d\d)(?![-/:.\d])")
_RELATIVE = re.compile(r"\b(?:today|tonight|tomorrow|yesterday|next|this)\b")
_DAY_ALONE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b")
_DAY_IN_WORDS = re.compile(
    r"\b(?:(?:twenty|thirty)[- ])?"
    r"(?:first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|twentie|thirtie)th"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth)\b"
)
_ON = re.compile(r"(?:^| )on$")
_LETTER_T = re.compile(r"^ ?t ?(?=\d)")

Day = tuple[date, str, tuple[int, int]]
Found = Day | None


def example() -> str:
    """How a date and time may be typed, in the order of the locale."""
    return "01/14/2027 9:30 AM" if date_formats.month_comes_first() else "14/01/2027 9:30 AM"


def read_date(text: str, today: date, *, with_time: bool = False) -> tuple[date, str, str]:
    """The day, a remark on how it was read, and the text without it: a time, if it is one `with` a
    time and can be read so.
    """
    weekday = _WEEKDAY.search(text)
    left = f"{text[: weekday.start()]}{text[weekday.end() :]}".strip() if weekday else text
    written_out = partial(_beside_a_time, weekday=weekday) if with_time else _written_out
    for reader in (written_out, _year_first, _year_last, _digits_alone, _without_year):
        found = reader(left, today)
        if found:
            day, remark, span = found
            if not _is_on(weekday, day):
                raise Unreadable(f"Check the date: that day is {date_formats.full_day(day)}.")
            return day, remark, _without(left, span)
    if TIME.fullmatch(left.strip()) or DIGITS_ALONE.fullmatch(left.strip()):
        raise NoDate(f"Enter the date too, like {example()}.")
    if word := _RELATIVE.search(left):
        raise NoDate(f"Enter the date itself, not “{word[0]}”, like {example()}.")
    _refuse_day_alone(left)
    raise NoDate(f"Enter the date and time like {example()}.")


def _refuse_day_alone(text: str) -> None:
    """Raises Unreadable where a text has a day, but no month, or the day in words."""
    if word := _DAY_IN_WORDS.search(text):
        raise Unreadable(f"Enter the day in digits, not “{word[0]}”, like {example()}.")
    if day := _DAY_ALONE.search(text):
        raise Unreadable(f"Enter the month beside “{day[0]}”, like {example()}.")


def _without(text: str, span: tuple[int, int]) -> str:
    """The text around a date; the T between it and its time goes with it."""
    before = _ON.sub("", text[: span[0]].strip())
    return f"{before} {_LETTER_T.sub('', text[span[1] :])}".strip()


def _written_out(text: str, today: date) -> Found:
    for pattern in _WRITTEN_OUT:
        if match := pattern.search(text):
            return _of(match, match["year"], today)
    return None


def _of(match: re.Match[str], said: str | None, today: date) -> Day:
    parts = match.groupdict()
    said = said or parts.get("short")
    year = _year(said.lstrip("'’")) if said else None
    month = [name[:3] for name in _MONTHS].index(parts["month"][:3])
    day, remark = _with_year(year, month, int(parts["day"]), today)
    if short := parts.get("short"):
        remark = _year_taken(day, (int(parts["day"]), month, int(short)), today)
    return day, remark, match.span()


def _beside_a_time(text: str, today: date, weekday: re.Match[str] | None) -> Found:
    """The same where what is left is a time. Raises Unreadable where two days may be meant, each
    with a time of its own: “9 dec 14”.
    """
    meant: dict[date, tuple[Day, str]] = {}
    for way in _ways(text, today):
        told = _told_time(text, way, today)
        if told and _is_on(weekday, way[0]):
            meant.setdefault(way[0], (way, told))
    if len(meant) > 1:
        days = ", or ".join(f"{date_formats.short_day(day)}, {meant[day][1]}" for day in meant)
        raise Unreadable(f"Enter it like {example()}: “{text.strip()}” may be {days}.")
    return next((way for way, _ in meant.values()), None) or _written_out(text, today)


def _ways(text: str, today: date) -> Iterator[Day]:
    """Each day that may be meant; four digits behind it are its year, or a time."""
    for match in (one for way in (_YEAR_IN_FRONT, *_WRITTEN_OUT) for one in way.finditer(text)):
        with suppress(Unreadable):
            yield _of(match, match["year"], today)
        clock = _YEAR_OR_CLOCK.fullmatch(match["year"] or "")
        if clock and not may_be_year(clock[0], today) and match.end("year") == match.end():
            with suppress(Unreadable, ValueError):
                said = date_formats.clock(time(int(clock[1]), int(clock[2])))
                day, _, _ = _of(match, None, today)
                yield day, f"Read as {said}.", (match.start(), match.start("year"))


def may_be_year(digits: str, today: date) -> bool:
    """Whether digits are rather a year than a time: this one, the next, or one of the coming ones
    that is no time at which anything begins.
    """
    year = int(digits)
    is_near = year in (today.year, today.year + 1)
    return is_near or (is_coming_year(digits, today) and year % _BEGINS_EACH != 0)


def is_coming_year(digits: str, today: date) -> bool:
    """Whether digits are a year in which something may be booked some day."""
    return today.year <= int(digits) <= today.year + _YEARS_AHEAD


def _told_time(text: str, way: Day, today: date) -> str:
    """What is left beside a day, where it is one time, a span or a year; else ''."""
    start, end = way[2]
    around = [side for side in (_ON.sub("", text[:start].strip()), text[end:].strip()) if side]
    left = around[0] if len(around) == 1 else ""
    if re.fullmatch(r"\d\d", left) and may_be_year(f"20{left}", today):
        return f"20{left}"
    if re.fullmatch(r"\d{4}", left) and may_be_year(left, today):
        return ""
    if SPAN.fullmatch(left):
        return left
    # “14 jan 27 2030”: the 14th, with its year in front of its time.
    short = re.fullmatch(r"(\d\d) (.+)", left)
    left = short[2] if short and may_be_year(f"20{short[1]}", today) else left
    try:
        return date_formats.clock(read_time(left).time)
    except Unreadable:
        return ""


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
    found = sorted(_NO_YEAR.finditer(text), key=lambda one: one[2] != "/")  # “9-11 12/14”
    if not found:
        return None
    day, remark = _in_order(None, int(found[0][1]), int(found[0][3]), today)
    return day, remark, found[0].span()


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


def _is_on(weekday: re.Match[str] | None, day: date) -> bool:
    return weekday is None or _DAYS[day.weekday()].startswith(weekday[1])
