"""Opening hours by a place's own wall clock:
read as people write them, said, and held against a session's time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from scheduling.wall_time import say

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_END = time(23, 59)  # closing then means midnight: the day has no later minute
SAME = "same"
_CLOCK = r"(\d{1,2})(?:[:.](\d\d))?\s*([ap])?\.?m?\.?"
_SPAN = re.compile(rf"{_CLOCK}\s*(?:[-–—]|to)\s*{_CLOCK}", re.IGNORECASE | re.ASCII)
EARLY = time(6)  # nobody opens before it who doesn’t say so
_EXAMPLE = "Write it like 9-5, or 8:00 AM – 12:00 PM, 1:00 PM – 5:00 PM, or leave it empty."


@dataclass(frozen=True, slots=True)
class Span:
    """Open from … to … on a weekday (Monday is 0), by the wall clock."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time as it was written: with AM or PM, or as only a 24-hour clock has it, or neither."""

    at: time
    is_said: bool = False
    is_24: bool = False

    @property
    def readings(self) -> list[time]:
        """What it can mean beside a time with AM or PM."""
        return (
            [self.at] if self.is_said or self.is_24 else sorted({self.at, _twelve_later(self.at)})
        )


@dataclass(frozen=True, slots=True)
class LocationAvailability:
    """What the institution entered about a place. Without spans nothing is said about its hours,
    nor without seats of those.

    `taken` is the most seats that other bookings known here hold at one moment of the time asked
    about; `unplaced` are bookings of that day of which it is not known yet where they are.
    """

    name: str
    time_zone: str
    spans: Sequence[Span] = ()
    seats: int | None = None
    taken: int = 0
    unplaced: int = 0


def read_day(weekday: int, text: str) -> list[Span]:
    """The spans of one day as a person writes them; ValueError says what to do. Blank is closed.

    What has two readings is taken as the one that follows the span before it (“8-12, 1-5”), else
    refused.
    """
    spans: list[Span] = []
    for part in (part.strip() for part in re.split(r"[,;&]|\band\b", text, flags=re.IGNORECASE)):
        if part:
            spans.append(_read_span(weekday, part, after=spans[-1].closes if spans else None))
    spans.sort(key=lambda one: one.opens)
    for one, other in pairwise(spans):
        if other.opens < one.closes:
            raise ValueError(f"{say_span(one)} and {say_span(other)} overlap: write them as one.")
    return spans


def _read_span(weekday: int, text: str, after: time | None) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text[:40]}” can’t be read. {_EXAMPLE}")
    opens, closes = _read_clock(*match.group(1, 2, 3)), _read_clock(*match.group(4, 5, 6))
    if opens is None or closes is None:
        raise ValueError(f"There is no such time as in “{text[:40]}”. {_EXAMPLE}")
    readings = [Span(weekday, *pair) for pair in _pairs(opens, closes, after or EARLY)]
    if not readings:
        raise ValueError(
            f"“{text[:40]}” closes before it opens. Write 13:00 or 1:00 PM for the afternoon."
        )
    if len(readings) > 1 and after and readings[0].opens < EARLY:
        readings = [one for one in readings if one.opens >= after] or readings
    if len(readings) > 1:
        either = " or ".join(say_span(one) for one in readings)
        raise ValueError(f"“{text[:40]}” may be {either}: say AM or PM for both times.")
    return readings[0]


def _read_clock(hours: str, minutes: str | None, half: str | None) -> _Clock | None:
    """A time as it was written; None where there is none such."""
    hour, minute = int(hours), int(minutes or 0)
    if (half and not 1 <= hour <= 12) or hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    if half:
        return _Clock(time(hour % 12 + (12 if half in "pP" else 0), minute), is_said=True)
    return _Clock(time(hour % 24, minute), is_24=hour > 12 or hour == 0 or hours.startswith("0"))


def _pairs(opens: _Clock, closes: _Clock, after: time) -> list[tuple[time, time]]:
    """What the two times can mean together, each opening before it closes.

    Without AM, PM or a time that only a 24-hour clock has, opening from six on is in the morning,
    if nothing stands before it: “9-5” is 9 AM to 5 PM, “8-12” ends at noon; “1-5” may be the night
    or the afternoon.
    """
    is_plain = not (opens.is_said or closes.is_said)
    if is_plain and (opens.is_24 or closes.is_24 or max(EARLY, after) <= opens.at < closes.at):
        return _in_order([opens.at], [closes.at])
    if is_plain and opens.at < closes.at:
        later = _in_order([_twelve_later(opens.at)], [_twelve_later(closes.at)])
        return sorted(_in_order([opens.at], [closes.at]) + later)
    if is_plain and closes.at.hour != 12:
        return _in_order([opens.at], [_twelve_later(closes.at)])
    return _in_order(opens.readings, closes.readings)


def _in_order(opens: list[time], closes: list[time]) -> list[tuple[time, time]]:
    """The pairs that open before they close; closing at midnight is closing at the day’s end."""
    ends = [DAY_END if one == time(0) else one for one in closes]
    return [(start, end) for start in opens for end in ends if start < end]


