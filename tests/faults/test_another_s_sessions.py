"""A list of one enrollment's sessions in which another learner's or another exam's stand."""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Circuit, ExamSession
from tests.support.booking_actions import book, cancel, new_session
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


def of_the_same_exam(sandbox: Sandbox, where: dict[str, str]) -> list[dict[str, str]]:
    """Other learners' sessions of this exam."""
    found = [one for one in sandbox.needs_proctor() if one["examSid"] == where["examSid"]]
    return [one for one in found if one["enrollmentSid"] != where["enrollmentSid"]][:3]


@pytest.mark.faults(69)
def test_a_row_that_names_no_learner_is_taken_in_once_its_session_names_this_one(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    others = of_the_same_exam(sandbox, where)
    sids = [one["sessionSid"] for one in others]
    ExamSession.objects.filter(sid__in=sids).delete()
    of_another_exam = next(
        one for one in sandbox.needs_proctor() if one["examSid"] != where["examSid"]
    )
    ExamSession.objects.filter(sid=of_another_exam["sessionSid"]).delete()
    listed = [*sids, of_another_exam["sessionSid"]]
    rows = [{"sid": sid, "status": "Needs Proctor"} for sid in listed]
    sandbox.trouble("odd_rows", match=OF_THE_ENROLLMENT, times=None, rows={"0": [*rows, {}]})
    switch(desk, where)

    assert others
    booked = [one["path"].rsplit("/", 1)[1] for one in sandbox.requests("POST")]
    assert booked == [new_session(sandbox, where)["sessionSid"]]
    assert not ExamSession.objects.filter(sid__in=listed).exists()


@pytest.mark.faults(69)
def test_administrators_hear_of_what_a_list_holds_that_is_not_its_own(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sid = of_the_same_exam(sandbox, where)[0]["sessionSid"]
    ExamSession.objects.filter(sid=sid).delete()
    rows = [{}, {"sid": sid, "status": "Needs Proctor"}]
    sandbox.trouble("odd_rows", match=OF_THE_ENROLLMENT, times=None, rows={"0": rows})
    cancel(desk, where)
    alarm = Circuit.objects.get(institution__sid=where["installSid"]).alarm
    assert f"{sid} (read by itself, it is about another learner)" in alarm
    assert not ExamSession.objects.filter(sid=sid).exists()


@pytest.mark.faults(69)
@pytest.mark.parametrize(
    "told", [{"enrollment": None, "enrollmentSid": None, "userSid": None}, None], ids=str
)
def test_one_whose_session_names_nobody_or_can_not_be_read_is_left_to_the_whole_list(
    desk: Desk, sandbox: Sandbox, told: dict[str, Any] | None
) -> None:
    where = book(desk, sandbox)
    other = of_the_same_exam(sandbox, where)[0]
    ExamSession.objects.filter(sid=other["sessionSid"]).delete()
    row = {"sid": other["sessionSid"], "status": "Needs Proctor"}
    sandbox.trouble("odd_rows", match=OF_THE_ENROLLMENT, times=None, rows={"0": [{}, row]})
    read = {"method": "GET", "path_contains": other["sessionSid"], "times": None}
    if told is None:
        sandbox.trouble("status", **read, code=503)
    else:
        sandbox.trouble("other_fields", **read, fields=told)
    switch(desk, where)
    assert not ExamSession.objects.filter(sid=other["sessionSid"]).exists()
