"""A session that changes hands: each learner's filter and story have the events of their time."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.search import word_index
from scheduling.models import AuditEvent, ExamSession, Institution
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list.mirrored_rows import take_rows
from tests.support.booking_actions import book
from tests.support.client import Desk
from tests.support.log_page import numbers

NEW = {"enrollmentSid": f"EN{'c' * 32}", "userSid": f"US{'d' * 32}", "user": {"firstName": "Bo"}}


@pytest.fixture
def handed_over(desk: Desk, sandbox: Sandbox, institution: Institution) -> ExamSession:
    """The session as it was when it was booked, before it was somebody else's."""
    where = book(desk, sandbox)
    session = ExamSession.objects.get(sid=where["sessionSid"])
    row: dict[str, Any] = {
        "sid": session.sid,
        "examSid": session.exam_sid,
        "status": session.status,
        "enrollment": NEW,
    }
    take_rows(institution, [AppointmentRow.read(row)], fetched_at=timezone.now())
    word_index.catch_up()
    return session


def about(session: ExamSession) -> list[int]:
    """The events of its booking, and the one that tells that it is another's."""
    events = AuditEvent.objects.filter(session_sid=session.sid).order_by("number")
    return list(events.values_list("number", flat=True))


@pytest.mark.parametrize("address", ["/audit/", "/audit/story/learner/"])
def test_each_learner_is_shown_the_events_of_their_own_time(
    handed_over: ExamSession, auditor: Desk, institution: Institution, address: str
) -> None:
    _, booked, since = about(handed_over)  # the first one is folded into the second
    for learner, wanted in ((handed_over.user_sid, booked), (NEW["userSid"], since)):
        params = {"install": institution.sid, "learner": learner}
        assert numbers(auditor.get(address, params=params).text) == [wanted]


@pytest.mark.parametrize("said", ["", "booked"])
def test_the_earlier_one_is_found_by_name_and_by_what_their_events_say(
    handed_over: ExamSession, auditor: Desk, institution: Institution, said: str
) -> None:
    query = f"{handed_over.learner_name} {said}".strip()
    answer = auditor.get("/audit/", params={"install": institution.sid, "q": query})
    assert f"learner={handed_over.user_sid}" in answer.headers.get("Location", answer.text)
    _, booked, _ = about(handed_over)
    params = {"install": institution.sid, "learner": handed_over.user_sid}
    params |= {"said": said} if said else {}
    assert numbers(auditor.get("/audit/", params=params).text) == [booked]


def test_an_event_s_page_names_whose_session_it_was_then(
    handed_over: ExamSession, auditor: Desk
) -> None:
    _, booked, since = about(handed_over)
    for number, learner in ((booked, handed_over.user_sid), (since, NEW["userSid"])):
        page = auditor.get(f"/audit/{number}/").text
        assert set(re.findall(r"[?&;]learner=(\w+)", page)) == {learner}


def test_the_session_s_history_is_headed_by_none_of_their_names(
    handed_over: ExamSession, auditor: Desk, institution: Institution
) -> None:
    sids = f"{institution.sid}/{handed_over.exam_sid}/{handed_over.sid}"
    page = auditor.get(f"/audit/story/session/{sids}/").text
    assert "<title>One exam session, of several learners · History" in page
