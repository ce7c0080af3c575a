"""A booking form is not sent over a booking that is known, whoever made it."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, status_of
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import kinds, posts

START = "2027-01-15T15:30:00.000Z"
SAID = {
    "Scheduled": "Already booked. Nothing was sent.",
    "Pending Approval": "Already booked: waiting for approval. Nothing was sent.",
    "Approval Denied": "Its approval was denied.",
    "Closed": "This exam is finished. Nothing was sent.",
    "Cancelled": "This booking was cancelled.",
    "Confirmed": "SmarterProctoring says “Confirmed”, a status we don’t know.",
}


@pytest.mark.parametrize("status", SAID)
def test_a_form_that_was_opened_before_somebody_booked_outside_is_held_back(
    desk: Desk, sandbox: Sandbox, status: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.place(where["sessionSid"], status=status, start=START)
    desk.get(session_path(where))

    answer = desk.book(where, notes="Quiet room")

    assert (answer.status_code, posts(sandbox)) == (409, 0)
    assert SAID[status] in words(answer)
    assert "Quiet room" in answer.text
    assert kinds()[-1] == "stale_form"
    assert f"SmarterProctoring shows it as “{status_of(status).word}”; nothing was sent." in (
        AuditEvent.objects.order_by("number").last().sentence
    )


def test_what_is_shown_by_now_to_need_a_proctor_is_booked(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.place(where["sessionSid"], status="Scheduled", start=START)
    desk.get(session_path(where))
    sandbox.place(where["sessionSid"], status="Needs Proctor")

    assert (desk.book(where).status_code, posts(sandbox)) == (302, 1)
