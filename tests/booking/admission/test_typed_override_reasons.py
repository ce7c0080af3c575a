"""Why something was sent all the same: whatever somebody types in the box for it, the log says, and
the request is held to it.
"""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit import event_reader
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent
from tests.support.booking_actions import make_one_learner_s
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.table_comparisons import found, verified


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Two short quizzes,\r\nagreed with the center", "Two short quizzes,  agreed with the"),
        (". . . . . . . .", "because: “. . . . . . . .”."),
    ],
)
def test_a_reason_as_it_is_typed_is_the_one_in_the_log(
    administrator: Desk, sandbox: Sandbox, typed: str, said: str
) -> None:
    assert verified() == []
    pair = sandbox.needs_proctor()[:2]
    for where in pair:
        administrator.get(session_path(where))
    make_one_learner_s(pair)
    assert administrator.book(pair[0]).status_code == 302
    assert administrator.book(pair[1]).status_code == 409
    assert administrator.book(pair[1], override_reason=typed).status_code == 302
    event = AuditEvent.objects.filter(kind=Kind.INTENT).order_by("-number")[0]
    values = event_reader.load_personal_values([event.number])[event.number]
    assert said in event_reader.fill_sentence(event, values)
    assert found() == ""
