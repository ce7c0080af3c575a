"""Another length of an exam is a change outside, unless it is left out or the whole sitting."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.exam_sessions import accommodations
from scheduling.models import AuditEvent, ExamSession, Institution
from scheduling.provider_list import list_fetching
from scheduling.session_commands import PORTAL
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.long_cases import mostly_long
from tests.support.outcomes import details
from tests.support.outside_changes import TITLE, page_of, seen
from tests.support.polling import PATIENCE


@pytest.mark.faults(67)
@pytest.mark.parametrize("look", mostly_long(["read", "list"], everyday=1))
def test_another_length_is_a_change_outside(
    desk: Desk, sandbox: Sandbox, institution: Institution, booked: dict[str, str], look: str
) -> None:
    here = ExamSession.objects.filter(sid=booked["sessionSid"])
    shown = here.get().duration_minutes
    sandbox.trouble("other_fields", method="GET", fields={"duration": shown}, times=None)
    here.update(duration_minutes=45)
    if look == "list":
        assert list_fetching.refresh_list(institution, patience=PATIENCE)
        assert (seen(), here.get().changed_event is None) == (1, False)
    page = page_of(desk, booked)

    both = {"before": "45 minutes", "after": f"{shown} minutes"}
    assert details("seen")["changes"] == {"length": both}
    assert f"Length: 45 minutes → {shown} minutes" in page
    assert TITLE in page
    day = {"install": booked["installSid"], "location": f"PL{1:032x}", "day": "2027-01-14"}
    handover = plain_text(desk.get("/handover/", params=day).text)
    assert "took 45 minutes, seen" in handover
    assert desk.post(f"{session_path(booked)}looked/", {}).status_code == 302
    assert (TITLE in page_of(desk, booked), seen()) == (False, 1)


@pytest.mark.faults(67)
@pytest.mark.parametrize("told", [None, "one hour", 0, -5, 5400])
def test_a_length_that_is_left_out_or_none_is_no_change(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], told: object
) -> None:
    here = ExamSession.objects.filter(sid=booked["sessionSid"])
    known = here.get().duration_minutes
    sandbox.trouble("other_fields", method="GET", fields={"duration": told}, times=None)
    assert TITLE not in page_of(desk, booked)
    assert (seen(), here.get().duration_minutes) == (0, known)


@pytest.mark.faults(67)
def test_another_length_in_the_answer_to_a_booking_is_a_change_that_it_did_not_ask_for(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    known = ExamSession.objects.get(sid=where["sessionSid"]).duration_minutes
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields={"duration": 45}, times=None)
    assert desk.book(where).status_code == 302
    assert TITLE in page_of(desk, where)
    both = {"before": f"{known} minutes", "after": "45 minutes"}
    assert (details("seen")["changes"], seen()) == ({"length": both}, 1)
    said = AuditEvent.objects.get(kind="seen").sentence
    assert f"that no request of this portal asked for: length {known} minutes → 45" in said


@pytest.mark.faults(67)
def test_a_whole_sitting_that_is_shown_as_the_length_is_no_change(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    session = ExamSession.objects.get(sid=booked["sessionSid"])
    accommodations.change(
        session=session,
        accommodation=Accommodation(Decimal("1.5")),
        shown_event=0,
        actor=PORTAL,
    )
    whole = session.duration_minutes * 3 // 2
    sandbox.trouble("other_fields", method="GET", fields={"duration": whole})
    assert TITLE not in page_of(desk, booked)
    session.refresh_from_db()
    assert (seen(), session.duration_minutes) == (0, whole)
