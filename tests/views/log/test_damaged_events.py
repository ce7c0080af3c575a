"""An event that is not as the portal writes it is shown as far as it can be read, and keeps nobody
from the others: on the log's pages, in files, and in the admin site.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from portal.sandbox.server import Sandbox
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import book
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people import NORTHFIELD

EXPORT = {"install": NORTHFIELD, "from": "2020-01-01", "to": "2199-12-31"}
BLOB, NO_TEXT = "x'ff41'", "CAST(x'ff41' AS TEXT)"
ODD = (
    '{"changes":5,"exchange":[1],"differences":[{"what":5}],"asked":[]}',
    '{"exchange":{"status":1,"milliseconds":"x"},"stored":"x","asked":"x","reason":{}}',
    '{"changes":{"start":{"before":[],"after":{}}},"personal":5,"differences":[{"what":null}]}',
    '{"personal":"learner"}',
)
DAMAGES: dict[str, str] = {
    **{f"a sentence {one}": f"sentence = '{one}'" for one in ("{", "{0}", "{learner.x!z}", "}{")},
    "a sentence of bytes": f"sentence = {BLOB}",
    "a sentence that is no text": f"sentence = {NO_TEXT}",
    **{f"details {one}": f"details = '{one}'" for one in ("oops", "[]", "5", "null", "", *ODD)},
    "details of bytes": f"details = {BLOB}",
    "details that are no text": f"details = {NO_TEXT}",
    **{f"personal {one}": f"personal = '{one}'" for one in ("oops", "[1]", "5")},
    "personal that is no text": f"personal = {NO_TEXT}",
    "a time that is none": "at = 'never'",
    "a zone that is none": "time_zone = 'Nowhere/None'",
    "a formula that is none": "formula = 7",
    "practice that is none": "practice = 9",
    "another kind": "kind = 'unknown_account'",
    "a name that is no text": f"actor_name = {NO_TEXT}",
    "a number for a name": "actor_name = 5",
}


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> AuditEvent:
    """The event of a booking's outcome; nothing keeps it from being changed."""
    book(desk, sandbox)
    without_triggers()
    return AuditEvent.objects.filter(kind=Kind.OUTCOME).first()


def damage(sql: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE scheduling_auditevent SET {sql} WHERE number = {number}")


def pages(event: AuditEvent) -> tuple[str, ...]:
    about = f"{event.install_sid}/{event.exam_sid}/{event.session_sid}/"
    return (
        "/audit/",
        f"/audit/{event.number}/",
        f"/audit/story/session/{about}",
        f"/audit/story/attempt/{event.attempt_id}/",
        f"/sessions/{about}",
        f"/audit/case/?install={event.install_sid}&session={event.session_sid}",
        "/admin/scheduling/auditevent/",
        f"/admin/scheduling/auditevent/{event.number}/change/",
    )


@pytest.mark.parametrize("what", DAMAGES)
def test_the_pages_that_list_a_damaged_event_are_shown(
    booked: AuditEvent, administrator: Desk, what: str
) -> None:
    before = {page: administrator.get(page).status_code for page in pages(booked)}
    assert set(before.values()) == {200}, before
    damage(DAMAGES[what], booked.number)
    answers = {page: administrator.get(page).status_code for page in pages(booked)}
    assert answers == before


@pytest.mark.parametrize("what", DAMAGES)
def test_files_with_a_damaged_event_are_made_whole(
    booked: AuditEvent, administrator: Desk, what: str
) -> None:
    damage(DAMAGES[what], booked.number)
    asked: dict[str, Any] = {"install": booked.install_sid, "session": booked.session_sid}
    for form in ("html", "json"):
        answer = administrator.post("/audit/case/", asked | {"file": form})
        assert (answer.status_code, '"head": {' in answer.text) == (200, True)
    for form in ("csv", "jsonl"):
        answer = administrator.post("/audit/export/", EXPORT | {"file": form})
        assert (answer.status_code, "reach" in answer.text) == (200, True)


def test_what_can_not_be_read_is_said(booked: AuditEvent, administrator: Desk) -> None:
    damage("details = 'oops'", booked.number)
    for page in pages(booked)[:3]:
        assert "Its details can’t be read." in plain_text(administrator.get(page).text), page
    damage(f"sentence = {NO_TEXT}", booked.number)
    assert "\ufffdA" in administrator.get("/audit/").text
