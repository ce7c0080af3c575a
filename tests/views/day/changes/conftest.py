"""Sessions that were booked before this morning."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt
from tests.support.booking_actions import book
from tests.support.client import Desk
from tests.support.day_changes import known_for_long


def before_this_morning() -> None:
    """As if all that was asked for so far had been asked for the day before."""
    for attempt in Attempt.objects.all():
        for name in ("started_at", "finished_at", "settled_at"):
            at = getattr(attempt, name)
            setattr(attempt, name, at - timedelta(days=1) if at else None)
        attempt.save()


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> list[dict[str, str]]:
    """Three sessions at Duluth, for 9:30 AM on January 14, booked the day before today."""
    places = [book(desk, sandbox) for _ in range(3)]
    known_for_long(*places)
    before_this_morning()
    return places
