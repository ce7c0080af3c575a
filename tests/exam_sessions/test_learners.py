"""Finding learners by the beginnings of their names and email addresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scheduling.exam_sessions import learners
from scheduling.exam_sessions.learners import Learner
from scheduling.models import ExamSession, Institution


@pytest.fixture
def people(institution: Institution) -> Callable[..., None]:
    """Makes a session known for each learner given as name and email."""

    def known(*them: tuple[str, str]) -> None:
        for name, email in them:
            number = ExamSession.objects.count()
            ExamSession.objects.create(
                institution=institution,
                sid=f"ES{number:032x}",
                exam_sid=f"EX{1:032x}",
                learner_name=name,
                learner_email=email,
            )
            learners.remember([(institution.pk, name, email)])

    return known


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("maya", ["Maya Lindqvist", "Maya Okafor"]),
        ("MAY lind", ["Maya Lindqvist"]),
        ("lindqvist, maya", ["Maya Lindqvist"]),
        ("zoe obrien", ["Zoë O’Brien"]),
        ("o'br", ["Zoë O’Brien"]),
        ("okafor@north", ["Maya Okafor"]),
        ("maya brien", []),
        ("aya", []),
        ("…", []),
    ],
)
def test_a_learner_is_found_by_the_beginnings_of_all_words(
    people: Callable[..., None], institution: Institution, query: str, expected: list[str]
) -> None:
    people(
        ("Maya Lindqvist", "ml@north.example"),
        ("Maya Okafor", "okafor@north.example"),
        ("Zoë O’Brien", ""),
    )
    assert [one.name for one in learners.find_learners(query, [institution]).found] == expected
    assert learners.find_learners(query, []).found == []


def test_namesakes_are_two_learners_each_with_their_own_sessions(
    people: Callable[..., None], institution: Institution
) -> None:
    people(
        ("Maya Lindqvist", "ml@north.example"),
        ("Maya Lindqvist", ""),
        ("Maya Lindqvist", "ml@north.example"),
    )
    known = learners.find_learners("maya", [institution]).found
    assert known == [
        Learner("Maya Lindqvist", "", institution.sid),
        Learner("Maya Lindqvist", "ml@north.example", institution.sid),
    ]
    assert [len(learners.sessions_of(one)) for one in known] == [1, 2]


def test_too_many_of_a_name_are_said_to_be_more(
    people: Callable[..., None], institution: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(*((f"Maya Number{number}", "") for number in range(learners.MOST + 1)))
    found = learners.find_learners("maya", [institution])
    assert (len(found.found), found.are_more) == (learners.MOST, True)
    monkeypatch.setattr(learners, "MOST_PER_WORD", 5)
    assert learners.find_learners("maya", [institution]) == learners.Learners([], are_more=True)
    assert [one.name for one in learners.find_learners("maya number7", [institution]).found] == [
        "Maya Number7"
    ]
