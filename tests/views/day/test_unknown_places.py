"""A booking that was read and shows no location, though learners come to one for it: what a page
tells of a location it may be at, too, and so says every page of the day.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from scheduling.exam_sessions.feed_sessions import unread_by_day
from scheduling.models import ExamSession, Institution, Location
from scheduling.seats import availability
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD

TEN = datetime(2027, 1, 14, 10, tzinfo=ZoneInfo("America/Chicago"))
HERE = f"install={NORTHFIELD}&location={DULUTH}&day=2027-01-14"
MAY_BE = "1 booked that day, location not known: some of them may be expected here."
TOLD = {
    f"/board/?{HERE}": "1 more: location not known",
    f"/board/?{HERE}&at=10:30": "Location not known 1 booked",
    f"/roster/?{HERE}": MAY_BE,
    f"/handover/?{HERE}": MAY_BE,
    f"/rescues/new/?location={NORTHFIELD}/{DULUTH}&day=2027-01-14&from=10:00&until=13:00": (
        "1 more is booked at that time, location not known"
    ),
    f"/week/?install={NORTHFIELD}&location={DULUTH}&week=2027-W02": "Location not known 1",
    f"/?view=all&{HERE}": "1 more session: location not known.",
}


@pytest.fixture
def unshown(institution: Institution) -> ExamSession:
    """A seat at a testing center that the provider shows, but not which center."""
    Location.objects.filter(pl_sid=DULUTH).update(seats=2)
    Institution.objects.update(synced_at=timezone.now())
    return known_session(
        institution,
        status="Scheduled",
        session_type="smarter-scheduling",
        appointment_at=TEN,
        duration_minutes=60,
        refreshed_at=timezone.now(),
    )


@pytest.mark.parametrize("path", TOLD)
def test_it_may_be_here_on_each_page_of_the_location(
    desk: Desk, unshown: ExamSession, path: str
) -> None:
    assert TOLD[path] in words(desk.get(path))


@pytest.mark.parametrize("path", TOLD)
def test_one_for_which_nobody_comes_to_a_place_is_not(
    desk: Desk, unshown: ExamSession, path: str
) -> None:
    ExamSession.objects.update(session_type="automated")
    assert TOLD[path] not in words(desk.get(path))


def test_no_seat_is_told_as_free_for_certain_beside_it(
    desk: Desk, institution: Institution, unshown: ExamSession
) -> None:
    other = ExamSession(institution=institution, sid="ES1")
    place = availability.location_at(institution, other, DULUTH, TEN, 60)
    assert place and (place.taken, place.unplaced) == (0, 1)
    assert dict(unread_by_day(institution, now=TEN)) == {TEN.date(): 1}
    assert "up to 2 of 2" in words(desk.get(f"/board/?{HERE}"))
