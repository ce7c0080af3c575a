"""The roster of a location that is offered no more, with nobody for certain."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from scheduling.models import ExamSession, Institution, Location
from tests.support.board import CHICAGO, seat
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.roster_page import HERE, made

START = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)


@pytest.fixture
def withdrawn(institution: Institution) -> Institution:
    """The institution, with nobody at Duluth, which is offered no more."""
    ExamSession.objects.all().delete()
    Location.objects.filter(pl_sid=DULUTH).update(is_active=False)
    return institution


@pytest.mark.parametrize(
    "facts", [{"dropped_at": timezone.now()}, {"status": "Pending Approval"}, None]
)
def test_it_is_a_roster_with_whoever_may_come(
    desk: Desk, withdrawn: Institution, facts: dict[str, object] | None
) -> None:
    if facts is not None:
        seat(withdrawn, START, learner_name="Ana May", **facts)
    page = desk.get("/roster/", params=HERE)
    assert page.status_code == 200 and "Duluth Testing Center" in words(page)
    assert ("Ana May" in words(page)) is (facts is not None)
    assert made(desk).status_code in (200, 302)
