"""Moving those of a day that was closed: the proposal begins when the place opens again."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from portal.sandbox.server import Sandbox
from scheduling.models import HoursByDate, Institution, Location
from tests.support.batches import booked_there
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.people import NORTHFIELD


def test_those_of_a_closed_day_are_proposed_the_next_opening(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 1)
    place, day = Location.objects.get(pl_sid=DULUTH), "2027-01-14"
    HoursByDate.objects.create(
        institution=institution, location=place, first_day=day, last_day=day, reason="Ice storm"
    )
    asked = {"location": f"{NORTHFIELD}/{DULUTH}", "day": day, "from": "08:00", "until": "20:00"}
    page = desk.get(f"/rescues/new/?{urlencode(asked)}").text
    assert re.findall(r'name="new-\d+"[^>]*value="([^"]*)"', page) == ["2027-01-15T08:00"]
