"""What changed on a day, of bookings that were accepted and that nothing shows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import Attempt, ExamSession
from tests.support.booking_actions import mirrored, move
from tests.support.client import Desk
from tests.support.html import words
from tests.support.roster_page import DAY, HERE, made, shown

TROUBLES = {"pending": {"value": "Pending Approval"}, "nulls": {}}


def told(desk: Desk, since: str) -> str:
    page = words(desk.get("/changes/", params=HERE | {"since": since}))
    return page.replace(" ,", ",")


def yesterday() -> None:
    """As if all that was asked for so far had been asked for the day before."""
    then = timezone.now() - timedelta(days=1)
    Attempt.objects.update(started_at=then, finished_at=then, settled_at=then)


@pytest.fixture(params=["pending", "nulls"])
def unshown(desk: Desk, sandbox: Sandbox, request: pytest.FixtureRequest) -> dict[str, str]:
    """A session that is booked for 9:30 AM at Duluth, and not shown as booked."""
    where = sandbox.needs_proctor()[0]
    name = "status_value" if request.param == "pending" else "null_fields"
    sandbox.trouble(name, **TROUBLES[request.param])
    assert desk.book(where).status_code == 302
    sandbox.clear()
    ExamSession.objects.filter(sid=where["sessionSid"]).update(learner_name="Ada Known")
    ExamSession.objects.update(first_seen_at=None)
    return where


def test_who_is_on_the_print_and_on_the_roster_is_no_change(
    desk: Desk, unshown: dict[str, str]
) -> None:
    made(desk)
    assert "Since print 1: no changes" in shown(desk)
    page = told(desk, "print-1")
    assert "No changes" in page and "Ada Known" not in page


def test_who_was_booked_today_is_added_and_who_was_yesterday_is_not(
    desk: Desk, unshown: dict[str, str]
) -> None:
    assert re.search(r"1 added Added Ada Known, [^·]+ · booked by Ana Ruiz", told(desk, "morning"))
    yesterday()
    page = told(desk, "morning")
    assert "No changes" in page and "Ada Known" not in page


@pytest.mark.parametrize("unshown", ["pending"], indirect=True)
def test_who_may_have_sat_there_before_is_not_added_by_an_approval_nor_by_a_move(
    desk: Desk, sandbox: Sandbox, unshown: dict[str, str]
) -> None:
    yesterday()
    sandbox.place(unshown["sessionSid"], status="Scheduled")
    refresh_session(mirrored(unshown))
    before = "1 changed Changed [^→]+, "
    assert re.search(rf"{before}not certain → 9:30 AM", told(desk, "morning"))
    move(desk, unshown, appointment_date_time=f"{DAY}T13:00")
    assert re.search(rf"{before}9:30 AM – [^,]+, not certain → 1:00 PM", told(desk, "morning"))


def test_a_move_that_was_checked_then_might_have_been_at_both_times(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    ExamSession.objects.update(first_seen_at=None)
    yesterday()
    move(desk, where, appointment_date_time=f"{DAY}T13:00")
    Attempt.objects.filter(action="reschedule").update(
        started_at=timezone.now() - timedelta(days=1)
    )
    page = told(desk, "morning")
    assert "1 changed, 1 no longer here" in page and "Added" not in page
