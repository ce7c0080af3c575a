"""A half switch whose new session is cancelled outside the portal."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.views.booking.switch import switch_steps
from tests.support.booking_actions import book, new_session
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.outcomes import page_of
from tests.support.switching import switch


def test_nobody_is_told_to_book_in_a_session_that_is_over(
    desk: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switch_steps, "GOES_ON_FOR", 0.0)
    where = book(desk, sandbox)
    switch(desk, where)
    new = new_session(sandbox, where)
    assert "Half switched" in page_of(desk, new)
    sandbox.place(new["sessionSid"], status="Cancelled")
    desk.get(session_path(new))
    assert "Half switched" not in page_of(desk, new)
    assert "Half switched" in page_of(desk, where)
