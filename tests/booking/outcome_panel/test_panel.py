"""What a session’s page says of its newest request: one line of the table for each state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduling.booking.outcome_panel import open_sentences
from scheduling.booking.outcome_panel.panel import panel_of, why_held_back
from scheduling.booking.outcome_panel.parts import NextStep, OutcomePanel, Reader
from scheduling.models import Attempt, ExamSession, Institution
from tests.support.panel_states.accepted_requests import ACCEPTED_REQUESTS
from tests.support.panel_states.failed_requests import FAILED_REQUESTS
from tests.support.panel_states.open_requests import OPEN_REQUESTS
from tests.support.panel_states.state_case import NOW, SAID, START

# A panel also says who reviewed what was changed outside the portal: that is asked for.
pytestmark = pytest.mark.usefixtures("database")
ANA, INGRID = 7, 8


def session(status: str, **facts: Any) -> ExamSession:
    usual = {
        "status": status,
        "session_type": "smarter-scheduling",
        "appointment_at": START,
        "refreshed_at": NOW,
    }
    institution = Institution(name="Northfield University", time_zone="America/Chicago")
    return ExamSession(institution=institution, **(usual | facts))


def attempt(action: str, state: str, **facts: Any) -> Attempt:
    """Ana Ruiz’s request's for the start that the session shows."""
    asked = {"type": "smarter-scheduling", "appointmentDateTime": START.isoformat()}
    usual = {
        "asked": {"cancellationMemo": "Ill"} if action == "cancel" else asked,
        "actor_id": ANA,
        "actor_name": "Ana Ruiz",
        "time_zone": "America/Chicago",
        "started_at": NOW - timedelta(minutes=5),
        "settled_how": "answer",
        "settled_at": NOW,
        "reason": "",
    }
    return Attempt(action=action, state=state, **(usual | facts))


def said_of(
    shown: ExamSession, request: Attempt, reader: Reader | None = None, **more: Any
) -> OutcomePanel:
    return panel_of(shown, request, reader=reader or Reader(user_id=INGRID), now=NOW, **more)


CASES = OPEN_REQUESTS | ACCEPTED_REQUESTS | FAILED_REQUESTS


@pytest.mark.parametrize("name", CASES)
def test_each_state_is_told_so(name: str) -> None:
    case = CASES[name]
    reader = Reader(user_id=INGRID, deciders=("Ingrid Sato", "Bo Li"))
    panel = said_of(
        session(case.status, **case.session),
        attempt(case.action, case.state, **case.attempt),
        reader,
    )
    told = {
        one: getattr(panel, one)
        for one in OutcomePanel.__slots__
        if one not in ("fact", "title", "tone")
    }
    assert (panel.tone, panel.title) == (case.tone, case.title)
    assert told == {one: getattr(case, one) for one in told}
    fact = panel.fact and (panel.fact.label, datetime.fromisoformat(panel.fact.at.iso))
    assert fact == case.fact


def test_every_state_of_a_request_has_its_line() -> None:
    assert {case.state for case in CASES.values()} == set(Attempt.State.values)


def test_who_asked_is_told_so() -> None:
    sent = attempt("schedule", "sending", started_at=NOW)
    told = said_of(session("Needs Proctor"), sent, Reader(user_id=ANA)).lines
    assert told == (open_sentences.SENT_BY.format(when="just now", who="you"),)


def test_somebody_without_an_account_is_nobody_s_you() -> None:
    sent = attempt("schedule", "sending", actor_id=None)
    [told] = said_of(session("Needs Proctor"), sent, Reader(user_id=None)).lines
    assert "by Ana Ruiz." in told


def test_whoever_may_settle_is_offered_to() -> None:
    waiting = attempt("schedule", "unconfirmed", reason=SAID, needs_person=True)
    panel = said_of(session(""), waiting, Reader(user_id=INGRID, may_settle=True))
    assert (panel.lines, panel.actions) == (
        (f"{SAID} {open_sentences.DECIDE}",),
        (NextStep.SETTLE,),
    )


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), "tell an administrator."),
        (("Ingrid Sato",), "tell Ingrid Sato."),
        (("Ingrid Sato", "Bo Li", "Ida Ek", "Jo O"), "tell Ingrid Sato, Bo Li or Ida Ek."),
    ],
)
def test_who_decides_is_named(names: tuple[str, ...], said: str) -> None:
    waiting = attempt("schedule", "unconfirmed", needs_person=True)
    [told] = said_of(session(""), waiting, Reader(user_id=ANA, deciders=names)).lines
    assert said in told


def test_the_learner_s_new_session_is_a_step_away() -> None:
    done = attempt("cancel", "accepted")
    panel = said_of(session("Cancelled"), done, has_new_session=True)
    assert panel.actions == (NextStep.BOOK_AS_IT_WAS,)


@pytest.mark.parametrize(
    ("needs_person", "user_id", "said"),
    [
        (False, ANA, "Your request is still being checked."),
        (False, INGRID, "Ana Ruiz’s request is still being checked."),
        (False, None, "Ana Ruiz’s request is still being checked."),
        (True, ANA, "Your request needs a decision."),
        (True, INGRID, "Ana Ruiz’s request needs a decision."),
    ],
)
def test_an_open_request_holds_the_others_back_and_whose_it_is_is_told(
    needs_person: bool, user_id: int | None, said: str
) -> None:
    waiting = attempt("schedule", "unconfirmed", needs_person=needs_person)
    assert why_held_back(waiting, user_id) == said
