"""The answer to a move or a cancellation that is about another session, exam or learner is no yes:
it is told as that, administrators hear of it, and the session is read back.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent
from tests.support.booking_actions import book as booked
from tests.support.booking_actions import cancel, move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, page_of, sentence_of
from tests.support.scripted_provider import says

OTHER = "7" * 32
SESSION, LEARNER = "a different exam session", "a different learner"
ANOTHER_S = [
    ({"sessionSid": f"ES{OTHER}"}, SESSION),
    ({"data": {"sid": f"ES{OTHER}"}}, SESSION),
    ({"result": {"session": {"sid": f"ES{OTHER}"}}}, SESSION),
    ([{"sid": f"ES{OTHER}"}], SESSION),
    (json.dumps({"sid": f"ES{OTHER}"}), SESSION),
    ({"examSid": f"EX{OTHER}"}, SESSION),
    ({"exam": {"sid": f"EX{OTHER}"}}, SESSION),
    ({"installSid": f"AI{OTHER}"}, SESSION),
    ({"userSid": f"US{OTHER}"}, LEARNER),
    ({"data": {"enrollment": {"user": {"sid": f"US{OTHER}"}}}}, LEARNER),
    ({"enrollmentSid": f"EN{OTHER}"}, LEARNER),
]


def changed(desk: Desk, where: dict[str, str], method: str) -> None:
    assert (move if method == "PUT" else cancel)(desk, where).status_code == 302


@pytest.mark.faults(26)
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(("told", "whose"), mostly_long(ANOTHER_S, everyday=4), ids=str)
def test_the_answer_about_another_one_is_no_yes(
    desk: Desk,
    sandbox: Sandbox,
    provide: Callable[..., Any],
    told: Any,
    whose: str,
    method: str,
) -> None:
    where = booked(desk, sandbox)
    desk.get(session_path(where))
    provide(says(told))
    changed(desk, where, method)

    assert (attempt_of(where).state, attempt_of(where).cause) == ("unconfirmed", "wrong-session")
    assert f"SmarterProctoring answered about {whose}." in page_of(desk, where)
    sentence = sentence_of(AuditEvent.objects.filter(kind="outcome").latest("number"))
    assert "got no clear answer; we are checking with SmarterProctoring." in sentence


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    "beside",
    [
        {"newSessionSid": f"ES{OTHER}"},
        {"newSession": {"sid": f"ES{OTHER}"}},
        {"cancelledBy": {"userSid": f"US{OTHER}"}},
        {"proctor": {"sid": f"US{OTHER}", "userSid": f"US{OTHER}"}},
        {"location": {"sid": f"PL{OTHER}"}},
    ],
    ids=str,
)
def test_one_that_names_another_beside_it_is_a_yes(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any], beside: dict[str, Any]
) -> None:
    where = booked(desk, sandbox)
    desk.get(session_path(where))
    provide(says({"sid": where["sessionSid"], **beside}))
    changed(desk, where, "DELETE")

    assert attempt_of(where).cause == "said-yes"


@pytest.mark.faults(26)
def test_a_booking_s_answer_that_names_another_session_by_another_name_is_none(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    fields = {"sessionSid": f"ES{OTHER}"}
    sandbox.trouble("other_fields", method="POST", fields=fields)
    desk.book(where)

    assert (attempt_of(where).state, attempt_of(where).cause) == ("unconfirmed", "wrong-session")
