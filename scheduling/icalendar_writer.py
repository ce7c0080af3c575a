"""Calendar files (RFC 5545): appointments with the rules of their time zones, written by icalendar.

The zone is written out here: what the library derives sets clocks forward an hour late.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration

PRODUCT = "-//Proctor desk//EN"
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UTC_CLOCK = ZoneInfo("UTC")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
YEARS = 3  # that a zone is written for: the appointment's, and those beside it
Rule = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """What a calendar shows. `end` is None where it is not known; `sequence` grows with changes."""

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime | None
    zone: str
    title: str
    place: str = ""
    is_cancelled: bool = False
    is_certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DayNote:
    """What a calendar says of a whole day. It takes nobody's time."""

    uid: str
    stamp: datetime
    day: date
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ClockChange:
    """An instant from which on a zone's clocks go by another offset."""

    at: datetime  # in UTC
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool

    @property
    def on_the_clock(self) -> datetime:
        """When that is by the clock that it ends, as RFC 5545 writes it."""
        return self.at.replace(tzinfo=None) + self.before


def written(one: CalendarEntry) -> bytes:
    """The file, with one appointment in it."""
    content: bytes = _file([one]).to_ical()
    return content


def feed(
    appointments: Sequence[CalendarEntry],
    *,
    name: str,
    text: str,
    fetched_every: timedelta,
    notes: Sequence[DayNote] = (),
) -> bytes:
    """A file that calendars fetch again and again, each time as a whole. Its appointments lie
    within a year. `text` says what it shows.
    """
    file = _file(appointments)
    for note in notes:
        file.add_component(_day(note))
    file.add("name", name)
    file.add("x-wr-calname", name)
    file.add("description", text)
    file.add("x-wr-caldesc", text)
    file.add("refresh-interval", fetched_every, parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", vDuration(fetched_every).to_ical().decode())
    content: bytes = file.to_ical()
    return content


def _file(appointments: Sequence[CalendarEntry]) -> Calendar:
    file, years = Calendar(), dict[str, int]()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    placed = [(one, _zone_for(one)) for one in appointments]
    for one, zone in placed:
        if zone is not UTC_CLOCK:
            years.setdefault(one.zone, one.start.astimezone(zone).year)
    for name, year in years.items():
        file.add_component(_time_zone(name, year))
    for one, zone in placed:
        file.add_component(_event(one, zone))
    return file


def _zone_for(one: CalendarEntry) -> ZoneInfo:
    """The clock that the appointment is written by. One that shows a time twice means the first:
    the second can be said in UTC alone.
    """
    own = ZoneInfo(one.zone)
    moments = [at for at in (one.start, one.end) if at]
    return UTC_CLOCK if any(at.astimezone(own).fold for at in moments) else own


def _event(one: CalendarEntry, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.stamp.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", one.start.astimezone(zone))
    if one.end:
        event.add("dtend", one.end.astimezone(zone))
    event.add("summary", one.title)
    if one.place:
        event.add("location", one.place)
    stands = "CONFIRMED" if one.is_certain else "TENTATIVE"
    event.add("status", "CANCELLED" if one.is_cancelled else stands)
    event.add("transp", "TRANSPARENT" if one.is_cancelled else "OPAQUE")
    return event


def _day(note: DayNote) -> Event:
    event = Event()
    event.add("uid", note.uid)
    event.add("sequence", 0)
    event.add("dtstamp", note.stamp.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", note.day)
    event.add("dtend", note.day + timedelta(days=1))
    event.add("summary", note.title)
    if note.text:
        event.add("description", note.text)
    event.add("status", "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    return event


def _time_zone(zone: str, year: int) -> Timezone:
    """The zone as it is in the year and those beside it: as yearly rules where its changes follow
    some, which every calendar reads, or else change by change.
    """
    found = Timezone()
    found.add("tzid", zone)
    changes = list(_changes(zone, year))
    if rules := _yearly(changes):
        for change, rule in rules:
            found.add_component(_observance(change, rule))
        return found
    for change in (_at_first(zone, year), *changes):
        found.add_component(_observance(change))
    return found


def _observance(
    change: ClockChange, rule: Rule | None = None
) -> TimezoneStandard | TimezoneDaylight:
    part = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    part.add("dtstart", change.on_the_clock)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if rule:
        part.add("rrule", rule)
    return part


def _changes(zone: str, year: int) -> Iterator[ClockChange]:
    """The zone's changes from the year before to the year after, to the second."""
    info, at = ZoneInfo(zone), datetime(year - 1, 1, 1, tzinfo=UTC)
    while at.year <= year + 1:
        later = at + 24 * HOUR
        if _offset(info, at) != _offset(info, later):
            yield _change(info, _last_before(info, at, later) + SECOND)
        at = later


def _last_before(info: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The last second that goes by the offset of `low`."""
    offset = _offset(info, low)
    while high - low > SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        low, high = (middle, high) if _offset(info, middle) == offset else (low, middle)
    return low


def _change(info: ZoneInfo, at: datetime) -> ClockChange:
    local, before = at.astimezone(info), _offset(info, at - SECOND)
    return ClockChange(at, before, _offset(info, at), str(local.tzname()), bool(local.dst()))


def _at_first(zone: str, year: int) -> ClockChange:
    """What holds before the first of the changes, as one that was long ago."""
    info = ZoneInfo(zone)
    local = datetime(year - 1, 1, 1, tzinfo=UTC).astimezone(info)
    offset = local.utcoffset() or timedelta()
    return ClockChange(LONG_AGO, offset, offset, str(local.tzname()), bool(local.dst()))


def _offset(info: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(info).utcoffset() or timedelta()


def _yearly(changes: Sequence[ClockChange]) -> list[tuple[ClockChange, Rule]]:
    """The first change of each kind with its rule, where both kinds follow one in all three years;
    or else none.
    """
    kinds = [list(same) for _, same in groupby(sorted(changes, key=_kind), _kind)]
    rules = [(same[0], rule) for same in kinds if (rule := _rule(same))]
    return sorted(rules, key=lambda pair: pair[0].at) if len(rules) == len(kinds) == 2 else []


def _kind(change: ClockChange) -> tuple[timedelta, timedelta, bool]:
    return change.before, change.after, change.is_summer


def _rule(same: Sequence[ClockChange]) -> Rule | None:
    """The yearly rule of a kind's changes: the same weekday of a month, counted from either end."""
    clocks = [change.on_the_clock for change in same]
    alike = {(one.month, one.weekday(), one.time()) for one in clocks}
    counted = set.intersection(*({_from_start(one), _from_end(one)} for one in clocks))
    if len(clocks) != YEARS or len(alike) != 1 or not counted:
        return None
    day = f"{max(counted)}{WEEKDAYS[clocks[0].weekday()]}"
    return {"freq": "yearly", "bymonth": clocks[0].month, "byday": day}


def _from_start(day: datetime) -> int:
    return (day.day - 1) // 7 + 1


def _from_end(day: datetime) -> int:
    return -((calendar.monthrange(day.year, day.month)[1] - day.day) // 7 + 1)
