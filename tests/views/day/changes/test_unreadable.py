"""Changes whose events can only be read in part."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import AuditEvent, ExamSession
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import mirrored
from tests.support.client import Desk
from tests.support.day_changes import told

NO_TEXT = "CAST(x'ff41' AS TEXT)"
UNREADABLE = [
    *(
        f"details = '{one}'"
        for one in (
            *("", "[]", "5", "null", '"x"', "{}", '{"changes":5}', '{"changes":{}}'),
            *('{"changes":{"start":5}}', '{"changes":{"location":{"before":["x"]}}}'),
            *('{"changes":{"start":{"before":"never"}}}', '{"changes":{"x":{"before":"y"}}}'),
            '{"changes":' + '{"start":' * 500 + "1" + "}" * 501,
        )
    ),
    *(f"details = {one}" for one in ("x'ff'", NO_TEXT)),
    *(f"at = {one}" for one in ("'x'", "x'ff'", NO_TEXT, "'0001-01-01 00:00:00'", "''")),
]


@pytest.mark.long
@pytest.mark.parametrize("damage", UNREADABLE)
def test_how_a_session_stood_that_an_unreadable_event_is_about_is_said_to_be_unknown(
    desk: Desk, booked: list[dict[str, str]], damage: str
) -> None:
    approved, *others = booked
    ExamSession.objects.filter(sid=approved["sessionSid"]).update(status="Pending Approval")
    for where in booked:
        refresh_session(mirrored(where))
    event = AuditEvent.objects.get(kind="seen")
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE scheduling_auditevent SET {damage} WHERE number = {event.number}")
    for asked in ({}, {"since": "00:00"}, {"location": ""}):
        page = told(desk, **asked)
        name = re.escape(mirrored(approved).learner_name)
        assert "No changes" in page
        assert re.search(rf"Can’t be told · 1 .* {name} · event {event.number}", page)
        assert not any(mirrored(where).learner_name in page for where in others)


@pytest.mark.parametrize("column", ["sentence", "actor_name", "ip", "personal", "hash"])
def test_a_change_is_told_whose_event_can_not_be_read_in_other_parts(
    desk: Desk, booked: list[dict[str, str]], column: str
) -> None:
    ExamSession.objects.filter(sid=booked[0]["sessionSid"]).update(status="Pending Approval")
    refresh_session(mirrored(booked[0]))
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE scheduling_auditevent SET {column} = {NO_TEXT} WHERE kind = 'seen'")
    assert f"1 added Added {mirrored(booked[0]).learner_name}" in told(desk)
