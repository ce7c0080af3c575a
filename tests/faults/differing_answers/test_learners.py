"""A readable yes about another learner, or another account of the same one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import (
    ACCEPTED,
    BOOKED,
    SHOWS_A_CHANGE,
)
from scheduling.booking.outcome_panel.open_sentences import CAN_T_TELL
from scheduling.models import ExamSession
from tests.support.booking_actions import settle_by_hand
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.differing_answers import accepted
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, details, page_of, posts, settle, settled

CHANGED = SHOWS_A_CHANGE.format(title=ACCEPTED)


ANOTHER, ANOTHER_USER = "EN" + "0f" * 16, "US" + "0f" * 16


SOMEONE = {"firstName": "Someone", "lastName": "Else"}
ABOUT_ANOTHER_LEARNER = [
    {"enrollmentSid": ANOTHER},
    {"enrollmentSid": None, "enrollment": {"sid": ANOTHER, **SOMEONE}},
    {"enrollment": json.dumps({"enrollmentSid": ANOTHER, "user": SOMEONE})},
    {"enrollmentSid": None, "enrollment": ANOTHER},
    *(
        {"enrollmentSid": None, "enrollment": None} | fields
        for fields in (
            {"userSid": ANOTHER_USER},
            {"userSid": None, "enrollment": {"userSid": ANOTHER_USER, **SOMEONE}},
            {"userSid": None, "enrollment": {"user": {"sid": ANOTHER_USER, **SOMEONE}}},
        )
    ),
]


def who_sits_it() -> tuple[str, str, str, str]:
    one = ExamSession.objects.get()
    return one.enrollment_sid, one.user_sid, one.learner_name, one.learner_key


@pytest.mark.faults(26)
@pytest.mark.parametrize("fields", mostly_long(ABOUT_ANOTHER_LEARNER, everyday=3), ids=str)
def test_an_answer_about_another_learner_is_not_believed(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    mine = who_sits_it()
    sandbox.trouble("other_fields", fields=fields)
    desk.book(where)

    assert (attempt_of(where).state, details("outcome")["cause"]) == (
        "unconfirmed",
        "wrong-session",
    )
    assert details("outcome")["alarm"]
    assert who_sits_it() == mine
    assert settled(where).state == "accepted"


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    "fields",
    [
        {"userSid": ANOTHER_USER, "enrollment": None},
        {"userSid": None, "enrollment": {"user": {"sid": ANOTHER_USER}}},
        {"userSid": "jdoe"},
        {"enrollmentSid": "4711"},
    ],
    ids=str,
)
def test_another_account_under_the_same_enrollment_is_the_same_learner_s_and_to_be_reviewed(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    enrollment, mine, *_ = who_sits_it()
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields=fields, times=None)

    is_another = ANOTHER_USER in json.dumps(fields)
    page = accepted(desk, sandbox, where).split("History", 1)[0]
    assert (BOOKED in page, CHANGED in page) == (not is_another, is_another)
    assert who_sits_it()[:2] == (enrollment, ANOTHER_USER if is_another else mine)


@pytest.mark.faults(26)
def test_another_account_beside_the_learner_s_own_is_nobody_s_and_said_so(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    before = who_sits_it()
    for method in ("POST", "GET"):
        fields = {"userSid": ANOTHER_USER}
        sandbox.trouble("other_fields", method=method, fields=fields, times=None)
    page = accepted(desk, sandbox, where).split("History", 1)[0]
    assert (BOOKED in page, CHANGED in page, who_sits_it()) == (False, False, before)
    assert f"It gave the learner as “{ANOTHER_USER}” and also “{before[1]}”." in page


@pytest.mark.faults(26)
@pytest.mark.parametrize("known", ["jdoe", "x" * 34])
def test_a_known_account_that_is_no_sid_tells_no_learners_apart(
    desk: Desk, sandbox: Sandbox, known: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    ExamSession.objects.update(user_sid=known, enrollment_sid="")

    assert BOOKED in accepted(desk, sandbox, where)


@pytest.mark.faults(26)
@pytest.mark.parametrize("fields", ABOUT_ANOTHER_LEARNER[1::3], ids=str)
def test_answers_that_go_on_being_about_another_learner_leave_it_to_a_person(
    desk: Desk, administrator: Desk, sandbox: Sandbox, fields: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    mine = who_sits_it()
    sandbox.trouble("other_fields", fields=fields, times=None)
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    desk.book(where)
    settle()
    page = page_of(desk, where)

    assert (attempt_of(where).state, attempt_of(where).needs_person) == ("unconfirmed", True)
    assert "SmarterProctoring answered about a different learner." in page
    assert (CAN_T_TELL["schedule"] in page, BOOKED in page, "Someone" in page) == (
        True,
        False,
        False,
    )
    assert (who_sits_it(), posts(sandbox)) == (mine, 1)

    settle_by_hand(administrator, where, "yes")
    assert who_sits_it() == mine
    assert BOOKED not in page_of(desk, where)
