"""Seats of new times that run past midnight, or over several days: every day of them is asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from scheduling.models import ExamSession, Institution, Location, OpeningHours
from scheduling.rescues import candidates, new_time_warnings, other_locations
from scheduling.rescues.candidates import Proposal
from scheduling.rescues.other_locations import OtherLocation
from tests.support.booking_form import DULUTH
from tests.support.known_sessions import known_session

PHOENIX = "PL" + "3".zfill(32)
THURSDAY_11_PM = datetime(2027, 1, 15, 5, tzinfo=UTC)


def seat(institution: Institution, start: datetime, **facts: object) -> ExamSession:
    usual = {
        "status": "Scheduled",
        "location_sid": DULUTH,
        "refreshed_at": timezone.now(),
        "time_zone": "America/Chicago",
        "duration_minutes": 120,
    }
    return known_session(institution, appointment_at=start, **(usual | facts))


def without_hours(institution: Institution, sid: str, seats: int) -> None:
    OpeningHours.objects.filter(location__pl_sid=sid).delete()
    Location.objects.filter(institution=institution, pl_sid=sid).update(seats=seats)


def proposed(session: ExamSession, start: datetime) -> Proposal:
    [one] = candidates.of([ExamSession.objects.select_related("institution").get(pk=session.pk)])
    return Proposal(one, start)


@pytest.mark.parametrize(
    ("status", "free", "is_up_to"), [("Scheduled", 0, False), ("Pending Approval", 1, True)]
)
def test_who_sits_after_midnight_counts_for_a_new_time_before_it(
    institution: Institution, status: str, free: int, is_up_to: bool
) -> None:
    without_hours(institution, DULUTH, 1)
    seat(institution, datetime(2027, 1, 15, 6, 30, tzinfo=UTC), status=status)
    moved = seat(institution, datetime(2027, 1, 14, 18, tzinfo=UTC))
    found = new_time_warnings.judged(institution, [proposed(moved, THURSDAY_11_PM)])[moved.pk]
    assert (found.free, found.is_up_to, bool(found.no_seat)) == (free, is_up_to, not free)


def test_seats_elsewhere_are_those_of_every_day_that_is_proposed(institution: Institution) -> None:
    without_hours(institution, PHOENIX, 2)
    days = [datetime(2027, 1, 13, 23, tzinfo=UTC), datetime(2027, 1, 14, 16, tzinfo=UTC)]
    proposals = [proposed(seat(institution, start), start) for start in days]
    seat(institution, datetime(2027, 1, 14, 15, tzinfo=UTC), location_sid=PHOENIX)
    phoenix = next(
        one for one in other_locations.of(institution, proposals) if one.name.startswith("Phoenix")
    )
    assert phoenix == OtherLocation("Phoenix Learning Center", 2, 1, has_hours=False)


def elsewhere_at_phoenix(
    institution: Institution, *starts: datetime, length: int = 120
) -> list[OtherLocation]:
    proposals = [
        proposed(seat(institution, start, duration_minutes=length), start) for start in starts
    ]
    found = other_locations.of(institution, proposals)
    return [one for one in found if one.name.startswith("Phoenix")]


def test_another_location_is_to_be_open_at_the_new_times_not_in_the_nights_between(
    institution: Institution,
) -> None:
    place = Location.objects.get(institution=institution, pl_sid=PHOENIX)
    without_hours(institution, PHOENIX, 2)
    for weekday in (2, 3):
        OpeningHours.objects.create(location=place, weekday=weekday, opens="08:00", closes="19:00")
    wednesday, thursday = (datetime(2027, 1, day, 18, tzinfo=UTC) for day in (13, 14))
    seat(institution, thursday, location_sid=PHOENIX)
    expected = OtherLocation("Phoenix Learning Center", 2, 1, has_hours=True)
    assert elsewhere_at_phoenix(institution, wednesday, thursday) == [expected]
    assert elsewhere_at_phoenix(institution, wednesday, THURSDAY_11_PM) == []


def test_another_location_without_seats_is_named_one_with_doubts_has_up_to_so_many(
    institution: Institution,
) -> None:
    without_hours(institution, PHOENIX, 2)
    seat(institution, THURSDAY_11_PM, location_sid=PHOENIX, status="Pending Approval")
    doubted = OtherLocation("Phoenix Learning Center", 2, 2, has_hours=False, is_up_to=True)
    assert elsewhere_at_phoenix(institution, THURSDAY_11_PM) == [doubted]
    Location.objects.filter(pl_sid=PHOENIX).update(seats=None)
    [found] = elsewhere_at_phoenix(institution, THURSDAY_11_PM)
    assert (found.seats, found.free) == (None, None)
    Location.objects.filter(pl_sid=PHOENIX).update(is_active=False)
    assert elsewhere_at_phoenix(institution, THURSDAY_11_PM) == []
