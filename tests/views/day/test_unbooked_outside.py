"""A booking that was taken back outside the portal, and shows no time or place any more, is told
where and when it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import Mark
from scheduling.models import Attempt, Attendance, ExamSession, Institution, Location
from scheduling.session_commands import Actor
from tests.support.board import seat, seen
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.midday import midday_zone
from tests.support.people import NORTHFIELD

CHICAGO = ZoneInfo("America/Chicago")
START = datetime(2027, 1, 14, 13, 0, tzinfo=CHICAGO)
DAY = "2027-01-14"
PHOENIX = "PL" + "3".zfill(32)
ANA = Actor(user_id=None, name="Ana Ruiz")


def page(desk: Desk, path: str, **asked: str) -> str:
    here = {"install": NORTHFIELD, "location": DULUTH, "day": DAY}
    return words(desk.get(path, params=here | asked))


@pytest.fixture
def northfield(institution: Institution) -> Institution:
    """Without a session."""
    ExamSession.objects.all().delete()
    return institution


@pytest.fixture
def booked(northfield: Institution) -> ExamSession:
    """One of 1:00 PM at Duluth, known here since long ago."""
    session = seat(northfield, START, learner_name="Ana Weber")
    long_ago = timezone.now() - timedelta(days=9)
    ExamSession.objects.update(refreshed_at=long_ago, first_seen_at=long_ago)
    session.refresh_from_db()
    return session


def cancelled_here(session: ExamSession, at: datetime, **asked: object) -> None:
    Attempt.objects.create(
        attempt_id=f"{session.pk:032x}",
        session=session,
        action="cancel",
        actor_name="Ana Ruiz",
        time_zone="America/Chicago",
        asked=asked,
        state=Attempt.State.ACCEPTED,
        started_at=at,
        deadline_at=at,
        finished_at=at,
        settled_at=at,
    )


def test_it_is_no_longer_here_since_this_morning_and_was_changed_outside_at_the_location(
    desk: Desk, booked: ExamSession
) -> None:
    seen(booked, "Needs Proctor")
    told = page(desk, "/changes/", since="morning")
    assert "1 no longer here" in told
    line = "No longer here Ana Weber , CHEM 322 Final, was 1:00 PM – 2:00 PM, now Needs proctor"
    assert line in told
    assert "changed outside this portal, seen" in told
    handover = page(desk, "/handover/")
    assert "Ana Weber" in handover.partition("Changed outside, not reviewed · 1")[2]
    assert "Ana Weber" not in page(desk, "/handover/", location=PHOENIX)
    assert "Ana Weber" not in page(desk, "/changes/", since="morning", location=PHOENIX)


def test_one_that_was_cancelled_here_and_needs_a_proctor_again_is_no_longer_here(
    desk: Desk, booked: ExamSession
) -> None:
    cancelled_here(booked, timezone.now())
    seen(booked, "Needs Proctor")
    told = page(desk, "/changes/", since="morning")
    assert "1 no longer here" in told and "cancelled by Ana Ruiz" in told


def test_who_came_to_it_is_still_here_and_arrived_there(
    desk: Desk, northfield: Institution
) -> None:
    zone = midday_zone()
    Institution.objects.update(time_zone=zone)
    Location.objects.update(time_zone=zone)
    session = seat(northfield, timezone.now() - timedelta(minutes=5), learner_name="Bea Here")
    attendance.mark(session=session, mark=Mark.ARRIVED, shown_event=0, actor=ANA)
    today = timezone.now().astimezone(ZoneInfo(zone)).date().isoformat()
    seen(session, "Needs Proctor")
    assert "Still here · 1" in page(desk, "/handover/", day=today)
    assert "0 Still here" in page(desk, "/handover/", day=today, location=PHOENIX)
    told = page(desk, "/changes/", day=today, since="00:00")
    assert "Arrived Bea Here" in told


def test_a_no_show_and_a_refund_stay_at_the_location(desk: Desk, booked: ExamSession) -> None:
    marked = {"start_at": START, "no_show_at": timezone.now(), "marked_by_name": "Ana Ruiz"}
    Attendance.objects.create(session=booked, event_number=1, **marked)
    cancelled_here(booked, timezone.now(), bypassNonRefundable=True)
    today = timezone.now().astimezone(CHICAGO).date().isoformat()
    seen(booked, "Needs Proctor")
    for location, many in ((DULUTH, 1), (PHOENIX, 0)):
        assert f"{many} No-show" in page(desk, "/handover/", location=location)
        told = page(desk, "/handover/", day=today, location=location)
        assert f"{many} Refund" in told


def test_who_was_cancelled_as_a_no_show_and_booked_again_did_not_come_on_the_first_day_alone(
    desk: Desk, booked: ExamSession
) -> None:
    cancelled_here(booked, timezone.now(), reason="no-show")
    seen(booked, "Cancelled")
    for status, facts in (
        ("Cancelled", {}),
        ("Needs Proctor", {}),
        ("Scheduled", {"appointmentDate": "2027-01-18T15:00:00Z", "proctorLocationSid": DULUTH}),
    ):
        seen(booked, status, **facts)
        assert "1 No-show" in page(desk, "/handover/"), status
        assert "0 No-show" in page(desk, "/handover/", day="2027-01-18")
        assert "0 No-show" in page(desk, "/handover/", location=PHOENIX)
