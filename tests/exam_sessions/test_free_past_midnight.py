"""A block that runs past midnight: who sits at the place on either day counts for it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from scheduling.exam_sessions import day_board
from scheduling.models import ExamSession, Institution, Location, OpeningHours
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD

CHICAGO = "America/Chicago"
DAY = date(2027, 1, 14)
HERE = {"install": NORTHFIELD, "location": DULUTH, "day": DAY.isoformat(), "minutes": "120"}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 1, day, hour, minute, tzinfo=ZoneInfo(CHICAGO))


def seat(institution: Institution, start: datetime, **facts: object) -> ExamSession:
    usual = {
        "status": "Scheduled",
        "location_sid": DULUTH,
        "refreshed_at": timezone.now(),
        "duration_minutes": 60,
    }
    return known_session(institution, appointment_at=start, **(usual | facts))


@pytest.fixture
def two_seats(institution: Institution) -> Institution:
    """Nobody entered when Duluth is open, and of its two seats one is taken until 10:30 PM, one
    until midnight.
    """
    ExamSession.objects.all().delete()
    OpeningHours.objects.all().delete()
    Location.objects.filter(pl_sid=DULUTH).update(seats=2)
    Location.objects.exclude(pl_sid=DULUTH).delete()
    seat(institution, at(14, 0), duration_minutes=22 * 60 + 30)
    seat(institution, at(14, 0), duration_minutes=24 * 60)
    return institution


def test_who_begins_after_midnight_leaves_no_seat_for_a_block_before_it(
    desk: Desk, two_seats: Institution
) -> None:
    free = "120 min free from 10:30 PM: 1 of 2"
    assert free in words(desk.get("/board/", params=HERE))
    for _ in range(2):
        seat(two_seats, at(15, 0, 15))
    told = words(desk.get("/board/", params=HERE))
    assert "free from" not in told and "no seat free for 120 min" in told
    assert "60 min free from 10:30 PM: 1 of 2" in words(
        desk.get("/board/", params=HERE | {"minutes": "60"})
    )


@pytest.mark.parametrize(("minutes", "count"), [("120", "up to 1 of 2"), ("90", "1 of 2")])
def test_who_may_sit_there_after_midnight_makes_it_up_to_so_many(
    desk: Desk, two_seats: Institution, minutes: str, count: str
) -> None:
    seat(two_seats, at(15, 0, 15), status="Pending Approval")
    told = words(desk.get("/board/", params=HERE | {"minutes": minutes}))
    assert f"{minutes} min free from 10:30 PM: {count}" in told


def test_the_next_day_is_read_only_for_a_block_that_may_reach_it(two_seats: Institution) -> None:
    [place] = day_board.with_next_day([two_seats], DAY, CHICAGO, 0).places
    assert place.following is None
    [place] = day_board.with_next_day([two_seats], DAY, CHICAGO, 1).places
    assert place.following is not None and place.following.seated == []
