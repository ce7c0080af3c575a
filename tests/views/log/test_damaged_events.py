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
from tests.support.html import has_digits, plain_text
from tests.support.people import NORTHFIELD

EXPORT = {"install": NORTHFIELD, "from": "2020-01-01", "to": "2199-12-31"}
BLOB, NO_TEXT = "x'ff41'", "CAST(x'ff41' AS TEXT)"
ODD = (
    '{"changes":5,"exchange":[1],"differences":[{"what":5}],"asked":[]}',
    '{"exchange":{"status":1,"milliseconds":"x"},"stored":"x","asked":"x","reason":{}}',
    '{"changes":{"start":{"before":[],"after":{}}},"personal":5,"differences":[{"what":null}]}',
    '{"personal":"learner"}',
)
DEEP = '{"x":' * 900 + "1" + "}" * 900
TIMES = (
    *("'0001-01-01 00:00:00'", "'9999-12-31 23:59:59'", "'0001-01-01 00:00:00+14:00'"),
    *("''", "'2026-11-27 garbage'", "5", BLOB, NO_TEXT, "x''"),
)
TEXTS = (
    *("kind", "outcome", "role", "ip", "request_id", "install_sid", "exam_sid", "session_sid"),
    *("session_type", "attempt_id", "time_zone", "previous_hash", "hash", "actor_username"),
)
NUMBERS = ("actor_id", "formula", "nth_of_session", "practice")
FILTERS = {"session_sid": "session", "exam_sid": "exam", "attempt_id": "request"}
DAMAGES: dict[str, str] = {
    **{f"a sentence {one}": f"sentence = '{one}'" for one in ("{", "{0}", "{learner.x!z}", "}{")},
    "a sentence of bytes": f"sentence = {BLOB}",
    "a sentence that is no text": f"sentence = {NO_TEXT}",
    **{f"details {one}": f"details = '{one}'" for one in ("oops", "[]", "5", "null", "", *ODD)},
    "details of bytes": f"details = {BLOB}",
    "details that are no text": f"details = {NO_TEXT}",
    **{f"personal {one}": f"personal = '{one}'" for one in ("oops", "[1]", "5")},
    "personal that is no text": f"personal = {NO_TEXT}",
    "details as deep as a well": f"details = '{DEEP}'",
    "a time that is none": "at = 'never'",
    **{f"the time {one}": f"at = {one}" for one in TIMES},
    **{f"{name} of bytes": f"{name} = {BLOB}" for name in TEXTS},
    **{f"{name} that is no text": f"{name} = {NO_TEXT}" for name in TEXTS},
    **{f"{name} that is no number": f"{name} = 'x'" for name in NUMBERS},
    **{f"{name} with a fraction": f"{name} = 1.5" for name in NUMBERS},
    "a zone that is none": "time_zone = 'Nowhere/None'",
    "a formula that is none": "formula = 7",
    "practice that is none": "practice = 9",
    "another kind": "kind = 'unknown_account'",
    "a name that is no text": f"actor_name = {NO_TEXT}",
    "a number for a name": "actor_name = 5",
}
EVERY_DAY = (
    *("a sentence {0}", "a sentence of bytes", "details oops", "details that are no text"),
    *("personal [1]", "details as deep as a well", "a time that is none", "kind of bytes"),
    *("hash that is no text", "actor_id that is no number", "a zone that is none", "another kind"),
)
CASES = [one if one in EVERY_DAY else pytest.param(one, marks=pytest.mark.long) for one in DAMAGES]


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
        f"/admin/scheduling/auditevent/?before={event.number}",
        *(f"/audit/?{asked}" for asked in filters(event)),
        *("/", "/board/", "/audit/verify/", "/audit/codes/", "/audit/erase/", "/audit/export/"),
    )


def filters(event: AuditEvent) -> tuple[str, ...]:
    """The log asked for by days and by the beginnings of what the event has."""
    return (
        *("from=2020-01-01&to=2199-12-31", "to=2020-01-01", "from=2199-01-01", "q=Ana"),
        f"install={event.install_sid}",
        f"person={event.actor_id}",
        *(f"session={event.session_sid[:6]}", f"exam={event.exam_sid[:6]}"),
        f"request={event.attempt_id[:9]}",
    )


@pytest.mark.long
@pytest.mark.parametrize("what", CASES)
def test_the_pages_that_list_a_damaged_event_are_shown(
    booked: AuditEvent, administrator: Desk, what: str
) -> None:
    damage(DAMAGES[what], booked.number)
    answers = {page: administrator.get(page).status_code for page in pages(booked)}
    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize("what", CASES)
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


@pytest.mark.parametrize("column", ["details", "at", "personal", "sentence", "kind", "hash"])
def test_a_damaged_event_of_another_institution_keeps_no_export_from_being_made(
    booked: AuditEvent, administrator: Desk, column: str
) -> None:
    elsewhere = AuditEvent.objects.filter(number__lt=booked.number, install_sid=NORTHFIELD).first()
    damage(f"install_sid = 'AI{'0' * 32}', {column} = {NO_TEXT}", elsewhere.number)
    for form in ("csv", "jsonl"):
        answer = administrator.post("/audit/export/", EXPORT | {"file": form})
        assert (answer.status_code, "reach" in answer.text) == (200, True)


@pytest.mark.parametrize("value", [BLOB, NO_TEXT])
def test_the_log_has_an_event_whose_institution_can_not_be_read(
    booked: AuditEvent, administrator: Desk, value: str
) -> None:
    damage(f"install_sid = {value}", booked.number)
    assert f'href="/audit/{booked.number}/"' in administrator.get("/audit/").text
    assert "\ufffdA" in administrator.get(f"/audit/{booked.number}/").text


def test_a_time_that_can_not_be_read_is_said_and_none_is_made_up(
    booked: AuditEvent, administrator: Desk
) -> None:
    damage("at = '0001-01-01 00:00:00'", booked.number)
    for page in pages(booked):
        assert not has_digits(plain_text(administrator.get(page).text), "1970"), page
    assert "Time can’t be read" in plain_text(administrator.get("/audit/").text)
    answer = administrator.post("/audit/export/", EXPORT | {"file": "csv"})
    assert f'"{booked.number}"' not in answer.text  # nobody knows of which days it is
    answer = administrator.post("/audit/export/", {"install": NORTHFIELD, "file": "csv"})
    assert f'"{booked.number}","(can’t be read)","(can’t be read)"' in answer.text


@pytest.mark.parametrize("column", ["session_sid", "exam_sid", "attempt_id"])
def test_what_begins_so_is_found_beside_what_is_no_text(
    booked: AuditEvent, administrator: Desk, column: str
) -> None:
    value = getattr(booked, column)
    other = AuditEvent.objects.filter(number__lt=booked.number).exclude(**{column: value}).first()
    begins, name = value[:9].encode().hex(), FILTERS[column]
    damage(f"{column} = CAST(x'{begins}ff41' AS TEXT)", other.number)
    damage(f"{column} = x'{begins}'", other.number - 1)
    page = administrator.get(f"/audit/?{name}={value[:9]}").text
    assert f'href="/audit/{booked.number}/"' in page


def test_what_can_not_be_read_is_said(booked: AuditEvent, administrator: Desk) -> None:
    damage("details = 'oops'", booked.number)
    for page in pages(booked)[:3]:
        assert "Its details can’t be read." in plain_text(administrator.get(page).text), page
    damage(f"sentence = {NO_TEXT}", booked.number)
    assert "\ufffdA" in administrator.get("/audit/").text
