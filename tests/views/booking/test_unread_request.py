"""Of a request that somebody damaged past the portal nobody knows whether it is open: nothing is
sent for its session, and the pages say why and who can help.
"""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent, Institution
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import book, cancel, move
from tests.support.booking_form import booking, session_path
from tests.support.client import Desk
from tests.support.damaged_rows import damage, of_session
from tests.support.html import words
from tests.support.people import NORTHFIELD

WHY = "The portal’s record of an earlier request for this session is damaged"
WHO = "Tell an administrator of all institutions: verifying the log names the record"


@pytest.fixture
def place(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A booked session whose request is damaged: how it stands is a word of nobody's."""
    where = book(desk, sandbox)
    without_triggers()
    damage("attempt", "state = 'odd'")
    return where


@pytest.mark.parametrize("what", ["book", "move", "cancel"])
def test_nothing_is_sent_and_the_form_says_why_and_who_can_help(
    desk: Desk, sandbox: Sandbox, place: dict[str, str], what: str
) -> None:
    send = {
        "book": lambda: desk.post(f"{session_path(place)}schedule/", booking()),
        "move": lambda: move(desk, place),
        "cancel": lambda: cancel(desk, place),
    }
    if what == "book":
        damage("examsession", "status = 'Needs Proctor'", f"sid = '{place['sessionSid']}'")
        sandbox.place(place["sessionSid"], status="Needs Proctor")
        sandbox.clear()
    said = send[what]()
    assert said.status_code == 409
    assert "nothing was sent." in words(said)
    assert WHY in words(said)
    assert WHO in words(said)
    assert [one for one in sandbox.requests() if one["method"] != "GET"] == []
    assert Attempt.objects.count() == 1
    assert AuditEvent.objects.filter(kind="blocked").count() == 1


def test_the_session_offers_nothing_that_would_be_held_back(
    desk: Desk, place: dict[str, str]
) -> None:
    said = words(desk.get(f"/sessions/{of_session(place)}"))
    assert f"{WHY}, and that request may still be open." in said
    assert "Move to another time" in said
    page = desk.get(f"/sessions/{of_session(place)}").text
    assert f'href="/sessions/{of_session(place)}cancel/"' not in page
    assert "Nothing can be sent for this session." in words(
        desk.get(f"/sessions/{of_session(place)}cancel/")
    )


def test_where_it_can_not_be_read_whether_an_institution_is_in_use_that_is_said(
    desk: Desk, sandbox: Sandbox, place: dict[str, str]
) -> None:
    damage("institution", "is_active = 'soon'", f"sid = '{NORTHFIELD}'")
    said = desk.get(f"/sessions/{of_session(place)}cancel/")
    assert said.status_code == 403
    assert "record of whether the institution Northfield" in words(said)
    assert "until an administrator of all institutions says so again" in words(said)
    row = Institution.objects.get(sid=NORTHFIELD)
    row.save()
    assert Institution.objects.filter(sid=NORTHFIELD).extra(where=["is_active = 'soon'"]).exists()
