"""Bookings whose answer differs from what was asked."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.outcomes import attempt_of, effects, page_of, posts


def accepted(desk: Desk, sandbox: Sandbox, where: dict[str, str], **answers: str) -> str:
    """Book, and check that the yes was taken as one; the words on the session's page come back."""
    answer = desk.book(where, **answers)
    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))
    assert (attempt_of(where).state, effects(sandbox, where), posts(sandbox)) == (
        "accepted",
        ["scheduled"],
        1,
    )
    return page_of(desk, where)
