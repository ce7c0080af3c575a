"""Reading an instant out of the provider's texts, in whichever spelling systems write one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.proctoring_api.parsing import text
from scheduling.wall_time import find_stored_zone

FIRST_YEAR, LAST_YEAR = 2000, 2200  # a null date of many a system is the beginning of 1970
_FURTHEST = timedelta(hours=14)  # from UTC that any clock is
_NEAREST, _STEP = timedelta(hours=1), timedelta(minutes=15)  # of those that are on another time
# As nearly all of them are written, which needs no closer look.
_USUAL = re.compile(
    r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII
)
_JAVASCRIPT = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d\d \d{4} [\d:]{8}) GMT([+-]\d{4})(?: ?\([^()]*\))?", re.ASCII
)
_ZONE_NAME = re.compile(r"\[([A-Za-z0-9_/+-]{1,40})\]$")  # beside an offset, as Java writes it
_TIME_OF_DAY = re.compile(r"[T ]\d\d", re.IGNORECASE)
_UTC = re.compile(r"\s*(?:Z|UTC|GMT)$", re.IGNORECASE)
_MIDNIGHT = re.compile(
    r"(?<=[T ])24(?=:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?(?:\d\d)?)?$)", re.I | re.A
)
# “15.5” is half past three, or a slip; Python takes the fraction for one of a second.
_FRACTION = re.compile(r"[T ]\d\d(?::?\d\d)?[.,]\d", re.IGNORECASE | re.ASCII)
# Other ways to write what follows: JavaScript's long years, slashes behind a year, two zones.
_SPELLINGS = (
    (re.compile(r"^\+00(?=\d{4}-)", re.ASCII), ""),
    (re.compile(r"^(\d{4})/(\d\d)/(\d\d)(?=[T ]\d)", re.ASCII), r"\1-\2-\3"),
    (
        re.compile(r"^(\d{4}-\d\d-\d\d[T ][\d:.]+) ?(?:GMT|UTC)(?=[+-]\d\d:?\d\d$)", re.ASCII),
        r"\1",
    ),
    (re.compile(r"(?<=[+-]00)(:?00) \((?:UTC|GMT)\)$", re.ASCII), r"\1"),
    (re.compile(r"(?<=:\d\d) \((UTC|GMT)\)$", re.ASCII), r" \1"),
)
# As Java and Unix write a date, and what Go puts behind an offset.
_UNIX = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2} [\d:]{8}) (UTC|GMT|[+-]\d{4}) (\d{4})", re.ASCII
)
_ALSO_UTC = re.compile(r"(?<=[+-]00)(:?00) (?:UTC|GMT)$", re.ASCII)
# Python takes any character between a date and a time, and a week for its Monday.
_NO_DATE = re.compile(
    r"\d{4}-?(?:\d\d-?\d\d|W\d\d-?\d)[^T \d]|\d{4}-\d\d-\d{3}|\d{4}-?W\d\d(?!-?\d)", re.I
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# Its reader takes any number behind the time for hours and minutes: -06 for six minutes.
_EMAIL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)?"
    r" (?:[+-](?:[01]\d|2[0-3]):?[0-5]\d|[A-Za-z]+)",
    re.ASCII | re.IGNORECASE,
)
_COLON = re.compile(r"(?<=[+-]\d\d):(?=\d\d$)", re.ASCII)
_BEFORE_OFFSET = re.compile(r"\s+(?=[+-]\d\d:?(?:\d\d)?$)", re.ASCII)


def moment(value: Any) -> datetime | None:
    """An aware UTC datetime out of text that names one instant: ISO 8601 in any of its spellings,
    the dates of e-mail, JavaScript, Java and Go. In whole seconds: what no clock shows is another
    spelling, not another start.

    None for text without a zone, or with two that contradict each other: guessing one would hide
    just the fault that contract §6 warns of.
    None for a number, whose unit nobody told, for a fraction of an hour or a minute, and for an
    offset that no clock has. None, too, for a year that no exam can be in, because
    not every zone's clock can show it.
    """
    said = text(value)
    if not said:
        return None
    try:
        at = _written(said)
        at = at.astimezone(UTC).replace(microsecond=0) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return at if at and FIRST_YEAR <= at.year <= LAST_YEAR else None


def _written(said: str) -> datetime | None:
    """The time, unless the text names a zone beside its offset whose clocks are not so far off."""
    said = " ".join(said.split()).replace("\u2212", "-")  # a minus sign
    named = _ZONE_NAME.search(said)
    whole = _ZONE_NAME.sub("", said).strip()
    at = None if _FRACTION.search(whole) else _unnamed(whole)
    if at and not _is_on_a_clock(abs(at.utcoffset() or timedelta(0))):
        return None
    zone = find_stored_zone(named[1]) if named else None
    if at is None or zone is None:
        return at
    if at.tzinfo is None:
        return _on_clocks_of(zone, at) if _TIME_OF_DAY.search(whole) else None
    return at if at.astimezone(ZoneInfo(zone)).utcoffset() == at.utcoffset() else None


def _is_on_a_clock(offset: timedelta) -> bool:
    return not offset or (_NEAREST <= offset <= _FURTHEST and not offset % _STEP)


def _on_clocks_of(zone: str, wall: datetime) -> datetime | None:
    """The instant of a wall time; None where clocks there skip it or show it twice."""
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    return first if first.utcoffset() == second.utcoffset() else None


def _unnamed(said: str) -> datetime | None:
    if _USUAL.fullmatch(said):
        return datetime.fromisoformat(said)
    for spelling, plain in _SPELLINGS:
        said = spelling.sub(plain, said)
    if match := _JAVASCRIPT.fullmatch(said):
        at = datetime.strptime(" ".join(match.groups()), "%b %d %Y %H:%M:%S %z")
        return _on_its_weekday(at, said)
    if match := _UNIX.fullmatch(said):
        day, offset, year = match.groups()
        zoned = offset if offset[0] in "+-" else "+0000"
        at = datetime.strptime(f"{day} {zoned} {year}", "%b %d %H:%M:%S %z %Y")
        return _on_its_weekday(at, said)
    if _EMAIL.fullmatch(said):  # “-0000” there is UTC, too
        said = _COLON.sub("", said)
        utc = said.removesuffix("-0000") + "+0000" * said.endswith("-0000")
        return _on_its_weekday(parsedate_to_datetime(utc), said)
    said = _UTC.sub("+00:00", _BEFORE_OFFSET.sub("", _ALSO_UTC.sub(r"\1", said)))
    if _NO_DATE.match(said):
        return None
    whole, is_midnight = _MIDNIGHT.subn("00", said)
    return datetime.fromisoformat(whole) + timedelta(days=is_midnight)  # 24:00 ends the day


def _on_its_weekday(at: datetime, said: str) -> datetime | None:
    """The time, unless the text names another weekday than that day's."""
    named = said[:3].title() if said[0].isalpha() else ""
    return at if named in ("", _WEEKDAYS[at.weekday()]) else None
