"""Finding sessions on the worklist by the beginnings of words."""

from __future__ import annotations

import re

import pytest

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import worklist
from scheduling.models import ExamSession, Institution
from tests.support.booking_form import session_path
from tests.support.client import Desk

ANN = {
    "learner_name": "Ann-Kathrin Smith",
    "course_name": "CHEM 322",
    "exam_title": "Final (Lab) – Part B",
}
ZOE = {"learner_name": "Zoë O’Brien", "course_name": "Chemistry of Water", "exam_title": "Midterm"}
MAYA = {
    "learner_name": "Maya Lindqvist",
    "learner_email": "ml@north.example",
    "instructor_name": "Dr. José Smidt",
}


@pytest.fixture
def known(institution: Institution) -> Institution:
    """Three sessions that are known: of Ann, Zoë and Maya."""
    for number, facts in enumerate((ANN, ZOE, MAYA)):
        session = ExamSession(
            institution=institution, sid=f"ES{number:x}b{'0' * 30}", exam_sid=f"EX{7:032x}", **facts
        )
        session.save()
    return institution


def found(institution: Institution, query: str) -> set[str]:
    listing = worklist.listing([institution], ListQuery(query=query))
    assert (listing.total, listing.counts["all"]) == (len(listing.sessions),) * 2
    return {session.learner_name.split()[0] for session in listing.sessions}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ann smi", {"Ann-Kathrin"}),
        ("smi ann", {"Ann-Kathrin"}),
        ("SMITH, ann-kath", {"Ann-Kathrin"}),
        ("kathrin", {"Ann-Kathrin"}),
        ("smi", {"Ann-Kathrin", "Maya"}),
        ("smi che 32", {"Ann-Kathrin"}),
        ("che", {"Ann-Kathrin", "Zoë"}),
        ("lab part", {"Ann-Kathrin"}),
        ("zoe obr chem", {"Zoë"}),
        ("o'brien water", {"Zoë"}),
        ("jose maya", {"Maya"}),
        ("ml@north", {"Maya"}),
        ("ES1b00", {"Zoë"}),
        ("es1b00 zo", {"Zoë"}),
        ("ES1b", set()),
        ("ex0000", {"Ann-Kathrin", "Zoë", "Maya"}),
        ("ann brien", set()),
        ("nn", set()),
        ("mith", set()),
        ("1b00", set()),
        ("…", set()),
        ("%", set()),
    ],
)
def test_a_session_is_found_by_the_beginnings_of_all_words_in_any_order(
    known: Institution, query: str, expected: set[str]
) -> None:
    assert found(known, query) == expected


def test_what_the_provider_lists_is_found_by_two_half_names_and_a_half_course(
    desk: Desk, sandbox: Sandbox
) -> None:
    Institution.objects.update(synced_at=None)
    desk.get("/")
    one = ExamSession.objects.filter(listed_at__isnull=False).exclude(instructor_name="").first()
    assert one is not None
    halves = [
        word[: -(-len(word) // 2)]
        for word in re.findall(r"\w+", f"{one.learner_name} {one.course_name}")
    ]
    instructor = one.instructor_name.split()[-1][:4]

    page = desk.get("/", params={"q": " ".join([instructor, *reversed(halves)]).upper()}).text
    assert (
        session_path(
            {"installSid": one.institution.sid, "examSid": one.exam_sid, "sessionSid": one.sid}
        )
        in page
    )
    assert "No session matches" in desk.get("/", params={"q": f"{halves[0]} nobody"}).text


@pytest.mark.faults(50)
@pytest.mark.parametrize("where", ["/", "/audit/"])
def test_a_card_number_in_a_search_box_is_not_said_back(desk: Desk, where: str) -> None:
    page = desk.get(f"{where}?q=lind 4242 4242 4242 4242")
    assert page.status_code == 200
    assert "4242 4242" not in page.text and 'value="lind' in page.text
    assert "A card number was removed from your search." in page.text
