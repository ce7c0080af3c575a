"""A sitting of which nobody knows how long it takes may still be there later: its seat is not told
as free, nor as taken.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, ExamSession, Institution, Location, OpeningHours
from scheduling.seats import availability
from tests.support.booking_form import DULUTH, booking, session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.known_sessions import known_session

NINE = datetime(2027, 1, 14, 15, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def seats_at(institution: Institution, start: datetime) -> tuple[int, int]:
    """How many are taken, and how many more may be, for an hour."""
    found = availability.location_at(institution, ExamSession(), DULUTH, start, 60)
    assert found is not None
    return found.taken, found.uncertain


@pytest.fixture
def one_seat(institution: Institution) -> Institution:
    OpeningHours.objects.all().delete()
    Location.objects.filter(pl_sid=DULUTH).update(seats=1)
    return institution


def sits(institution: Institution, **facts: object) -> ExamSession:
    usual = {"status": "Scheduled", "location_sid": DULUTH, "appointment_at": NINE}
    return known_session(institution, refreshed_at=NINE, **usual | facts)


def test_the_summary_says_that_its_seat_may_be_needed(
    desk: Desk, sandbox: Sandbox, one_seat: Institution
) -> None:
    where = sandbox.needs_proctor()[0]
    sits(one_seat)
    shown = plain_text(desk.post(f"{session_path(where)}schedule/preview/", booking()).text)

    assert "Up to 1 of 1 seats are free: 1 session may need a seat then." in shown
    assert "although free seats are not known" in shown


@pytest.mark.parametrize(
    ("facts", "then"),
    [
        ({}, (0, 1)),
        ({"duration_minutes": 20}, (0, 0)),
        ({"status": "Pending Approval"}, (0, 1)),
        ({"status": "Pending Approval", "duration_minutes": 20}, (0, 0)),
        ({"dropped_at": NINE}, (0, 1)),
        ({"status": "Closed"}, (0, 0)),
        ({"status": "Cancelled"}, (0, 0)),
        ({"appointment_at": NINE - timedelta(days=2)}, (0, 0)),
        ({"appointment_at": NINE + timedelta(hours=1)}, (1, 0)),
        ({"appointment_at": NINE + timedelta(hours=2)}, (0, 0)),
    ],
    ids=str,
)
def test_whoever_came_before_and_may_sit_on_is_counted_beside(
    one_seat: Institution, facts: dict[str, object], then: tuple[int, int]
) -> None:
    sits(one_seat, **facts)
    assert seats_at(one_seat, NINE + HALF_HOUR) == then


@pytest.mark.parametrize(
    ("minutes", "hours", "then"), [(None, 1, 1), (20, 1, 0), (None, 25, 0), (None, -2, 0)]
)
def test_so_is_whoever_may_have_been_booked_there_before(
    one_seat: Institution, minutes: int | None, hours: int, then: int
) -> None:
    of = known_session(one_seat, status="Needs Proctor", duration_minutes=minutes)
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=of,
        action="schedule",
        state="unconfirmed",
        session_type="smarter-scheduling",
        asked={"proctorLocationSid": DULUTH, "appointmentDateTime": NINE.isoformat()},
        started_at=NINE,
        deadline_at=NINE,
    )
    assert seats_at(one_seat, NINE + timedelta(hours=hours)) == (0, then)
