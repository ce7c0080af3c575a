"""Case files of a learner whose session was somebody else's for a time."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.search import word_index
from scheduling.log import case_events
from scheduling.models import AuditEvent, ExamSession, Institution, PersonalValue
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list.mirrored_rows import take_rows
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.case_file_checker import Asked, check, made
from tests.support.case_files import numbers_of
from tests.support.client import Desk

NEW = {"enrollmentSid": f"EN{'c' * 32}", "userSid": f"US{'d' * 32}", "user": {"firstName": "Bo"}}


@pytest.fixture
def handed_back(desk: Desk, sandbox: Sandbox, institution: Institution) -> tuple[Asked, list[int]]:
    """The case of a learner whose session was somebody else's, and theirs again, and the numbers of
    the session's events: two of each time, whose first tells of the change.
    """
    where = book(desk, sandbox)
    session = ExamSession.objects.get(sid=where["sessionSid"])
    first = {"firstName": session.learner_name}
    own = {"enrollmentSid": session.enrollment_sid, "userSid": session.user_sid, "user": first}
    for enrollment in (NEW, own):
        row: dict[str, Any] = {"sid": session.sid, "examSid": session.exam_sid}
        row |= {"status": session.status, "enrollment": enrollment}
        take_rows(institution, [AppointmentRow.read(row)], fetched_at=timezone.now())
        desk.post(f"{session_path(where)}looked/", {})
    word_index.catch_up()
    asked = {"install": where["installSid"], "learner": session.user_sid}
    return asked, numbers_of({"session": session.sid})


def test_the_file_has_what_was_theirs_and_tells_what_it_has_not(
    handed_back: tuple[Asked, list[int]], auditor: Desk, tmp_path: Path
) -> None:
    asked, numbers = handed_back
    content = made(auditor, asked)
    case = json.loads(content)
    assert len(numbers) == 6
    assert [one["event"]["number"] for one in case["events"]] == [*numbers[:2], *numbers[4:]]

    code, printed = check(tmp_path, content)
    session = case["events"][0]["event"]["session_sid"]
    assert (code, "HOLDS up to event" in printed) == (0, True), printed
    assert (
        f"4 events. It has the events of session {session} from its first to its number 6: its"
        " events 3 to 4 are not in the file.\n"
    ) in printed


@pytest.mark.parametrize("recast", ["learner", "exam_session", "exam"])
def test_a_file_that_says_it_is_about_something_else_is_broken(
    handed_back: tuple[Asked, list[int]], auditor: Desk, tmp_path: Path, recast: str
) -> None:
    asked, numbers = handed_back
    case = json.loads(made(auditor, asked))
    event = case["events"][0]["event"]
    said = {
        "learner": case["learner"] | {"id": NEW["userSid"]},
        "exam_session": event["session_sid"],
        "exam": event["exam_sid"],
    }
    code, printed = check(tmp_path, case | {recast: said[recast]})
    assert (code, printed.splitlines()[-1]) == (
        1,
        f"BROKEN between event {numbers[1]} and event {numbers[4]}: events 3 to 4 of session"
        f" {event['session_sid']} are missing.",
    )


def test_the_event_before_what_is_missing_is_missed(
    handed_back: tuple[Asked, list[int]], auditor: Desk, tmp_path: Path
) -> None:
    asked, numbers = handed_back
    case = json.loads(made(auditor, asked))
    case["events"].pop(1)
    case["count"] -= 1
    code, printed = check(tmp_path, case)
    said = f"BROKEN between event {numbers[0]} and event {numbers[4] - 1}."
    assert (code, printed.splitlines()[-1]) == (1, said)


def test_the_event_that_gives_it_back_is_missed(
    handed_back: tuple[Asked, list[int]],
    auditor: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As a portal would make the file that was told to leave it out: every hash is right."""
    asked, numbers = handed_back
    gather = case_events._numbers
    monkeypatch.setattr(
        case_events, "_numbers", lambda one: (each for each in gather(one) if each != numbers[4])
    )
    code, printed = check(tmp_path, made(auditor, asked))
    assert code == 1
    assert "events 3 to 5 of session" in printed.splitlines()[-1]


def test_the_session_s_own_file_names_none_of_them_as_whom_it_is_about(
    handed_back: tuple[Asked, list[int]], auditor: Desk, tmp_path: Path
) -> None:
    learner, numbers = handed_back
    session = ExamSession.objects.get(user_sid=learner["learner"])
    asked = {"install": learner["install"], "session": session.sid}
    page, content = auditor.get("/audit/case/", params=asked).text, made(auditor, asked)
    about = f"Exam session {session.sid}, of several learners · {session.exam_title}"
    assert f"<bdi>{html.escape(about)}</bdi>" in page
    assert json.loads(content)["about"] == about
    assert check(tmp_path, content)[0] == 0

    noted = AuditEvent.objects.get(kind="case_made")
    assert f"made a case file about an exam session ({session.exam_title})" in noted.sentence
    assert not PersonalValue.objects.filter(event_number=noted.number).exists()
    assert len(json.loads(content)["events"]) == len(numbers)
