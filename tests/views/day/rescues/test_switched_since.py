"""What a rescue, its call list and the handover say of who was switched since."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.batches import progress
from scheduling.models import Attempt, ExamSession, Institution, TypeSwitch
from scheduling.views.day.rescues import outcome_rows
from scheduling.views.day.rescues.calls import NOT_FROM_HERE
from scheduling.views.day.rescues.outcome_rows import CANCELLED_SINCE, HALF_SWITCHED, IN_THE_WAY
from tests.support.batches import begun, booked_there, carried_out
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD
from tests.support.rescue_pages import page_of
from tests.support.switching import switch

MINNEAPOLIS = f"PL{2:032x}"
SWITCHED = (
    "Switched since: Testing center seat, Minneapolis Campus Testing Center, Thu, Jan 14, 2027,"
    " 3:00 PM CST."
)


def where_of(session: ExamSession) -> dict[str, str]:
    return {"installSid": NORTHFIELD, "examSid": session.exam_sid, "sessionSid": session.sid}


def handed_over(desk: Desk) -> str:
    today = timezone.localdate(timezone=ZoneInfo("America/Chicago"))
    shift = {"install": NORTHFIELD, "location": DULUTH, "day": today.isoformat()}
    return words(desk.get("/handover/", params=shift))


def switched(desk: Desk, session: ExamSession, time: str, location: str = MINNEAPOLIS) -> None:
    new = {"proctor_location_sid": location, "appointment_date_time": f"2027-01-14T{time}"}
    switch(desk, where_of(session), "smarter-scheduling", **new)


def switched_there(desk: Desk, session: ExamSession, time: str) -> None:
    new = {"proctor_location_sid": DULUTH, "appointment_date_time": f"2027-01-14T{time}"}
    new |= {"external_appointment_id": f"RB-{time}"}
    assert switch(desk, where_of(session), "register-blast", **new).status_code == 302


def test_whoever_was_moved_and_switched_since_is_no_cancelled_one(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    batch = carried_out(begun(sessions))
    switched(desk, sessions[0], "15:00")
    assert SWITCHED in page_of(desk, batch)
    calls = page_of(desk, batch, "calls/")
    assert f"{NOT_FROM_HERE} {SWITCHED}" in calls
    for page in (calls, page_of(desk, batch)):
        assert (CANCELLED_SINCE in page, IN_THE_WAY in page) == (False, False)


def test_whom_it_did_not_move_and_who_was_switched_since_is_counted_as_that(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    sandbox.trouble("status", method="PUT", code=409, times=2)
    carried_out(batch)
    first, second = (one.session for one in Attempt.objects.filter(state="refused").order_by("pk"))
    switched(desk, first, "15:00")
    sandbox.trouble("status", method="POST", code=409)
    switched(desk, second, "15:00")
    page = page_of(desk, batch)
    assert "1 Switched since 1 Half switched since" in page
    assert HALF_SWITCHED in page
    assert "1 switched since, 1 half switched since" in handed_over(desk)
    assert CANCELLED_SINCE not in page

    TypeSwitch.objects.filter(state="waiting").update(state="left")
    assert "1 Cancelled since 1 Switched since" in page_of(desk, batch)


def test_whoever_was_switched_into_the_room_and_hours_of_the_rescue_is_warned_of(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    batch = carried_out(begun(sessions))
    switched_there(desk, sessions[0], "10:30")
    assert IN_THE_WAY in page_of(desk, batch)
    assert page_of(desk, batch, "calls/").count(IN_THE_WAY) == 1


def test_however_many_were_switched_since_the_page_asks_as_many_statements(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    batch = carried_out(begun(sessions))
    asked = []
    for session, time in zip(sessions, ("10:30", "11:30", "14:30"), strict=True):
        switched_there(desk, session, time)
        with CaptureQueriesContext(connection) as seen:
            lines = outcome_rows.lines_of(batch, progress.of(batch))
        asked.append(len(seen))
    told = [one.reason for one in lines if one.reason.startswith("Switched since")]
    assert (len(told), len(set(asked))) == (3, 1)
    assert 1 <= sum(IN_THE_WAY in one for one in told) < 3
