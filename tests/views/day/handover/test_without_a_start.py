"""A booking of the day that no answer has shown the start of is on the day that is handed over."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from tests.support.client import Desk
from tests.support.handover_page import page
from tests.support.html import words

UNSAID = {"appointmentDate": None, "appointment": None}


def test_it_is_counted_among_the_day_s_sessions(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("other_fields", match={"method": "POST"}, times=None, fields=UNSAID)
    sandbox.trouble("status", method="GET", code=503, times=None)
    assert desk.book(where).status_code == 302

    shown = words(page(desk))

    assert "Total 1: 1 Scheduled" in shown
    assert "No session is known" not in shown


def test_so_is_one_that_is_still_being_checked(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after", method="POST")
    sandbox.trouble("status", method="GET", code=503, times=None)
    assert desk.book(where).status_code == 302

    assert "Total 1: 1 Still being checked" in words(page(desk))
