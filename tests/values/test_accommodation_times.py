"""How long a sitting with an accommodation is, when it ends, and the latest start that fits, also
on the days on which clocks change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.accommodation_times.accommodation import NO_ACCOMMODATION, Accommodation
from scheduling.accommodation_times.latest_starts import latest_start, offer_latest_start
from scheduling.accommodation_times.sittings import end, real_minutes, say_length
from scheduling.opening_hours.hours_of_days import DAY_END, LocationAvailability, Span

CHICAGO, LONDON, LORD_HOWE = "America/Chicago", "Europe/London", "Australia/Lord_Howe"
# Both days on which its clocks change (Phoenix has none), and one on which they don't.
DAYS = {
    CHICAGO: (date(2027, 3, 14), date(2027, 11, 7), date(2027, 1, 14)),
    "America/Phoenix": (date(2027, 3, 14), date(2027, 11, 7), date(2027, 1, 14)),
    LONDON: (date(2027, 3, 28), date(2027, 10, 31), date(2027, 1, 14)),
    LORD_HOWE: (date(2027, 10, 3), date(2027, 4, 4), date(2027, 1, 14)),
}
CHANGES = [(zone, day) for zone, days in DAYS.items() for day in days]
MINUTE = timedelta(minutes=1)
ALL_DAY = [Span(day, time(0), DAY_END) for day in range(7)]

factors = st.decimals(Decimal(1), Decimal(5), places=2)
given_time = st.builds(Accommodation, factor=factors, break_minutes=st.integers(0, 240))


def given_to(factor: str = "1", breaks: int = 0, room: str = "") -> Accommodation:
    return Accommodation(Decimal(factor), breaks, room)


# How long


@pytest.mark.parametrize(
    ("base", "accommodation", "minutes", "words"),
    [
        (120, given_to(), 120, ""),
        (120, given_to("1.5"), 180, "1.5× of 120 min"),
        (50, given_to("1.25"), 63, "1.25× of 50 min"),  # 62.5: half a minute counts as a whole
        (120, given_to("1.5", 10), 190, "1.5× of 120 min + 10 min breaks"),
        (120, given_to("1", 15), 135, "120 min + 15 min breaks"),
        (90, given_to("2.00"), 180, "2× of 90 min"),
        (120, given_to(room="Quiet room"), 120, ""),
    ],
)
def test_the_exam_times_the_factor_and_the_breaks_are_the_sitting(
    base: int, accommodation: Accommodation, minutes: int, words: str
) -> None:
    assert (real_minutes(base, accommodation), say_length(base, accommodation)) == (minutes, words)


@given(st.integers(1, 600), given_time)
def test_a_sitting_is_never_shorter_than_what_was_given_and_less_than_a_minute_longer(
    base: int, accommodation: Accommodation
) -> None:
    exact = base * accommodation.factor + accommodation.break_minutes
    assert exact <= real_minutes(base, accommodation) < exact + 1
    assert real_minutes(base, NO_ACCOMMODATION) == base


@pytest.mark.parametrize(
    ("accommodation", "words"),
    [
        (given_to(), ""),
        (given_to("1.50", 10, "quiet room"), "1.5× time, 10 min breaks, quiet room"),
        (given_to("2"), "2× time"),
        (given_to(room="Room 204"), "Room 204"),
    ],
)
def test_an_accommodation_is_said_by_what_is_given(
    accommodation: Accommodation, words: str
) -> None:
    assert accommodation.in_words == words


@pytest.mark.parametrize(
    "wrong",
    [
        {"factor": Decimal("0.9")},
        {"factor": Decimal("5.01")},
        {"factor": Decimal("1.333")},
        {"factor": Decimal("NaN")},
        {"break_minutes": -1},
        {"break_minutes": 241},
        {"room": "x" * 61},
    ],
)
def test_what_no_sitting_is_given_is_no_accommodation(wrong: dict[str, object]) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        Accommodation(**wrong)  # type: ignore[arg-type]


# When it ends


@pytest.mark.parametrize(
    ("wall", "zone", "ends"),
    [
        ("2027-01-14T09:30", CHICAGO, "2027-01-14T12:30-06:00"),
        ("2027-03-14T00:30", CHICAGO, "2027-03-14T04:30-05:00"),  # 2 o'clock never comes
        ("2027-11-07T00:30", CHICAGO, "2027-11-07T02:30-06:00"),  # 1 o'clock comes twice
        ("2027-03-13T23:00", CHICAGO, "2027-03-14T03:00-05:00"),
        ("2027-03-14T00:30", "America/Phoenix", "2027-03-14T03:30-07:00"),
        ("2027-10-31T00:30", LONDON, "2027-10-31T02:30+00:00"),
        ("2027-10-03T00:30", LORD_HOWE, "2027-10-03T04:00+11:00"),  # half an hour is left out
        ("2027-04-04T00:30", LORD_HOWE, "2027-04-04T03:00+10:30"),
    ],
)
def test_three_hours_are_three_hours_whatever_the_clock_on_the_wall_does(
    wall: str, zone: str, ends: str
) -> None:
    start = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
    found = end(start, 120, given_to("1.5"))
    assert found == datetime.fromisoformat(ends)
    assert found.tzinfo is UTC


@given(st.sampled_from(CHANGES), st.integers(0, 24 * 60 - 1), st.integers(1, 600), given_time)
def test_the_end_is_as_many_minutes_away_as_the_sitting_is_long(
    where: tuple[str, date], minute: int, base: int, accommodation: Accommodation
) -> None:
    zone, day = where
    start = datetime.combine(day, time(0), UTC) + minute * MINUTE
    found = end(start.astimezone(ZoneInfo(zone)), base, accommodation)
    assert found - start == real_minutes(base, accommodation) * MINUTE


# The latest start


@cache
def clock(zone: str, day: date) -> list[datetime]:
    """Each minute of the day and the four after it, as the clock there shows it."""
    began = datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)
    after = datetime.combine(day + timedelta(days=5), time(0), ZoneInfo(zone)).astimezone(UTC)
    return [
        (began + number * MINUTE).astimezone(ZoneInfo(zone))
        for number in range((after - began) // MINUTE)
    ]


def is_open(wall: datetime, spans: list[Span]) -> bool:
    of_day = wall.time()
    return any(
        span.weekday == wall.weekday()
        and span.opens <= of_day
        and (span.closes == DAY_END or of_day < span.closes)
        for span in spans
    )


def tried_out(day: date, zone: str, spans: list[Span], minutes: int) -> list[datetime]:
    """Every minute of the day from which the place is open so long, found by trying each."""
    walls, left, fitting = clock(zone, day), 0, []
    for wall in reversed(walls):
        left = left + 1 if is_open(wall, spans) else 0
        if left >= minutes and wall.date() == day:
            fitting.append(wall)
    return fitting[::-1]


@st.composite
def opening_hours(draw: st.DrawFn) -> list[Span]:
    """Spans whose edges lie outside the hours that are shown twice or never."""
    edges = st.sampled_from([0, 30, *range(210, 24 * 60, 17), 24 * 60 - 1])
    found = []
    for weekday in range(7):
        marks = sorted(draw(st.lists(edges, max_size=4, unique=True)))
        for opens, closes in list(pairwise(marks))[:: draw(st.sampled_from([1, 2]))]:
            found.append(Span(weekday, time(*divmod(opens, 60)), time(*divmod(closes, 60))))
    return found


@settings(max_examples=150)
@given(st.sampled_from(CHANGES), opening_hours(), st.integers(1, 900))
def test_the_latest_start_is_the_last_of_those_that_fit(
    where: tuple[str, date], spans: list[Span], minutes: int
) -> None:
    zone, day = where
    fitting = tried_out(day, zone, spans, minutes)
    found = latest_start(day, zone, spans, minutes, ())
    if found is None:
        assert fitting == []
        return
    assert found in fitting and found.date() == day
    later = [one for one in fitting if one.astimezone(UTC) > found.astimezone(UTC)]
    assert [one for one in later if one.minute % 5 == 0] == []


def day_of(*spans: tuple[str, str]) -> list[Span]:
    """Open so on every day."""
    return [
        Span(day, time.fromisoformat(opens), time.fromisoformat(closes))
        for day in range(7)
        for opens, closes in spans
    ]


USUAL = day_of(("08:00", "17:00"))


@pytest.mark.parametrize(
    ("spans", "minutes", "wall"),
    [
        (USUAL, 180, "14:00"),
        (USUAL, 190, "13:50"),
        (USUAL, 73, "15:45"),  # by the quarter it would be 3:45 too, by the minute 3:47
        (USUAL, 540, "08:00"),
        (USUAL, 541, ""),
        (day_of(("08:00", "12:00"), ("13:00", "17:00")), 240, "13:00"),
        (day_of(("08:00", "12:00"), ("13:00", "15:00")), 180, "09:00"),
        (day_of(("08:02", "09:02")), 60, "08:02"),
        (ALL_DAY, 180, "23:55"),
        ([], 60, ""),
    ],
)
def test_the_latest_start_of_a_plain_day(spans: list[Span], minutes: int, wall: str) -> None:
    found = latest_start(date(2027, 1, 14), CHICAGO, spans, minutes, ())
    assert (f"{found:%H:%M}" if found else "") == wall


@pytest.mark.parametrize(
    ("zone", "day", "minutes", "wall"),
    [
        # Open from midnight to 4 on the clock, which are three hours, or five.
        (CHICAGO, date(2027, 3, 14), 180, "2027-03-14T00:00-06:00"),
        (CHICAGO, date(2027, 3, 14), 181, ""),
        (CHICAGO, date(2027, 11, 7), 180, "2027-11-07T01:00-06:00"),
        (CHICAGO, date(2027, 11, 7), 195, "2027-11-07T01:45-05:00"),
        (CHICAGO, date(2027, 11, 7), 300, "2027-11-07T00:00-05:00"),
        ("America/Phoenix", date(2027, 3, 14), 181, "2027-03-14T00:55-07:00"),
        (LONDON, date(2027, 3, 28), 90, "2027-03-28T02:30+01:00"),
        (LORD_HOWE, date(2027, 10, 3), 90, "2027-10-03T02:30+11:00"),
        (LORD_HOWE, date(2027, 4, 4), 150, "2027-04-04T01:30+10:30"),
    ],
)
def test_the_latest_start_of_a_night_in_which_clocks_change(
    zone: str, day: date, minutes: int, wall: str
) -> None:
    found = latest_start(day, zone, day_of(("00:00", "04:00")), minutes, ())
    assert (found.isoformat(timespec="minutes") if found else "") == wall


# In words


def offered(
    wall: str, minutes: int | None, *, spans: list[Span] = USUAL[:6], zone: str = CHICAGO
) -> str:
    start = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(CHICAGO))
    place = LocationAvailability("Duluth Testing Center", CHICAGO, spans)
    return offer_latest_start(place, start.astimezone(UTC), minutes, zone)


@pytest.mark.parametrize(
    ("wall", "minutes", "words"),
    [
        ("2027-01-14T15:30", 180, "The latest start that fits is 2:00 PM."),
        ("2027-01-14T15:30", 600, "It is not open long enough that day for 600 minutes."),
        ("2027-01-14T15:30", None, ""),
        ("2027-01-17T15:30", 180, ""),  # a Sunday, on which it is closed
    ],
)
def test_the_latest_start_is_offered_where_length_and_hours_are_known(
    wall: str, minutes: int | None, words: str
) -> None:
    assert offered(wall, minutes) == words


def test_an_offered_start_names_its_zone_where_it_may_be_misread() -> None:
    on_another_clock = offered("2027-01-14T15:30", 180, zone="America/New_York")
    twice = offered("2027-11-07T03:00", 195, spans=day_of(("00:00", "04:00")))
    assert on_another_clock == "The latest start that fits is 2:00 PM CST."
    assert twice == "The latest start that fits is 1:45 AM CDT."
