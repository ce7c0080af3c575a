"""How many sessions a search finds, on the pages that tell it: as far as they were counted, and
never a number that was not.
"""

from __future__ import annotations

import re

import pytest

from scheduling.exam_sessions.lists import list_segments, worklist
from scheduling.exam_sessions.search import session_queries
from scheduling.models import ExamSession, Institution
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.known_sessions import known_session, user
from tests.support.people import LAKESIDE

STATE = re.compile(r'<select class="field__control" id="id_state".*?</select>', re.DOTALL)
OPTION = re.compile(r"<option.*?</option>", re.DOTALL)


@pytest.fixture(params=["gathered", "met"])
def twelve(
    institution: Institution, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Institution:
    """Twelve sessions of a course, one of them pending approval: more than are counted."""
    ExamSession.objects.all().delete()
    for number in range(12):
        status = "Pending Approval" if number == 11 else "Scheduled"
        facts = {"course_name": "Chemistry", "status": status, "learner_name": f"Ana {number}"}
        known_session(institution, user_sid=user(number), **facts)
    monkeypatch.setattr(list_segments, "MOST_COUNTED", 4)
    monkeypatch.setattr(worklist, "PAGE", 5)
    if request.param == "met":
        monkeypatch.setattr(session_queries, "MOST_TOLD_APART", 1)
    return institution


def states(page: str) -> list[str]:
    [select] = STATE.findall(page)
    return [plain_text(one).strip() for one in OPTION.findall(select)]


def test_a_page_of_many_hits_says_that_there_are_more(twelve: Institution, desk: Desk) -> None:
    page = desk.get("/?q=chemistry").text
    assert "1–5 of more than 5" in plain_text(page)
    assert states(page)[0] == "Any state (5+)"
    second, last = (desk.get(f"/?q=chemistry&page={one}").text for one in (2, 3))
    assert "6–10 of more than 10" in plain_text(second)
    assert "11–12 of 12" in plain_text(last) and 'rel="next"' not in last
    assert states(last)[0] == "Any state (12)"


def test_a_state_that_was_not_met_is_not_said_to_be_none(twelve: Institution, desk: Desk) -> None:
    told = states(desk.get("/?q=chemistry").text)
    assert "Scheduled (4+)" in told
    assert "Pending approval (not counted)" in told
    of_state = desk.get("/?q=chemistry&state=pending").text
    assert "1–1 of 1" in plain_text(of_state)
    assert "Pending approval (1)" in states(of_state)
    assert "1–5 of more than 5" in plain_text(desk.get("/?q=chemistry&state=scheduled").text)


def test_offers_and_other_institutions_say_so_too(twelve: Institution, desk: Desk) -> None:
    near = "Did you mean Chemistry (4+ sessions)?"
    assert near in plain_text(desk.get("/?q=chemistri").text)
    desk.post("/place/", {"place": LAKESIDE})
    elsewhere = "4+ sessions at your other institutions match."
    assert elsewhere in plain_text(desk.get("/?q=chemistry").text)
