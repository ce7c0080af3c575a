"""The next day's hours on a handover also tell of those who are not booked for certain."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Handover, HoursByDate, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.handover_page import next_of, page, sign
from tests.support.html import words
from tests.support.known_sessions import known_session

BEFORE = {"day": "2027-01-13"}
NEXT = datetime.fromisoformat("2027-01-14T16:00:00Z")


@pytest.fixture
def snow(institution: Institution) -> Institution:
    """Duluth is closed on the next day."""
    HoursByDate.objects.create(
        institution=institution,
        first_day=date(2027, 1, 14),
        last_day=date(2027, 1, 14),
        reason="Snow day",
    )
    return institution


def pending(institution: Institution) -> ExamSession:
    return known_session(
        institution, status="Pending Approval", appointment_at=NEXT, location_sid=DULUTH
    )


def test_who_is_not_approved_yet_may_be_booked_while_it_is_closed(
    desk: Desk, snow: Institution
) -> None:
    pending(snow)
    said = "Duluth Testing Center: closed that day (Snow day). 1 may be booked that day."
    assert said in next_of(desk, **BEFORE)
    assert said in next_of(desk, location="", **BEFORE)


def test_who_is_being_checked_and_who_is_booked_are_told_apart_also_on_what_was_signed(
    desk: Desk, snow: Institution, sandbox: Sandbox
) -> None:
    known_session(snow, status="Scheduled", appointment_at=NEXT, location_sid=DULUTH)
    sandbox.trouble("drop_after", method="POST")
    sandbox.trouble("status", method="GET", code=503, times=None)
    assert desk.book(sandbox.needs_proctor()[0]).status_code == 302
    said = "1 is booked that day, 1 more may be."
    assert said in next_of(desk, **BEFORE)
    sign(desk, page(desk, **BEFORE))
    signed = words(desk.get(f"/handover/{Handover.objects.get().pk}/"))
    assert said in signed
