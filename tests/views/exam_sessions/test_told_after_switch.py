"""What a learner is told of a booking that came by a switch: what no longer holds, too."""

from __future__ import annotations

import re
from html import unescape

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution
from scheduling.views.exam_sessions.learner_script import script
from tests.support.booking_actions import book, new_session
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.outcomes import page_of
from tests.support.switching import ONLINE, switch

COPY = re.compile(r'data-copy="([^"]*)"[^>]*>Copy the text')
PHOENIX = f"PL{3:032x}"


def sent(desk: Desk, where: dict[str, str]) -> str:
    found = COPY.search(desk.get(session_path(where)).text)
    return unescape(found[1]) if found else ""


def test_another_time_is_told_as_a_move(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    later = {"appointment_date_time": "2027-01-15T13:00", "time_zone": "America/Phoenix"}
    switch(desk, where, "smarter-scheduling", proctor_location_sid=PHOENIX, **later)
    new = new_session(sandbox, where)
    old = "Thursday, January 14, 2027 at 9:30 AM CST"
    assert f"was moved from {old} to Friday, January 15, 2027" in page_of(desk, new)
    assert "It is no longer at Duluth Testing Center." in page_of(desk, new)
    nor = "Nor is it at Duluth Testing Center any more."
    assert f"Your exam was moved. It is no longer on {old}. {nor}" in sent(desk, new)


@pytest.mark.parametrize("wording", ["", "{exam} {when} {where}"])
def test_another_place_at_the_same_time_is_told(desk: Desk, sandbox: Sandbox, wording: str) -> None:
    Institution.objects.update(confirmation_text=wording)
    where = book(desk, sandbox)
    switch(desk, where, "vtc")
    new = new_session(sandbox, where)
    assert "It is no longer at Duluth Testing Center." in page_of(desk, new)
    assert "Your exam was changed. It is no longer at Duluth Testing Center." in sent(desk, new)


def test_a_way_without_a_place_is_told(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, session_type="proctoru", proctor_location_sid=ONLINE)
    switch(desk, where, "smarter-scheduling")
    new = new_session(sandbox, where)
    assert "It is no longer online with ProctorU." in page_of(desk, new)


def test_a_booking_that_needs_no_appointment_tells_which_start_is_gone(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    switch(desk, where, "automated")
    said = page_of(desk, new_session(sandbox, where))
    assert "It is no longer on Thursday, January 14, 2027 at 9:30 AM CST." in said


def test_a_place_that_the_new_booking_does_not_show_is_not_told_as_another(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    switch(desk, where, "vtc", proctor_location_sid=DULUTH)
    new = new_session(sandbox, where)
    assert "It is no longer" not in page_of(desk, new)
    unsaid = {"location_sid": "", "location_name": "", "session_type": "register-blast"}
    ExamSession.objects.filter(sid=new["sessionSid"]).update(**unsaid)
    assert "It is no longer" not in script(ExamSession.objects.get(sid=new["sessionSid"])).words
