"""A case file that was asked for."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from tests.support.booking_actions import book, cancel, move
from tests.support.case_file_checker import Asked
from tests.support.client import Desk


@pytest.fixture
def asked(desk: Desk, sandbox: Sandbox) -> Asked:
    """A session that was booked, moved and cancelled among the bookings of others;
    the address of its case.
    """
    where = book(desk, sandbox)
    for other in sandbox.needs_proctor()[:2]:
        desk.book(other)
    move(desk, where)
    cancel(desk, where)
    return {"install": where["installSid"], "session": where["sessionSid"]}
