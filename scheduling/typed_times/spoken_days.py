"""Reader of days by a name instead of a date: “today”, “tue”, “next tuesday”, “tue next week”,
“in two weeks”, “a week from wed”."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from scheduling import date_formats

NEAR = {
    "today": 0,
    "tdy": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "yday": -1,
    "day after tomorrow": 2,
    "the day after tomorrow": 2,
    "day before yesterday": -2,
    "the day before yesterday": -2,
} | dict.fromkeys(
    ("tom", "tmrw", "tmrow", "tmr", "tmw", "tomo", "2moro", "2morrow", "tommorow", "tommorrow"), 1
)
WEEKDAYS = {
    said: number
    for number, name in enumerate(one.lower() for one in calendar.day_name)
    for said in (name, name[:3])
} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
LAST, NEXT, NEXT_WEEK, COMING = ("last", "past"), "next", "next week", ("this", "coming")
_LONGEST_MONTHS = 62  # days, in which each number of a day comes
WEEK, SUNDAY = timedelta(weeks=1), 6
_IN = re.compile(r"in (\d{1,2}|an?|one|two|three|four) (day|week)s?")
_FROM = re.compile(r"(?:(a|one|two) )?weeks? from (\w+)")
_NUMBERED = re.compile(r"(\w+) (?:the )?(\d{1,2})(?:st|nd|rd|th)")
_WEEK_BEHIND = re.compile(r"(\w+) week")
_NEXT_WEEK_BEFORE = re.compile(r"next week (?:on )?(\w+)")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}


def read(text: str, today: date) -> tuple[date, str] | None:
    """The day that a name says, with a remark where it may say another; None for anything else.

    A weekday alone is its next day, today included.
    """
    meant = both(text, today)
    return meant and (meant[0], not_meant(*meant) if meant[1] else "")


def both(text: str, today: date) -> tuple[date, date | None] | None:
    """The same, and the other day that may be meant, None where there is none."""
    said = " ".join(word.strip(".,") for word in text.casefold().split())
    if said in NEAR:
        return today + timedelta(days=NEAR[said]), None
    if ahead := _IN.fullmatch(said):
        count = _NUMBERS.get(ahead[1]) or int(ahead[1])
        return today + count * (WEEK if ahead[2] == "week" else timedelta(days=1)), None
    if from_then := _FROM.fullmatch(said):
        return _weeks_from(_NUMBERS[from_then[1] or "a"] * WEEK, from_then[2], today)
    if (behind := _WEEK_BEHIND.fullmatch(said)) and behind[1] in WEEKDAYS:
        return _weeks_from(WEEK, behind[1], today)
    if (before := _NEXT_WEEK_BEFORE.fullmatch(said)) and before[1] in WEEKDAYS:
        return _in_next_week(before[1], today)
    if numbered := _NUMBERED.fullmatch(said):
        return _numbered(numbered[1], int(numbered[2]), today)
    first, _, rest = said.partition(" ")
    if first in WEEKDAYS and rest in ("", NEXT_WEEK):
        return _coming(first, today) if not rest else _in_next_week(first, today)
    if rest not in WEEKDAYS:
        return None
    if first in COMING:
        return _coming(rest, today)
    if first in LAST:
        return _last(rest, today)
    return _next(rest, today) if first == NEXT else None


def has_number(text: str) -> bool:
    """Whether a weekday is said by its number in the month: “fri the 4th”."""
    return _NUMBERED.fullmatch(text) is not None


def _numbered(weekday: str, number: int, today: date) -> tuple[date, None] | None:
    """The next day of that number, where it is that weekday."""
    coming = (today + timedelta(days=ahead) for ahead in range(_LONGEST_MONTHS))
    day = next((one for one in coming if one.day == number), None)
    is_it = day is not None and WEEKDAYS.get(weekday) == day.weekday()
    return (day, None) if day and is_it else None


def _weeks_from(weeks: timedelta, said: str, today: date) -> tuple[date, date | None] | None:
    """“A week from wed”."""
    then = both(said, today)
    if then is None:
        return None
    day, other = then[0], then[1] or a_week_on(said, then[0], today)
    return day + weeks, other and other + weeks


def a_week_on(text: str, day: date, today: date) -> date | None:
    """The day a week on, which a weekday may mean as well where it is today's."""
    return day + WEEK if day == today and text.split()[-1].strip(".,") in WEEKDAYS else None


def _coming(weekday: str, today: date) -> tuple[date, None]:
    return today + timedelta(days=(WEEKDAYS[weekday] - today.weekday()) % 7), None


def _in_next_week(weekday: str, today: date) -> tuple[date, date | None]:
    """That of the week after this one; weeks may begin on Sunday as well."""
    day, since_sunday = _of_next_week(weekday, today), (today.weekday() + 1) % 7
    next_sunday = today - timedelta(days=since_sunday) + WEEK
    other = next_sunday + timedelta(days=(WEEKDAYS[weekday] + 1) % 7)
    return day, None if other == day else other


def _of_next_week(weekday: str, today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    return monday + WEEK + timedelta(days=WEEKDAYS[weekday])


def _next(weekday: str, today: date) -> tuple[date, date | None]:
    """That of the week after this one; before it, one may still come in this week. Who counts
    weeks from Sunday means on a Sunday the one after it.
    """
    day, coming = _of_next_week(weekday, today), _coming(weekday, today)[0]
    other = coming if coming not in (day, today) else day + WEEK
    is_plain = other != coming and today.weekday() != SUNDAY
    return day, None if is_plain else other


def _last(weekday: str, today: date) -> tuple[date, date | None]:
    """The one that was last; where that was in this week, the one before may be meant."""
    day = _coming(weekday, today)[0] - WEEK
    is_of_this_week = day >= today - timedelta(days=today.weekday())
    return day, day - WEEK if is_of_this_week else None


def not_meant(day: date, other: date) -> str:
    """That the words were read as the first of the two days, and not as the other."""
    return f"Read as {date_formats.month_day(day)}, not {date_formats.month_day(other)}."
