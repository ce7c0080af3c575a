"""What an answer tells twice, or so that it can’t be read beside what can: neither holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from tests.support.booking_actions import book, cancel, mirrored, move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.differing_answers import accepted
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, page_of

READ_ALOUD = "To read to the learner"
FAR = "2031-01-15T15:30:00.000Z"
PAID = {"amount": "25.00", "currency": "USD", "voucher_code": "VCH-1"}


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    ("shown", "said"),
    mostly_long(
        [
            ({"appointmentDate": "2031-01-15T09:30:00"}, "gave a start that can’t be read"),
            ({"appointmentDate": 1926000000000}, "gave a start that can’t be read"),
            ({"appointmentDate": [FAR]}, "gave a start that can’t be read"),
            ({"appointmentDateTime": FAR}, "gave a start that can’t be read"),
            ({"appointmentStartDateTime": FAR}, "gave a start that can’t be read"),
            ({"appointmentDateTime": "01/15/2031 09:30"}, "gave a start that can’t be read"),
            ({"appointmentDateTime": "January 15, 2031"}, "gave a start that can’t be read"),
            ({"type": "proctoru"}, "showed the type in a form that can’t be read"),
            ({"sessionType": None, "type": "proctoru"}, "but not what you asked for"),
            (
                {"appointment": {"status": "Cancelled"}},
                "status SmarterProctoring shows can’t be read",
            ),
            ({"cancelled": True}, "status SmarterProctoring shows can’t be read"),
            ({"isCancelled": True}, "status SmarterProctoring shows can’t be read"),
            ({"state": "cancelled"}, "status SmarterProctoring shows can’t be read"),
            ({"cancelled": "Yes"}, "status SmarterProctoring shows can’t be read"),
            ({"isDeleted": True}, "status SmarterProctoring shows can’t be read"),
            ({"deletedAt": "2031-01-14T10:00:00Z"}, "status SmarterProctoring shows can’t be read"),
            (
                {"appointment": {"state": "Canceled"}},
                "status SmarterProctoring shows can’t be read",
            ),
            ({"deleted_at": 1926000000}, "status SmarterProctoring shows can’t be read"),
            ({"is_cancelled": "TRUE"}, "status SmarterProctoring shows can’t be read"),
            ({"Status": "Cancelled"}, "status SmarterProctoring shows can’t be read"),
            ({"sessionStatus": "Completed"}, "status SmarterProctoring shows can’t be read"),
            ({"state": "Needs Proctor"}, "status SmarterProctoring shows can’t be read"),
        ],
        everyday=5,
    ),
    ids=str,
)
def test_what_is_told_otherwise_elsewhere_in_the_answer_confirms_nothing(
    desk: Desk, sandbox: Sandbox, shown: dict[str, Any], said: str
) -> None:
    where = sandbox.needs_proctor()[0]
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields=shown, times=None)
    page = accepted(desk, sandbox, where)
    assert (said in page, READ_ALOUD in page) == (True, False)


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    "shown",
    mostly_long(
        [
            {"appointmentDateTime": "2027-01-14T15:30:00Z"},
            {"appointmentDate": None, "appointmentDateTime": "2027-01-14T15:30:00Z"},
            {"appointmentDateTime": "2027-01-14T09:30:00"},
            {"appointmentDate": "0000-00-00"},
            {"type": "Smarter_Scheduling"},
            {"type": "exam session"},
            {"type": "final"},
            {"type": "proctored"},
            {"appointment": {"start": 1799940600}},
            {"appointment": {"start": "1799940600"}},
            {"appointment": {"start": "09:30"}},
            {"appointment": {"startDateTime": "9:30 AM"}},
            {"appointment": {"start": True}},
            {"appointment": {"start": {"dateTime": "2027-01-14T15:30:00Z"}}},
            {"cancelled": False, "isCancelled": "no"},
            {"state": "MN", "sessionStatus": "Scheduled"},
            {"cancelledDate": None, "canceledAt": "", "deletedAt": None, "isDeleted": "0"},
            {"deletedAt": "1970-01-01T00:00:00Z", "voidedAt": 0, "appointmentStatus": "Booked"},
        ],
        everyday=6,
    ),
    ids=str,
)
def test_what_says_the_same_twice_is_confirmed(
    desk: Desk, sandbox: Sandbox, shown: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields=shown, times=None)
    assert READ_ALOUD in accepted(desk, sandbox, where)


@pytest.mark.faults(26)
@pytest.mark.parametrize("length", ["2 hours", "0:45", 5400, -30, 0, 1.5, 1e300])
def test_a_length_that_can_t_be_read_is_told_and_the_known_end_is_not_read_aloud(
    desk: Desk, sandbox: Sandbox, length: object
) -> None:
    where = book(desk, sandbox)
    assert READ_ALOUD in page_of(desk, where)
    sandbox.trouble("other_fields", method="GET", fields={"duration": length}, times=None)
    desk.post(f"{session_path(where)}refresh/", {})
    page = page_of(desk, where)

    assert mirrored(where).duration_minutes == 90
    assert (f"It gave the length as “{length}”" in page, READ_ALOUD in page) == (True, False)


def desk_path(where: dict[str, str]) -> str:
    return f"/sessions/{where['installSid']}/{where['examSid']}/{where['sessionSid']}/"


@pytest.mark.faults(26)
def test_two_prices_are_both_told(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    shown = {"amount": 2500, "currency": "usd"}
    sandbox.trouble("other_fields", method="POST", fields=shown, times=None)
    page = accepted(desk, sandbox, where, **PAID)

    [price] = attempt_of(where).differences
    assert (price["what"], price["stored"]) == ("Price", "25 USD and also 2500 usd")
    assert ("but not what you asked for" in page, READ_ALOUD in page) == (True, False)


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    ("ask", "method", "body"),
    [
        (cancel, "DELETE", {"cancelled": False}),
        (move, "PUT", {"rescheduled": False}),
        (move, "PUT", {"updated": "no"}),
    ],
)
def test_an_answer_that_says_it_was_not_done_is_no_yes(
    desk: Desk, sandbox: Sandbox, ask: Any, method: str, body: dict[str, Any]
) -> None:
    where = book(desk, sandbox)
    told = {"code": 200, "body": "text", "message": json.dumps(body)}
    sandbox.trouble("status", match={"method": method}, **told)
    ask(desk, where)

    attempt = attempt_of(where)
    assert (attempt.state, attempt.cause) == ("unconfirmed", "yes-and-no")
    assert "accepted it" not in attempt.reason
