"""An online location has no clock on a wall: each page of its day is told by its institution's,
whatever zone was entered.
"""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from scheduling.models import Institution, Location
from scheduling.seats import availability
from tests.support.board import CHICAGO, PHOENIX, seat
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD

START = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)


@pytest.fixture
def online(institution: Institution) -> Location:
    """Of a zone an hour behind its institution's, with somebody at ten."""
    place = Location.objects.create(
        institution=institution,
        pl_sid=PHOENIX,
        name="Partner Online",
        kind=Location.Kind.ONLINE,
        time_zone="America/Phoenix",
        seats=3,
    )
    seat(institution, START, location_sid=PHOENIX, location_name="Partner Online")
    return place


@pytest.mark.parametrize("page", ["board", "roster"])
def test_board_and_roster_have_the_institution_s_clock(
    desk: Desk, online: Location, page: str
) -> None:
    here = {"install": NORTHFIELD, "location": PHOENIX, "day": "2027-01-14", "at": "10:00"}
    said = words(desk.get(f"/{page}/", params=here))
    assert "10:00 AM" in said and "9:00 AM MST" not in said and "Phoenix is" not in said
    assert "online" in said and "not entered: in" not in said and "zone is not entered" not in said


def test_its_hours_are_by_the_same_clock(institution: Institution, online: Location) -> None:
    place = availability.availability_at(institution, PHOENIX, near=timezone.now().date())
    assert place is not None and place.time_zone == institution.time_zone
