"""Opening hours by a place's own wall clock; hours_warnings.py holds them against a time.

What is entered for a date stands in place of the week's hours, and a location's own entry in place
of its institution's. This is decided in `spans_on` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from scheduling.spoken_time import say

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNREAD = "the hours entered for that day can’t be read"
DAY_END = time(23, 59)  # closing then means midnight: the day has no later minute


@dataclass(frozen=True, slots=True)
class Span:
    """Open from … to … on a weekday (Monday is 0), by the wall clock."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class SpecialHours:
    """Hours of the days from a first one to a last one: closed, or open from … to …; why, in words
    for people. It holds for one location, or for all of an institution's. Of some that can't be
    read it is known that there are any, and no more.
    """

    first: date
    last: date
    opens: time | None = None
    closes: time | None = None
    reason: str = ""
    is_of_location: bool = True
    is_known: bool = True

    @property
    def is_closed(self) -> bool:
        return self.opens is None or self.closes is None


@dataclass(frozen=True, slots=True)
class LocationAvailability:
    """What the institution entered about a place: its week's hours as spans, what dates have in
    place of them, and seats. On a day with neither nothing is said about its hours, nor without
    seats of those.

    `taken` is the most seats that other bookings known here hold at one moment of the time asked
    about; `unplaced` are bookings of that day of which it is not known yet where they are,
    `uncertain` sessions that may sit there then.
    """

    name: str
    time_zone: str
    spans: Sequence[Span] = ()
    special: Sequence[SpecialHours] = ()
    seats: int | None = None
    taken: int = 0
    unplaced: int = 0
    uncertain: int = 0


def overlap(one: Span, other: Span) -> bool:
    """Whether there is a moment in both. Where one ends as the other begins there is none."""
    is_same_day = one.weekday == other.weekday
    return is_same_day and one.opens < other.closes and other.opens < one.closes


def say_days(spans: Iterable[Span]) -> dict[str, str]:
    """Each day of the week → its spans in words, in their order; "" for one without any."""
    known = sorted(spans, key=lambda one: one.opens)
    return {
        day: ", ".join(say_span(one) for one in known if one.weekday == weekday)
        for weekday, day in enumerate(DAYS)
    }


def say_week(spans: Iterable[Span]) -> str:
    """“Monday to Friday 9:00 AM – 5:00 PM; Saturday 9:00 AM – 1:00 PM; closed on other days”;
    "" without any.
    """
    days = say_days(spans)
    runs = [list(run) for _, run in groupby(DAYS, key=days.__getitem__)]
    said = [f"{_run(run)} {days[run[0]]}" for run in runs if days[run[0]]]
    return "; ".join([*said, "closed on other days"] if said and "" in days.values() else said)


def _run(days: list[str]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"


def say_span(span: Span) -> str:
    closes = time(0) if span.closes == DAY_END else span.closes
    return f"{_clock(span.opens)} – {_clock(closes)}"


def _clock(wall: time) -> str:
    return f"{wall.hour % 12 or 12}:{wall:%M} {'AM' if wall.hour < 12 else 'PM'}"


def say_time_at(instant: datetime, there: str, zone: str) -> str:
    """The time on a place's clock; with its zone where the person reads another one, and where the
    clock shows that time twice.
    """
    spoken = say(instant, there)
    is_plain = say(instant, zone).time == spoken.time and not _is_shown_twice(instant, there)
    return spoken.time if is_plain else spoken.clock


def _is_shown_twice(instant: datetime, zone: str) -> bool:
    early, late = _folds(instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone)
    return early < late


def special_on(day: date, special: Iterable[SpecialHours]) -> list[SpecialHours]:
    """What counts on a day: the location's own, or else its institution's."""
    there = [one for one in special if one.first <= day <= one.last]
    return [one for one in there if one.is_of_location] or there


def reason_on(day: date, special: Iterable[SpecialHours]) -> str:
    """Why its hours are special that day, without a full stop; "" where they are not."""
    there = special_on(day, special)
    if not all(one.is_known for one in there):
        return UNREAD
    reasons = (one.reason.strip().rstrip(".") for one in there)
    return ", ".join(dict.fromkeys(filter(None, reasons)))


def spans_on(
    day: date, spans: Sequence[Span], special: Iterable[SpecialHours]
) -> list[Span] | None:
    """The hours of one day, none where it is closed; None where nobody entered any, or what was
    entered can't be read.
    """
    there = special_on(day, special)
    if not all(one.is_known for one in there):
        return None
    if any(one.is_closed for one in there):
        return []
    if there:
        return [Span(day.weekday(), one.opens, one.closes) for one in there if not one.is_closed]
    return [one for one in spans if one.weekday == day.weekday()] if spans else None


def open_times(
    spans: Sequence[Span],
    zone: str,
    first: date,
    last: date,
    special: Sequence[SpecialHours],
) -> list[tuple[datetime, datetime]]:
    """When it is known to be open on these days, as instants in order; what touches is one."""
    days = days_between(first, last)
    there = [(day, span) for day in days for span in spans_on(day, spans, special) or ()]
    joined: list[tuple[datetime, datetime]] = []
    for opens, closes in sorted(_instants(day, span, zone) for day, span in there):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined


def days_between(first: date, last: date) -> list[date]:
    """The days from the first to the last one, both of them too."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@lru_cache(maxsize=2048)  # a week's spans are asked for on each page that shows one
def _instants(day: date, span: Span, zone: str) -> tuple[datetime, datetime]:
    """A span as instants. Where clocks show an hour twice it is open from the first to the last,
    and from a time that they jump over on it opens no earlier than the jump.
    """
    ends_day = span.closes == DAY_END
    closes = datetime.combine(day + timedelta(days=ends_day), time(0) if ends_day else span.closes)
    opens, *_ = _folds(datetime.combine(day, span.opens), zone)
    return opens, max(_folds(closes, zone))


def _folds(wall: datetime, zone: str) -> list[datetime]:
    return [wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)]
