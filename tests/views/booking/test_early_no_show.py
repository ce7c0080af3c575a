"""A cancellation as a no-show before the start: warned of, possible, and kept with the request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, ExamSession
from tests.support.booking_actions import book, cancel
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words

EARLY = (
    "It has not started yet: it starts Thu, Jan 14, 2027, 9:30 AM CST. SmarterProctoring will be"
    " told of a no-show."
)
ALTHOUGH = "Cancel it although it has not started"


@pytest.mark.parametrize(
    ("reason", "warnings"), [("no-show", [EARLY]), ("changed-time", []), ("", [])]
)
def test_a_no_show_before_the_start_is_warned_of_and_the_warning_kept(
    desk: Desk, sandbox: Sandbox, reason: str, warnings: list[str]
) -> None:
    where = book(desk, sandbox)
    shown = words(desk.get(f"{session_path(where)}cancel/?reason=no-show"))
    assert EARLY in shown and ALTHOUGH in shown
    cancel(desk, where, reason=reason or None)

    attempt = Attempt.objects.get(action="cancel")
    assert (attempt.state, attempt.warnings) == ("accepted", warnings)
    assert len(sandbox.requests("DELETE")) == 1


@pytest.mark.parametrize("start", [timezone.now() - timedelta(minutes=1), None])
def test_of_a_booking_that_has_begun_or_has_no_known_start_nothing_is_said(
    desk: Desk, sandbox: Sandbox, start: object
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="GET", code=503, times=None)  # it is not read again
    ExamSession.objects.filter(sid=where["sessionSid"]).update(appointment_at=start)
    shown = words(desk.get(f"{session_path(where)}cancel/?reason=no-show"))

    assert "It has not started yet" not in shown and ALTHOUGH not in shown
    assert "Cancel this booking" in shown
