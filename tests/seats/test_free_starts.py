"""Free starts of a day: what the opening hours hold, what is taken, and what is not known."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.models import (
    Attempt,
    ExamSession,
    Institution,
    Location,
    OpeningHours,
    SessionAccommodation,
)
from scheduling.opening_hours.hours_of_days import DAY_END, Span, open_times
from scheduling.seats.free_starts import DayOfStarts, starts_on, starts_within
from tests.support.booking_form import DULUTH

CHICAGO = "America/Chicago"
THURSDAY = date(2027, 1, 14)
NOON = datetime(2027, 1, 14, 18, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NOBODY = ExamSession(sid="")
HOUR = timedelta(hours=1)


def clocks(starts: list[datetime], zone: str = CHICAGO) -> list[str]:
    return [f"{one.astimezone(ZoneInfo(zone)):%H:%M}" for one in starts]


# The hours alone


@pytest.mark.parametrize(
    ("spans", "minutes", "expected"),
    [
        ([(time(9), time(11))], 60, ["09:00", "09:30", "10:00"]),
        ([(time(9), time(10))], 61, []),
        ([(time(8, 45), time(10))], 30, ["08:45", "09:00", "09:30"]),
        ([(time(9), time(10)), (time(13), time(14))], 45, ["09:00", "13:00"]),
        ([(time(9), time(10))], None, ["09:00", "09:30"]),
        ([], 60, []),
    ],
)
def test_starts_are_half_hours_from_which_a_sitting_ends_by_closing(
    spans: list[tuple[time, time]], minutes: int | None, expected: list[str]
) -> None:
    hours = [Span(3, opens, closes) for opens, closes in spans]
    assert clocks(list(starts_within(hours, CHICAGO, THURSDAY, minutes, LONG_AGO, ()))) == expected


def test_what_is_past_is_left_out_and_a_night_that_stays_open_goes_on() -> None:
    open_long = [Span(3, time(22), DAY_END), Span(4, time(0), time(1))]
    nine = datetime(2027, 1, 15, 4, 30, tzinfo=UTC)  # half past ten in the evening there
    found = list(starts_within(open_long, CHICAGO, THURSDAY, 90, nine, ()))
    assert clocks(found) == ["23:00", "23:30"]


@given(
    day=st.dates(date(2026, 11, 1), date(2027, 11, 30)),
    zone=st.sampled_from([CHICAGO, "Australia/Lord_Howe", "Asia/Kolkata"]),
    opens=st.times(),
    closes=st.times(),
    minutes=st.integers(1, 400),
)
def test_every_start_and_its_end_lie_within_the_hours(
    day: date, zone: str, opens: time, closes: time, minutes: int
) -> None:
    opens, closes = (one.replace(second=0, microsecond=0) for one in sorted([opens, closes]))
    spans = [Span(weekday, opens, closes) for weekday in range(7)]
    times = open_times(spans, zone, day, day + timedelta(days=1), ())
    for start in starts_within(spans, zone, day, minutes, LONG_AGO, ()):
        assert start.astimezone(ZoneInfo(zone)).date() == day
        end = start + timedelta(minutes=minutes)
        assert any(one <= start and end <= other for one, other in times)


@pytest.mark.parametrize("day", [date(2027, 3, 14), date(2027, 11, 7)])
def test_on_days_on_which_clocks_change_every_half_hour_comes_once_as_an_instant(day: date) -> None:
    spans = [Span(6, time(0), time(4))]
    found = list(starts_within(spans, CHICAGO, day, 30, LONG_AGO, ()))
    assert {two - one for one, two in pairwise(found)} == {HOUR / 2}
    assert len(found) == (6 if day.month == 3 else 10)


# With what is booked


@pytest.fixture
def center(institution: Institution) -> Institution:
    """Duluth with two seats, open from noon to three on Thursdays; its list was read."""
    location = Location.objects.get(pl_sid=DULUTH)
    Location.objects.filter(pk=location.pk).update(seats=2)
    OpeningHours.objects.filter(location=location).delete()
    OpeningHours.objects.create(location=location, weekday=3, opens=time(12), closes=time(15))
    Institution.objects.filter(pk=institution.pk).update(synced_at=LONG_AGO)
    institution.refresh_from_db()
    return institution


def seated(center: Institution, number: int, start: datetime, **facts: Any) -> ExamSession:
    usual = {
        "status": "Scheduled",
        "location_sid": DULUTH,
        "appointment_at": start,
        "duration_minutes": 60,
    }
    sids = {"sid": f"ES{number:032x}", "exam_sid": f"EX{number:032x}"}
    return ExamSession.objects.create(institution=center, **sids, **(usual | facts))


def found(center: Institution, minutes: int | None = 60, **how: Any) -> DayOfStarts:
    day = starts_on(center, how.get("but_for", NOBODY), DULUTH, THURSDAY, minutes)
    assert day is not None
    return day


def free(day: DayOfStarts) -> dict[str, int | None]:
    return dict(
        zip(clocks([one.at for one in day.starts]), (s.free for s in day.starts), strict=True)
    )


def test_seats_left_over_all_the_while_are_counted_and_full_starts_are_left_out(
    center: Institution,
) -> None:
    mine = seated(center, 1, NOON)
    seated(center, 2, NOON)
    longer = seated(center, 3, NOON + HOUR, duration_minutes=60)
    SessionAccommodation.objects.create(
        session=longer, percent=200, exam_minutes=60, changed_at=NOON, event_number=1
    )
    seated(center, 4, NOON + 2 * HOUR)
    day = found(center)
    assert free(day) == {"13:00": 1}  # from half past one there is a seat, but not to the end
    assert (day.full, day.unplaced, day.uncertain) == (4, 0, 0)
    assert free(found(center, but_for=mine))["12:00"] == 1


def test_what_may_sit_there_besides_is_counted_apart_and_never_as_free_or_taken(
    center: Institution,
) -> None:
    seated(center, 1, NOON, duration_minutes=None)
    seated(center, 2, NOON, status="Pending Approval")
    seated(center, 3, NOON, status="")
    seated(center, 4, NOON, status="Needs Proctor")
    for number, status in enumerate(("Scheduled", "", "Cancelled"), start=5):
        seated(center, number, NOON, status=status, location_sid="")
    day = found(center)
    assert (free(day)["12:00"], free(day)["13:00"]) == (1, 2)
    assert (day.unplaced, day.uncertain) == (2, 3)


def test_a_request_that_is_still_open_may_take_a_seat(center: Institution) -> None:
    other = seated(center, 1, NOON, status="Needs Proctor", location_sid="")
    facts = {"attempt_id": "0f8c6a52-2b1f-4f0e-9d20-1bb7a4c0c0de", "session": other}
    asked = {"proctorLocationSid": DULUTH.swapcase(), "appointmentDateTime": "2027-01-14T18:00:00Z"}
    attempt = Attempt.objects.create(
        **facts, action="schedule", asked=asked, started_at=NOON, deadline_at=NOON
    )
    assert found(center).uncertain == 1
    assert found(center, but_for=other).uncertain == 0
    Attempt.objects.filter(pk=attempt.pk).update(state="refused")
    assert found(center).uncertain == 0


def test_a_booking_that_was_accepted_and_is_shown_nowhere_counts_once(center: Institution) -> None:
    Attempt.objects.create(
        attempt_id="0f8c6a52-2b1f-4f0e-9d20-1bb7a4c0c0de",
        session=seated(center, 1, NOON, location_sid=""),
        action="schedule",
        asked={"proctorLocationSid": DULUTH, "appointmentDateTime": "2027-01-14T18:00:00Z"},
        state="accepted",
        settled_how="answer",
        is_unshown=True,
        started_at=NOON,
        deadline_at=NOON,
    )
    day = found(center)
    assert (day.unplaced, day.uncertain) == (0, 1)


@pytest.mark.parametrize(
    ("action", "status", "free_at_noon", "uncertain"),
    [
        ("reschedule", "Scheduled", 1, 1),
        ("cancel", "Scheduled", 1, 0),
        ("reschedule", "Pending Approval", 2, 1),
        ("cancel", "Pending Approval", 2, 1),
    ],
)
def test_a_change_that_is_still_open_gives_no_seat_away_and_counts_once(
    center: Institution, action: str, status: str, free_at_noon: int, uncertain: int
) -> None:
    other = seated(center, 1, NOON, status=status)
    Attempt.objects.create(
        attempt_id="0f8c6a52-2b1f-4f0e-9d20-1bb7a4c0c0de",
        session=other,
        action=action,
        asked={"appointmentDateTime": "2027-01-14T19:00:00Z"} if action == "reschedule" else {},
        started_at=NOON,
        deadline_at=NOON,
    )
    day = found(center)
    assert (free(day)["12:00"], day.uncertain) == (free_at_noon, uncertain)


@pytest.mark.parametrize("lacks", ["seats", "list"])
def test_without_seats_or_list_the_hours_are_all_that_is_told(
    center: Institution, lacks: str
) -> None:
    seated(center, 1, NOON)
    if lacks == "seats":
        Location.objects.filter(pl_sid=DULUTH).update(seats=None)
    else:
        center.synced_at = None
    day = found(center)
    assert set(free(day).values()) == {None}
    assert not day.counts_seats


def test_of_a_location_that_nobody_entered_nothing_is_told(center: Institution) -> None:
    assert starts_on(center, NOBODY, "PL" + "0f" * 16, THURSDAY, 60) is None


def test_the_day_of_an_instant_is_the_location_s(center: Institution) -> None:
    late = datetime(2027, 1, 15, 3, tzinfo=UTC)
    day = starts_on(center, NOBODY, DULUTH, late, 60)
    assert day is not None and day.day == THURSDAY
