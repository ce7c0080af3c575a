"""Seats of new times that run past midnight, or over several days: every day of them is asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from scheduling.models import ExamSession, Institution, Location, OpeningHours
from scheduling.rescues import candidates, new_time_warnings
from scheduling.rescues.new_time_warnings import Elsewhere, Proposal
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
    assert (found.free, found.is_up_to, bool(found.warnings)) == (free, is_up_to, not free)


def test_seats_elsewhere_are_those_of_every_day_that_is_proposed(institution: Institution) -> None:
    without_hours(institution, PHOENIX, 2)
    days = [datetime(2027, 1, 13, 23, tzinfo=UTC), datetime(2027, 1, 14, 16, tzinfo=UTC)]
    proposals = [proposed(seat(institution, start), start) for start in days]
    seat(institution, datetime(2027, 1, 14, 15, tzinfo=UTC), location_sid=PHOENIX)
    phoenix = next(
        one
        for one in new_time_warnings.elsewhere(institution, proposals)
        if one.name.startswith("Phoenix")
    )
    assert phoenix == Elsewhere("Phoenix Learning Center", 2, 1, has_hours=False)
