"""Case files of a session that SmarterProctoring shows under another exam than before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions import mirror
from scheduling.log import case_events
from scheduling.models import AuditEvent, ExamSession
from scheduling.proctoring_api.session_record import SessionRecord
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.case_file_checker import Asked, check, made
from tests.support.case_files import numbers_of
from tests.support.client import Desk

OTHER = "EX" + "9" * 32


def becomes(desk: Desk, where: dict[str, str], exam_sid: str) -> None:
    """A look shows the session under this exam, and somebody looks at the change."""
    session = ExamSession.objects.get(sid=where["sessionSid"])
    record = SessionRecord.read({"sid": session.sid, "status": session.status})
    mirror.take_record(session, record, asked_at=timezone.now(), exam_sid=exam_sid)
    assert desk.post(f"{session_path(where | {'examSid': exam_sid})}looked/", {}).status_code == 302


@pytest.fixture
def where(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A session that was booked, then of another exam, and of its own again; beside it one of each
    exam that was never another's.
    """
    where = book(desk, sandbox)
    desk.book(sandbox.needs_proctor()[0])
    becomes(desk, where, OTHER)
    becomes(desk, where, where["examSid"])
    return where


def asked_of(where: dict[str, str], **subject: str) -> Asked:
    return {"install": where["installSid"]} | subject


def test_its_own_file_and_those_of_both_exams_hold(
    where: dict[str, str], auditor: Desk, tmp_path: Path
) -> None:
    session = asked_of(where, session=where["sessionSid"])
    numbers = numbers_of(session)
    exams = list(AuditEvent.objects.filter(number__in=numbers).values_list("exam_sid", flat=True))
    assert (len(numbers), exams.count(OTHER)) == (6, 2)

    for exam in (OTHER, where["examSid"]):
        content = made(auditor, asked_of(where, exam=exam))
        code, printed = check(tmp_path, content)
        assert (code, "HOLDS up to event" in printed) == (0, True), printed
        held = [one["event"]["number"] for one in json.loads(content)["events"]]
        assert [one for one in held if one in numbers] == numbers
    code, printed = check(tmp_path, made(auditor, session))
    assert (code, "HOLDS up to event" in printed) == (0, True), printed
    last = AuditEvent.objects.get(number=numbers_of(session)[-1])
    assert (last.kind, last.exam_sid) == ("case_made", where["examSid"])


def test_an_event_under_the_other_exam_that_was_left_out_is_missed(
    where: dict[str, str], auditor: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a portal would make the file that was told to leave it out: every hash is right."""
    left_out = AuditEvent.objects.filter(exam_sid=OTHER).latest("number").number
    gather = case_events._numbers
    monkeypatch.setattr(
        case_events, "_numbers", lambda one: (each for each in gather(one) if each != left_out)
    )
    for subject in ({"exam": OTHER}, {"exam": where["examSid"]}, {"session": where["sessionSid"]}):
        printed = check(tmp_path, made(auditor, asked_of(where, **subject)))[1]
        assert "events 4 to 4 of session" in printed.splitlines()[-1]


def test_a_file_of_before_names_one_of_its_session_s_exams(
    where: dict[str, str], auditor: Desk, tmp_path: Path
) -> None:
    case = json.loads(made(auditor, asked_of(where, session=where["sessionSid"])))
    assert (case["exam"], check(tmp_path, case | {"exam": where["examSid"]})[0]) == ("", 0)
    first = case["events"][0]["event"]["number"]
    code, printed = check(tmp_path, case | {"exam": "EX" + "8" * 32})
    assert (code, printed.splitlines()[-1]) == (
        1,
        f"BROKEN at its top: event {first} does not fit the exam.",
    )
