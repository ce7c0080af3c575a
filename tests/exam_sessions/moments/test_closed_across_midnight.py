"""Who is booked across midnight, on either side of a day that is entered as closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.utils import timezone

from scheduling.exam_sessions.moments import booked_while_closed
from scheduling.models import HoursByDate, Institution, Location, OpeningHours
from tests.support.booking_form import DULUTH
from tests.support.known_sessions import known_session

FRIDAY = date(2027, 1, 15)
THURSDAY_11_PM = datetime(2027, 1, 15, 5, tzinfo=UTC)


def said(institution: Institution, **entered: object) -> list[tuple[date, int, int]]:
    usual = {"first_day": FRIDAY, "last_day": FRIDAY, "reason": "Snow"}
    entry = HoursByDate(institution=institution, location=None, **usual | entered)
    found = booked_while_closed.of(entry, timezone.now())
    return [(one.day, one.count, one.more) for one in found.booked]


def night_at_duluth(
    institution: Institution, closes: str = "23:59", status: str = "Scheduled", minutes: int = 120
) -> None:
    place = Location.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.filter(location=place).delete()
    for weekday in range(7):
        OpeningHours.objects.create(location=place, weekday=weekday, opens="00:00", closes=closes)
    known_session(
        institution,
        status=status,
        appointment_at=THURSDAY_11_PM,
        duration_minutes=minutes,
        location_sid=DULUTH,
        refreshed_at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("status", "minutes", "expected"),
    [
        ("Scheduled", 120, [(date(2027, 1, 14), 1, 0)]),
        ("Pending Approval", 120, [(date(2027, 1, 14), 0, 1)]),
        ("Scheduled", 60, []),
    ],
)
def test_who_sits_past_midnight_into_a_closed_day_is_told(
    institution: Institution, status: str, minutes: int, expected: list[tuple[date, int, int]]
) -> None:
    night_at_duluth(institution, status=status, minutes=minutes)
    assert said(institution) == expected


def test_who_begins_on_a_closed_day_and_sits_into_the_next_is_told_once(
    institution: Institution,
) -> None:
    night_at_duluth(institution)
    thursday = date(2027, 1, 14)
    assert said(institution, first_day=thursday, last_day=thursday) == [(thursday, 1, 0)]
    assert said(institution, first_day=thursday) == [(thursday, 1, 0)]


def test_the_evening_before_is_no_business_of_hours_that_are_long_enough(
    institution: Institution,
) -> None:
    night_at_duluth(institution, closes="21:00")
    assert said(institution, opens=time(0), closes=time(12)) == []
    assert said(institution, opens=time(8), closes=time(12)) == [(date(2027, 1, 14), 1, 0)]
