"""Learners of one start stand where people look their names up, whichever list it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from scheduling.exam_sessions import day_board
from scheduling.exam_sessions.lists import ticked_sessions
from scheduling.exam_sessions.moments import seated_sessions, who_was_where
from scheduling.models import ExamSession, Institution
from scheduling.rescues import candidates
from tests.support.booking_form import DULUTH
from tests.support.known_sessions import known_session

START = datetime.fromisoformat("2026-01-14T16:00:00Z")
IN_ORDER = ["Sæunn Ægisson", "Zoë d’Alembert", "Al Dlamini", "Ayşe Öztürk", "Ben Pahl"]


@pytest.fixture
def known(institution: Institution) -> list[ExamSession]:
    """Their sessions, all of one start, put down from the last to the first."""
    return [
        known_session(
            institution,
            status="Scheduled",
            appointment_at=START,
            duration_minutes=60,
            location_sid=DULUTH,
            learner_name=name,
            learner_family_name=name.partition(" ")[2],
        )
        for name in reversed(IN_ORDER)
    ]


def names(sessions: list[ExamSession]) -> list[str]:
    return [one.learner_name for one in sessions]


def test_on_the_board(institution: Institution, known: list[ExamSession]) -> None:
    board = day_board.of_day([institution], START.date(), "UTC", location_sid=DULUTH)
    assert (
        names([one.session for one in seated_sessions.in_order(board.places[0].seated)]) == IN_ORDER
    )


def test_at_a_moment_that_is_past(institution: Institution, known: list[ExamSession]) -> None:
    moment = who_was_where.of([institution], START + timedelta(minutes=10))
    assert names([one.session for one in moment.booked]) == IN_ORDER


def test_in_a_rescue_and_so_on_its_call_list(
    institution: Institution, known: list[ExamSession]
) -> None:
    found = candidates.candidates_at(institution, DULUTH, START, START + timedelta(hours=1))
    assert names([one.session for one in found]) == IN_ORDER


def test_among_those_that_were_ticked(institution: Institution, known: list[ExamSession]) -> None:
    found = ticked_sessions.at([institution], [one.pk for one in known])
    assert names(found) == IN_ORDER


def test_the_start_comes_before_the_name_and_none_before_any(institution: Institution) -> None:
    facts = {"learner_name": "Abe Aal", "status": "Scheduled", "location_sid": DULUTH}
    late = known_session(institution, appointment_at=START + timedelta(hours=1), **facts)
    early = known_session(
        institution, appointment_at=START, **(facts | {"learner_name": "Zoe Zuk"})
    )
    never = [known_session(institution, appointment_at=None, **facts) for _ in range(2)]
    found = ticked_sessions.at([institution], [one.pk for one in (late, early, *never)])
    assert found == [*never, early, late]
