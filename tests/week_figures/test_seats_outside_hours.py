"""Seats in use at half hours in which no place is known to be open."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from scheduling.models import ExamSession, Institution, Location, OpeningHours
from scheduling.week_figures import seats_in_use
from scheduling.week_figures.known_numbers import AtLeast, Number
from scheduling.week_figures.scope import WeekScope
from tests.support.booking_form import DULUTH
from tests.support.known_sessions import known_session

MONDAY = date(2027, 1, 11)
SUNDAY_7_PM = datetime(2027, 1, 18, 1, tzinfo=UTC)


@pytest.fixture
def duluth(institution: Institution) -> Institution:
    """Its location is open on weekdays, and its list was loaded."""
    ExamSession.objects.all().delete()
    institution.synced_at = timezone.now()
    Location.objects.filter(institution=institution).exclude(pl_sid=DULUTH).delete()
    return institution


def taken(institution: Institution, monday: date, at: str, day: int) -> Number:
    scope = WeekScope([institution], "", monday, "America/Chicago")
    rows = {row.label: row.values for row in seats_in_use.by_half_hour(scope)}
    return rows[at][day] if at in rows else None


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"dropped_at": timezone.now(), "location_sid": DULUTH},
        {"status": "On Hold", "location_sid": DULUTH},
        {"status": "", "location_sid": DULUTH},
    ],
)
def test_who_may_sit_there_uncounted_is_not_told_as_a_closed_time(
    duluth: Institution, facts: dict[str, object]
) -> None:
    usual = {"status": "Scheduled", "appointment_at": SUNDAY_7_PM, "duration_minutes": 60}
    known_session(duluth, **usual | facts)
    found = [taken(duluth, MONDAY, at, 6) for at in ("18:30", "19:00", "19:30", "20:00")]
    assert found == [None, AtLeast(0), AtLeast(0), None]
    assert [taken(duluth, MONDAY, at, 5) for at in ("19:00", "19:30")] == [None, None]


def test_of_an_hour_that_comes_twice_the_one_that_is_not_known_is_not_hidden_by_the_other(
    duluth: Institution,
) -> None:
    place = Location.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.create(location=place, weekday=6, opens="00:00", closes="06:00")
    first, second = (datetime(2027, 11, 7, hour, tzinfo=UTC) for hour in (6, 7))
    there = {"status": "Scheduled", "duration_minutes": 30}
    known_session(duluth, appointment_at=first, location_sid=DULUTH, refreshed_at=first, **there)
    known_session(duluth, appointment_at=second, **there)
    assert taken(duluth, date(2027, 11, 1), "01:00", 6) == AtLeast(1)


@pytest.mark.parametrize("facts", [{}, {"location_sid": DULUTH}])
def test_who_may_sit_there_still_because_no_length_is_known_is_told_after_the_hours(
    duluth: Institution, facts: dict[str, object]
) -> None:
    late = datetime(2027, 1, 13, 4, 30, tzinfo=UTC)  # 10:30 PM on Tuesday
    known_session(duluth, status="Scheduled", appointment_at=late, **facts)
    at_night = [taken(duluth, MONDAY, at, 1) for at in ("22:00", "22:30", "23:00", "23:30")]
    assert at_night == [None, 1 if facts else AtLeast(0), AtLeast(0), AtLeast(0)]
    past_midnight = [taken(duluth, MONDAY, at, 2) for at in ("00:00", "04:00", "04:30")]
    assert past_midnight == [AtLeast(0), AtLeast(0), None]
