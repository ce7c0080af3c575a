"""Changes of a day on which a location was given another name."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import Location
from tests.support.booking_actions import mirrored
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.day_changes import told

PHOENIX = f"PL{3:032x}"


@pytest.mark.parametrize("name", ["Duluth Testing Center", "Main Hall"])
def test_who_was_taken_elsewhere_outside_is_no_longer_here_whatever_the_location_is_called(
    desk: Desk,
    sandbox: Sandbox,
    booked: list[dict[str, str]],
    name: str,
) -> None:
    place = {"sid": PHOENIX, "name": "Phoenix Learning Center"}
    sandbox.trouble("other_fields", method="GET", fields={"location": place}, times=None)
    refresh_session(mirrored(booked[0]))
    sandbox.clear()
    Location.objects.filter(pl_sid=DULUTH).update(name=name)
    page = told(desk, since="morning")
    assert "1 no longer here" in page and "changed outside this portal" in page
    assert "1 added" in told(desk, location=PHOENIX, since="morning")
