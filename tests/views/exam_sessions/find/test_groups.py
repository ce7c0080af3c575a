"""What the search box finds, as a page: groups in one order, what matched marked."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from scheduling.models import ExamSession, Institution
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.found_page import MAYA, found, groups
from tests.support.html import plain_text
from tests.support.known_sessions import known_session, user

MARKED = re.compile(r"<mark>(.*?)</mark>")


def test_groups_stand_in_one_order_and_what_matched_is_marked(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    page = desk.get("/find/?q=may").text
    there = groups(page)
    assert list(there) == ["Learners", "Sessions", "Courses and exams", "Instructors", "Do"]
    assert there["Learners"] == [
        (f"/?q={known['booked'].user_sid}", MAYA, "maria@north.edu · 2 sessions")
    ]
    assert [words for _, words, _ in there["Sessions"]] == [MAYA, MAYA, "Ben Kim"]
    assert [one[1:] for one in there["Courses and exams"]] == [("MAY 101", "Course · 1 exam")]
    assert [one[1:] for one in there["Instructors"]] == [("Ann Mayer", "Instructor · 1 exam")]
    assert there["Sessions"][2][2] == f"{known['other'].exam_sid} · Ann Mayer Needs proctor"
    assert set(MARKED.findall(page)) == {"May", "MAY"}


def test_sessions_that_need_a_proctor_are_booked_from_there_by_whoever_may(
    known: dict[str, ExamSession], desk: Desk, auditor: Desk
) -> None:
    (url, words, exam) = found(desk, "algebra maria")["Do"][0]
    assert (words, exam) == (f"Book {MAYA}", "Algebra <Final> · maria@north.edu")
    assert url.partition("?")[0].endswith(f"/{known['to book'].sid}/schedule/")
    assert "<mark>Algebra</mark> &lt;Final&gt;" in desk.get("/find/?q=algebra").text
    assert list(found(desk, "book maria"))[:2] == ["Understood", "Do"]
    again = [one[0].partition("?")[0] for one in found(desk, "book maria")["Do"]]
    assert again == [url.partition("?")[0]]
    assert "Do" not in found(auditor, "algebra")
    assert "Sessions" in found(auditor, "algebra")


@pytest.mark.parametrize(
    ("command", "verb", "form"),
    [
        ("move", "Move", "reschedule"),
        ("reschedule", "Move", "reschedule"),
        ("switch", "Switch", "switch"),
        ("Cancel", "Cancel", "cancel"),
    ],
)
def test_what_is_to_be_done_leads_to_the_form_of_the_one_session_or_to_all_to_choose_from(
    known: dict[str, ExamSession],
    institution: Institution,
    desk: Desk,
    auditor: Desk,
    command: str,
    verb: str,
    form: str,
) -> None:
    booked, query = known["booked"], f"{command} maria"
    there = found(desk, query)
    assert next(iter(there)) == "Do"
    [(url, words, note)] = there["Do"]
    assert (words, note.startswith(booked.exam_sid)) == (f"{verb} {MAYA}", True)
    assert url.partition("?")[0] == f"{session_path(_sids(booked))}{form}/"
    assert f"Back to list: “{query}”" in plain_text(desk.get(url).text)
    assert f"Back to list: “{query}”" in plain_text(desk.get(session_path(_sids(booked))).text)
    assert "Do" not in found(auditor, query)
    assert found(desk, f"{command} ben")["Do"] == []
    assert "Do" not in found(desk, command)

    entered = desk.get(f"/?q={quote(query)}&understand=1")
    assert (entered.status_code, entered.headers["Location"]) == (302, url)
    known_session(institution, status="Scheduled", session_type="proctoru", learner_name=MAYA)
    entered = desk.get(f"/?q={quote(query)}&understand=1")
    assert entered.headers["Location"].startswith("/find/?q=")
    assert len(found(desk, query)["Do"]) == 2


def test_a_booking_of_the_only_one_opens_its_form(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    entered = desk.get("/?q=book+maria&understand=1")
    form = f"{session_path(_sids(known['to book']))}schedule/"
    assert entered.headers["Location"].partition("?")[0] == form


def test_namesakes_are_told_apart_wherever_they_are_found(
    desk: Desk, institution: Institution, known: dict[str, ExamSession]
) -> None:
    other = {"learner_name": MAYA, "learner_email": "maria@south.edu", "user_sid": user(2)}
    twin = known_session(institution, status="Needs Proctor", exam_title="Biology", **other)
    there = found(desk, "maria may")
    notes = {note for _, _, note in there["Sessions"]}
    assert len(notes) == 3
    assert all(note.startswith(("maria@north.edu · ", "maria@south.edu · ")) for note in notes)
    assert "Biology · maria@south.edu" in {note for _, _, note in there["Do"]}
    assert "maria@" not in "".join(note for _, _, note in found(desk, "ben kim")["Sessions"])
    form = plain_text(desk.get(session_path(_sids(twin)) + "schedule/").text)
    assert f"Who {MAYA} maria@south.edu" in form


def _sids(session: ExamSession) -> dict[str, str]:
    return {
        "installSid": session.institution.sid,
        "examSid": session.exam_sid,
        "sessionSid": session.sid,
    }
