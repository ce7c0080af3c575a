"""A location of which nobody entered how many seats it has."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.models import Institution, Location
from tests.support.batches import booked_there
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.rescue_form import shown


def test_the_form_says_so_in_each_row(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 2)
    Location.objects.filter(pl_sid=DULUTH).update(seats=None)
    assert in_rows(desk).count("seats not entered") == 2
    Location.objects.filter(pl_sid=DULUTH).update(seats=5)
    assert "seats not entered" not in in_rows(desk)


def in_rows(desk: Desk) -> str:
    rows, _, _ = words(shown(desk)).partition("Another location")
    return rows
