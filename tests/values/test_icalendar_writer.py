"""Calendar files are read back to the right instants, by the library and by a second reader."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from scheduling.icalendar_writer import CalendarEntry, written

CHICAGO, PHOENIX, LONDON = "America/Chicago", "America/Phoenix", "Europe/London"
LORD_HOWE, CASABLANCA = "Australia/Lord_Howe", "Africa/Casablanca"
ZONES = (CHICAGO, PHOENIX, LONDON, LORD_HOWE, CASABLANCA, "America/Santiago", "UTC")
STAMP = datetime(2026, 11, 26, 12, 0, 0, 7, tzinfo=UTC)
LINE = re.compile(r"(?P<name>[A-Z-]+)(?P<params>(;[A-Z-]+=[^;:]+)*):(?P<value>.*)", re.DOTALL)
Lines = list[tuple[str, str, str]]
NOON, HOUR = datetime(2027, 1, 14, 18, 0, tzinfo=UTC), timedelta(hours=1)


def lines_of(file: bytes) -> Lines:
    """Name, parameters and value of each line, read strictly; AssertionError for what is none."""
    text = file.decode("utf-8")
    assert text.endswith("\r\n")
    raw = text[:-2].split("\r\n")
    assert all(len(one.encode()) <= 75 and "\n" not in one and "\r" not in one for one in raw)
    found = [LINE.fullmatch(one) for one in text[:-2].replace("\r\n ", "").split("\r\n")]
    assert all(found)
    return [(one["name"], one["params"].lstrip(";"), one["value"]) for one in found if one]


def parts_of(read: Lines, kind: str) -> list[dict[str, tuple[str, str]]]:
    """The components of a kind: value and parameters by name, each at most once."""
    found: list[dict[str, tuple[str, str]]] = []
    within: list[str] = []
    for name, params, value in read:
        if name == "BEGIN":
            within.append(value)
            found += [{}] if value == kind else []
        elif name == "END":
            assert within.pop() == value
        elif within[-1] == kind:
            assert name not in found[-1]
            found[-1][name] = value, params
    assert within == []
    return found


def instant_of(file: bytes, name: str) -> datetime:
    """The instant of the start or end, by the file's own zone rules alone."""
    read = lines_of(file)
    [event] = parts_of(read, "VEVENT")
    value, params = event[name]
    if value.endswith("Z"):
        return _wall(value[:-1]).replace(tzinfo=UTC)
    [zone] = parts_of(read, "VTIMEZONE")
    assert params == f"TZID={zone['TZID'][0]}"
    wall = _wall(value)
    return (wall - _offset_at(read, wall)).replace(tzinfo=UTC)


def _offset_at(read: Lines, wall: datetime) -> timedelta:
    """The offset of a wall time; of one that the clock shows twice, that of the first."""
    onsets = [one for kind in ("STANDARD", "DAYLIGHT") for one in parts_of(read, kind)]
    found = [(onset, one) for one in onsets for onset in _last(one, wall)]
    _, part = max(found, key=lambda pair: pair[0])
    return _offset(part["TZOFFSETTO"][0])


def _last(part: dict[str, tuple[str, str]], wall: datetime) -> list[datetime]:
    """The last onset at or before a wall time."""
    first = _wall(part["DTSTART"][0])
    if "RRULE" not in part:
        return [first] if first <= wall else []
    last = rrulestr(part["RRULE"][0], dtstart=first).before(wall, inc=True)
    return [last] if last else []


def _wall(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%S")


def _offset(text: str) -> timedelta:
    sign = -1 if text[0] == "-" else 1
    return sign * timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))


def file(start: datetime, zone: str, *, minutes: int | None = 90, **changed: object) -> bytes:
    usual: dict[str, object] = {
        "uid": "ES1.AI1",
        "sequence": 2,
        "stamp": STAMP,
        "start": start,
        "end": start + timedelta(minutes=minutes) if minutes else None,
        "zone": zone,
        "title": "CHEM 322, Final; Part 1",
        "place": "Duluth Testing Center, 1 Canal Street, Duluth",
    }
    return written(CalendarEntry(**usual | changed))


def by_the_library(text: bytes) -> tuple[datetime, datetime]:
    [event] = Calendar.from_ical(text).walk("VEVENT")
    return event.start.astimezone(UTC), event.end.astimezone(UTC)


