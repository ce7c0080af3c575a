"""Two people of one name are two stories, two case files and two look-ups."""

from __future__ import annotations

import pytest

from scheduling.audit import event_writer
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, ExamSession, Institution
from scheduling.session_commands import SessionAddress
from tests.support.audit_log import ANA
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.known_sessions import known_session, user
from tests.support.log_page import numbers

NAME = "Jo Li"


def booked(institution: Institution, **facts: object) -> tuple[ExamSession, int]:
    """A session of a Jo Li, and the event of its booking."""
    session = known_session(institution, learner_name=NAME, **facts)
    address = SessionAddress(
        install_sid=institution.sid, exam_sid=session.exam_sid, session_sid=session.sid
    )
    entry = Entry(
        kind=Kind.OUTCOME,
        sentence="Ana booked {learner}.",
        actor=ANA,
        address=address,
        personal={"learner": NAME},
    )
    return session, event_writer.record(entry)


@pytest.fixture
def two(institution: Institution) -> list[tuple[ExamSession, int]]:
    return [booked(institution, user_sid=user(number)) for number in (1, 2)]


@pytest.mark.faults(72)
def test_each_has_a_story_a_case_file_and_a_list(
    auditor: Desk, institution: Institution, two: list[tuple[ExamSession, int]]
) -> None:
    for session, number in two:
        asked = {"install": institution.sid, "learner": session.learner_key}
        story = auditor.get("/audit/story/learner/", params=asked).text
        listed = auditor.get("/audit/", params=asked).text
        case = plain_text(auditor.get("/audit/case/", params=asked).text)
        assert (numbers(story), numbers(listed)) == ([number], [number])
        assert "1 event " in case
        for page in (story, listed, case):
            assert "Several may be meant by this name" in page
    looked_up = AuditEvent.objects.filter(kind=Kind.LOOKED_UP)
    assert looked_up.count() == 2  # once for each of them, whatever they are called


@pytest.mark.faults(72)
@pytest.mark.parametrize(
    ("path", "name"),
    [("/audit/", "learner"), ("/audit/", "q"), ("/audit/case/", "name")],
)
def test_a_name_alone_is_asked_about(
    auditor: Desk,
    institution: Institution,
    two: list[tuple[ExamSession, int]],
    path: str,
    name: str,
) -> None:
    page = auditor.get(path, params={"install": institution.sid, name: NAME}).text
    assert "Which one do you mean" in plain_text(page)
    assert all(f"learner={session.learner_key}" in page for session, _ in two)
    assert numbers(page) == []


@pytest.mark.faults(72)
def test_where_no_id_was_recorded_the_page_says_that_several_may_be_meant(
    auditor: Desk, institution: Institution
) -> None:
    session, number = booked(institution)
    asked = {"install": institution.sid, "learner": session.learner_key}
    page = auditor.get("/audit/", params=asked).text
    assert numbers(page) == [number]
    said = "SmarterProctoring gave no learner ID with these records."
    assert said in plain_text(page)
    assert "or about somebody else" in plain_text(page)
