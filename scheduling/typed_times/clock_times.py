"""Reader of a time of day as people type it: “9:30 AM”, “0930”, “14h”, “noon”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from scheduling import date_formats
from scheduling.typed_times import spoken_clocks
from scheduling.typed_times.unreadable import Unreadable

_HALF = r"(?P<half>[ap])\.?(?:\s?m\b\.?)?"
TIME = re.compile(
    rf"(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}})(?:\.\d+)?)?)?"
    rf"\s*(?:{_HALF})?"
)
DIGITS_ALONE = re.compile(rf"(?P<hour>\d{{1,2}})(?P<minute>\d{{2}})\s*(?:{_HALF})?")
_ZONE_NAMED = re.compile(
    r"\b(?:[ecmp]t|[ecmpa]k?[sd]t|hst|utc|gmt|eastern|central|mountain|pacific)\b"
    r"(?:[+-][\d:]+)?(?: (?:standard|daylight))?(?: time\b)?"
)
_CLOCK_WORD = re.compile(r"(?<=\d)\s*(?:o['’]clock|hours|hrs|h)\b\.?")
_LENGTH = re.compile(
    # “14 hrs” is a clock of 24 hours: no exam takes so long.
    r"(?!(?:1[3-9]|2\d) ?(?:hrs|hours)\b)\d{1,2}(?:\.\d)? ?(?:hours?|hrs?)\.?(?: \d{1,2})?"
    r"|(?:\d{1,2} ?h[a-z]*\.? ?)?\d{1,3} ?m(?:in(?:ute)?s?)?\.?"
)
# Ways to write a time that clocks of 24 hours have alone; “1h30” is an hour and a half as well.
_BY_24_HOURS = re.compile(r"0|(?:[89]|\d\d)h\d|.*\d\s*(?:hours|hrs)\b|(?:1[3-9]|2\d)\s?h")
_END_BEHIND = re.compile(r"(?<=[\dmap.])\s*((?:->?|to|till?|until)\s*\d.*)")  # “9:30 to 11:00”
_MINUTES_BEHIND = re.compile(r"\d{1,2}-(?:2[5-9]|[3-5]\d)\b.*")  # “9-30”: no hour ends it
_NOON = re.compile(r"(?:12(?:[:.]?00)? ?)?(?:noon|midday|(?<=\d)n|(?<=\d )n)")
_HOUR = r"\d{1,2}(?:[:.]?\d\d)? ?(?:[ap]\.?m?\.?)?"
_MORE_BEHIND = re.compile(rf"{_HOUR} ?((?:→|/|\(|for|or) ?\d.*)")  # “9:30 (2 hrs)”
SPAN = re.compile(rf"{_HOUR} ?(?:->?|to|till?|until) ?{_HOUR}")
# Between a date and its time: “1/14 - 9:30”; of “dec 14 - 16” the number may be a day.
_DASH = re.compile(r"^- (?=\d{1,2}(?::\d| ?[ap]))")
_SPACED = re.compile(r"^(\d{1,2}) ([0-5]\d)(?= ?[ap]|$)")
_IN_WORDS = re.compile(r"\b(?:half|quarter)\b(?: (?:past|to|of|before|after|till?)\b)?")
_MIDNIGHT = re.compile(r"(?:12(?:[:.]?00)? ?)?midnight")
# An hour before this one is as likely the afternoon's where no half is said: hardly an exam starts
# before 8 AM, and 1 to 7 are hours of every afternoon and evening.
_ORDINARY_FROM = 8


@dataclass(frozen=True, slots=True)
class ReadClock:
    """A time of day, whether it is the next day's (24:00), a remark on how it was read, and whether
    it may be that of twelve hours later as well.
    """

    time: time
    is_next_day: bool = False
    remark: str = ""
    may_be_later: bool = False


def read_time(text: str) -> ReadClock:
    """The time that a text says. Raises Unreadable."""
    text = _DASH.sub("", text.removeprefix("at ").removeprefix("@").strip())
    text = _SPACED.sub(r"\1:\2", text)
    if _LENGTH.fullmatch(text):
        raise Unreadable(f"Check the time: “{text}” may be a length. Enter the start like 9:30 AM.")
    if hours := spoken_clocks.halves(text):
        said = " or ".join(f"{hour}:30" for hour in hours)
        raise Unreadable(f"Check the time: “half {hours[1]}” may be {said}. Enter it like 9:30 AM.")
    more = _MORE_BEHIND.fullmatch(text)
    is_by_24_hours = _BY_24_HOURS.match(text) is not None
    text = _CLOCK_WORD.sub("", text).strip()
    if _NOON.fullmatch(text):
        return ReadClock(time(12))
    if _MIDNIGHT.fullmatch(text):
        raise Unreadable(
            "Check the time: midnight may begin the day or end it. Enter 12:00 AM for its"
            " beginning, or 24:00 for its end."
        )
    if not text:
        raise Unreadable("Enter the time too, like 9:30 AM.")
    match = DIGITS_ALONE.fullmatch(text) or TIME.fullmatch(text)
    if match is None and (zone := _ZONE_NAMED.search(text)):
        raise Unreadable(f"Leave out “{zone[0].upper()}”: the time is in the time zone shown here.")
    has_minutes = _MINUTES_BEHIND.fullmatch(text) is not None
    if match is None and not has_minutes and (end := more or _END_BEHIND.search(text)):
        raise Unreadable(f"Enter the start alone, without “{end[1][:40]}”.")
    if match is None:
        in_words = _IN_WORDS.search(text)  # its number may have been read as the day’s
        said = in_words[0] if in_words else text[:40]
        raise Unreadable(f"Check the time: “{said}” can’t be read. Enter it like 9:30 AM.")
    parts = match.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    if minute > 59 or second > 59:
        raise Unreadable("Check the time: minutes and seconds go up to 59.")
    if hour == 24 and not minute and not second and not parts["half"]:
        remark = f"24:00 is read as {date_formats.clock(time(0))} of the next day."
        return ReadClock(time(0), is_next_day=True, remark=remark)
    clock = time(_hour(hour, parts["half"] or ""), minute, second)
    return ReadClock(clock) if parts["half"] or is_by_24_hours else _without_half(clock)


def _without_half(clock: time) -> ReadClock:
    """The half of the day that is taken where none was said, and clocks here have two."""
    said = date_formats.clock(clock)
    if not (1 <= clock.hour <= 12 and date_formats.has_halves(said)):
        return ReadClock(clock)
    may_be_later = clock.hour < _ORDINARY_FROM
    return ReadClock(clock, remark=f"Read as {said}.", may_be_later=may_be_later)


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
