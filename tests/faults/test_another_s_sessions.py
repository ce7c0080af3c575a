"""A list of one enrollment's sessions in which another learner's or another exam's stand."""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Circuit, ExamSession
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.outcomes import page_of
from tests.support.switching import arrived, states, switch, the_switch

OF_THE_ENROLLMENT = {"method": "GET", "path_contains": "/enrollments/"}
STRANGER = {"sid": "ES" + "c" * 32, "status": "Needs Proctor", "appointmentDate": None}
ANOTHER_S: dict[str, dict[str, Any]] = {
    "enrollment": {"enrollmentSid": "EN" + "d" * 32},
    "enrollment inside": {"enrollment": {"enrollmentSid": "EN" + "d" * 32}},
    "account": {"userSid": "US" + "d" * 32},
    "account inside": {"enrollment": {"user": {"sid": "US" + "d" * 32}}},
    "exam": {"examSid": "EX" + "d" * 32},
    "exam inside": {"exam": {"sid": "EX" + "d" * 32}},
    "institution": {"installSid": "AI" + "d" * 32},
}


@pytest.mark.faults(69)
@pytest.mark.parametrize("named", mostly_long(ANOTHER_S.values(), everyday=3), ids=ANOTHER_S)
def test_a_switch_books_no_session_that_is_listed_as_another_s(
    desk: Desk, sandbox: Sandbox, named: dict[str, Any]
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("odd_rows", match=OF_THE_ENROLLMENT, times=None, rows={"1": [STRANGER | named]})
    answer = switch(desk, where)

    assert (answer.headers["Location"], arrived(sandbox)) == (session_path(where), ["DELETE"])
    assert (states(), the_switch().state) == ([("cancel", "accepted")], "waiting")
    assert not ExamSession.objects.filter(sid=STRANGER["sid"]).exists()
    assert "Half switched, not booked" in page_of(desk, where)
    assert STRANGER["sid"] in Circuit.objects.get(institution__sid=where["installSid"]).alarm
