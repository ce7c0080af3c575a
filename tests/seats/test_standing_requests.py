"""Which accepted requests are looked through for seats that nothing shows, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, ExamSession
from scheduling.seats import standing_requests
from tests.support.booking_actions import book
from tests.support.client import Desk

UNSAID = {"appointmentDate": None, "appointment": None}


@pytest.mark.parametrize(
    ("fields", "is_marked"),
    [({}, False), ({"status": "Pending Approval"}, True), (UNSAID, True)],
)
def test_a_request_is_marked_where_its_answer_did_not_show_the_seat(
    desk: Desk, sandbox: Sandbox, fields: dict[str, object], is_marked: bool
) -> None:
    sandbox.trouble("other_fields", match={"method": "POST"}, times=None, fields=fields)
    book(desk, sandbox)
    assert Attempt.objects.get().is_unshown == is_marked


@pytest.mark.parametrize(
    ("settled", "start", "is_marked"),
    [
        (timedelta(days=8), "2027-01-14T15:30:00Z", False),
        (timedelta(days=6), "2027-01-14T15:30:00Z", True),
        (timedelta(days=8), None, True),
    ],
)
def test_the_mark_goes_a_while_after_the_seat_was_seen(
    desk: Desk, sandbox: Sandbox, settled: timedelta, start: str | None, is_marked: bool
) -> None:
    sandbox.trouble("other_fields", match={"method": "POST"}, times=None, fields=UNSAID)
    book(desk, sandbox)
    Attempt.objects.update(settled_at=timezone.now() - settled)
    ExamSession.objects.filter(pk=Attempt.objects.get().session_id).update(
        appointment_at=start, status="Scheduled"
    )

    standing_requests.forget_shown()

    assert Attempt.objects.get().is_unshown == is_marked