def _twelve_later(at: time) -> time:
    return at.replace(hour=(at.hour + 12) % 24)


def say_day(spans: Iterable[Span]) -> str:
    """The spans of one day in words that `read_day` reads again."""
    return ", ".join(map(say_span, spans))


def say_week(spans: Iterable[Span]) -> str:
    """“Monday to Friday 9:00 AM – 5:00 PM; Saturday 9:00 AM – 1:00 PM; closed on other days”;
    "" without any.
    """
    known = list(spans)
    days = [say_day(one for one in known if one.weekday == weekday) for weekday in range(len(DAYS))]
    runs = [list(run) for _, run in groupby(range(len(DAYS)), key=lambda weekday: days[weekday])]
    said = [f"{_days(run)} {days[run[0]]}" for run in runs if days[run[0]]]
    return "; ".join([*said, "closed on other days"] if said and "" in days else said)


def _days(run: list[int]) -> str:
    return DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]} to {DAYS[run[-1]]}"


def say_span(span: Span) -> str:
    closes = time(0) if span.closes == DAY_END else span.closes
    return f"{_clock(span.opens)} – {_clock(closes)}"


def _clock(wall: time) -> str:
    return f"{wall.hour % 12 or 12}:{wall:%M} {'AM' if wall.hour < 12 else 'PM'}"


def warnings_about(
    location: LocationAvailability, start: datetime, minutes: int | None, zone: str
) -> list[str]:
    """What speaks against this time there, in sentences.

    `zone` is the one in which the person reads the time.
    """
    end = start + timedelta(minutes=minutes or 0)
    hours = _about_hours(location, start, end, zone)
    found = (hours, _about_seats(location), _about_unplaced(location))
    return [sentence for sentence in found if sentence]


def _about_seats(location: LocationAvailability) -> str:
    if location.seats is None or location.taken < location.seats:
        return ""
    if location.seats == 1:
        return "The only seat is taken then by a booking known here."
    return f"All {location.seats} seats are taken then by bookings known here."


def _about_unplaced(location: LocationAvailability) -> str:
    """A seat is never told to be free where it is not known who sits there."""
    if location.seats is None or not location.unplaced or location.taken >= location.seats:
        return ""
    if location.unplaced == 1:
        return "Seats not counted: 1 booking that day has no known place."
    return f"Seats not counted: {location.unplaced} bookings that day have no known place."


def _about_hours(location: LocationAvailability, start: datetime, end: datetime, zone: str) -> str:
    if not location.spans:
        return ""
    first, last = (
        instant.astimezone(ZoneInfo(location.time_zone)).date() for instant in (start, end)
    )
    times = _open_times(location, first, last)
    here = next((one for one in times if one[0] <= start < one[1]), None)
    if here:
        return "" if end <= here[1] else _closing(location, here[1], times, zone)
    if not any(span.weekday == first.weekday() for span in location.spans):
        return f"Closed on {DAYS[first.weekday()]}s."
    closed = max((closes for _, closes in times if closes <= start), default=None)
    if closed:
        return _closing(location, closed, times, zone, "Starts")
    return f"Starts before {location.name} opens ({_at(times[0][0], location, zone)})."


def _closing(
    location: LocationAvailability,
    closes: datetime,
    times: list[tuple[datetime, datetime]],
    zone: str,
    what: str = "Ends",
) -> str:
    """It closes at this instant: for a while, or for the day."""
    day = closes.astimezone(ZoneInfo(location.time_zone)).date()
    again = next((opens for opens, _ in times if opens > closes), None)
    if again and again.astimezone(ZoneInfo(location.time_zone)).date() == day:
        closed, opens = _at(closes, location, zone), _at(again, location, zone)
        return f"{location.name} is closed from {closed} to {opens}."
    return f"{what} after {location.name} closes ({_at(closes, location, zone)})."


def _at(instant: datetime, location: LocationAvailability, zone: str) -> str:
    """The time on the place's clock; with its zone where the person reads another one."""
    there = say(instant, location.time_zone)
    return (
        there.time if say(instant, zone).time == there.time else f"{there.time} {there.zone_abbrev}"
    )


def _open_times(
    location: LocationAvailability, first: date, last: date
) -> list[tuple[datetime, datetime]]:
    """When it is open on these days, as instants in order; what touches is one."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    spans = [
        (day, span) for day in days for span in location.spans if span.weekday == day.weekday()
    ]
    joined: list[tuple[datetime, datetime]] = []
    for opens, closes in sorted(_instants(day, span, location.time_zone) for day, span in spans):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined


def _instants(day: date, span: Span, zone: str) -> tuple[datetime, datetime]:
    """A span as instants. Where clocks show an hour twice it is open from the first to the last."""
    ends_day = span.closes == DAY_END
    closes = datetime.combine(day + timedelta(days=ends_day), time(0) if ends_day else span.closes)
    return min(_folds(datetime.combine(day, span.opens), zone)), max(_folds(closes, zone))


def _folds(wall: datetime, zone: str) -> list[datetime]:
    return [wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)]