def by_the_second_reader(text: bytes) -> tuple[datetime, datetime]:
    start, end = (instant_of(text, name) for name in ("DTSTART", "DTEND"))
    return start, end


@pytest.mark.parametrize(
    ("zone", "wall"),
    [
        (CHICAGO, "2027-01-14T09:30"),
        (CHICAGO, "2027-07-14T09:30"),
        *((CHICAGO, f"2027-03-14T{at}") for at in ("01:00", "01:59", "03:00", "03:30", "09:30")),
        *((CHICAGO, f"2027-11-07T{at}") for at in ("00:30", "01:30", "02:00", "09:30")),
        (PHOENIX, "2027-03-14T02:30"),
        (PHOENIX, "2027-07-14T09:30"),
        *((LONDON, f"2027-03-28T{at}") for at in ("00:59", "02:00", "02:30", "09:30")),
        *((LONDON, f"2027-10-31T{at}") for at in ("00:30", "01:30", "02:00")),
        (LONDON, "2027-07-14T09:30"),
        *((LORD_HOWE, f"2027-04-04T{at}") for at in ("01:15", "01:45", "02:00", "09:30")),
        *((LORD_HOWE, f"2027-10-03T{at}") for at in ("01:59", "02:30", "03:00")),
        (LORD_HOWE, "2027-07-14T09:30"),
    ],
)
@pytest.mark.parametrize("fold", [0, 1])
def test_a_start_comes_back_on_ordinary_days_and_when_clocks_change(
    zone: str, wall: str, fold: int
) -> None:
    local = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=fold)
    start = local.astimezone(UTC)
    text = file(start, zone)
    expected = (start, start + timedelta(minutes=90))
    assert by_the_second_reader(text) == by_the_library(text) == expected


@given(
    start=st.datetimes(datetime(2024, 1, 1), datetime(2036, 12, 31)),
    zone=st.sampled_from(ZONES),
    minutes=st.integers(1, 600),
)
def test_any_start_and_end_come_back(start: datetime, zone: str, minutes: int) -> None:
    begins = start.replace(tzinfo=UTC, second=0, microsecond=0)
    text = file(begins, zone, minutes=minutes)
    expected = (begins, begins + timedelta(minutes=minutes))
    assert by_the_second_reader(text) == by_the_library(text) == expected


def test_a_zone_with_two_changes_a_year_is_written_as_two_rules() -> None:
    read = lines_of(file(NOON, CHICAGO))
    [summer], [winter] = (parts_of(read, kind) for kind in ("DAYLIGHT", "STANDARD"))
    assert {name: value for name, (value, _) in summer.items()} == {
        "DTSTART": "20260308T020000",
        "RRULE": "FREQ=YEARLY;BYDAY=2SU;BYMONTH=3",
        "TZNAME": "CDT",
        "TZOFFSETFROM": "-0600",
        "TZOFFSETTO": "-0500",
    }
    assert winter["RRULE"][0] == "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"


def test_a_time_that_happens_twice_is_written_in_utc_the_second_time() -> None:
    second = datetime(2027, 11, 7, 1, 30, tzinfo=ZoneInfo(CHICAGO), fold=1).astimezone(UTC)
    for start in (second, second - HOUR):  # the other one ends in it
        text = file(start, CHICAGO, minutes=60)
        assert b"TZID" not in text
        assert by_the_second_reader(text) == (start, start + HOUR)


def test_what_stands_in_it_is_escaped_and_whole() -> None:
    long = "Ünïcödé, with; marks\\ and\nlines " * 9
    text = file(NOON, CHICAGO, title=long)
    lines_of(text)
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["UID"]), event["SEQUENCE"]) == (long, "ES1.AI1", 2)
    assert event["DTSTAMP"].dt == STAMP.replace(microsecond=0)
    assert event["STATUS"] == "CONFIRMED"


def test_an_unknown_end_and_place_are_left_out_and_a_cancelled_one_says_so() -> None:
    text = file(NOON, CHICAGO, minutes=None, place="", is_cancelled=True)
    [event] = parts_of(lines_of(text), "VEVENT")
    assert not {"DTEND", "DURATION", "LOCATION"} & set(event)
    assert event["STATUS"] == ("CANCELLED", "")
