"""Rescues under way beside a new one: loud only where their sessions could be chosen here."""

from __future__ import annotations

from urllib.parse import urlencode

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support.batches import begun, booked_there
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD

LOUD = "Its sessions can’t be chosen here."


def test_a_rescue_of_other_days_is_one_quiet_line(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    quiet = f"Also under way, with other sessions: Rescue {batch.pk} (Duluth Testing Center)"
    for day, is_loud in (("2027-01-14", True), ("2027-01-15", False)):
        asked = {"location": f"{NORTHFIELD}/{DULUTH}", "day": day, "from": "08:00"}
        page = words(desk.get(f"/rescues/new/?{urlencode(asked | {'until': '20:00'})}"))
        assert (LOUD in page, quiet in page) == (is_loud, not is_loud)
    asked_for = words(desk.get("/rescues/new/"))
    assert f"Under way: Rescue {batch.pk} (Duluth Testing Center)" in asked_for
