"""A 4xx whose own words say that it is done already: the session is read, nothing is sent twice,
and nothing is told as not done before.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.booking.outcome_panel.failed_sentences import STANDS_AS_ASKED, UNCHANGED
from scheduling.models import AuditEvent
from tests.support.booking_actions import book, cancel, move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, effects, page_of, posts, sentence_of, settled
from tests.support.outside_changes import PHOENIX

ALREADY = [
    (400, {"code": "INVALIDINPUT", "message": "Session is already scheduled"}),
    (422, {"message": "duplicate request"}),
    (409, {"message": "This request has already been processed."}),
    (400, {"code": "ALREADY_SCHEDULED"}),
    (409, {"message": "Session already scheduled by another request"}),
    (403, {"errors": [{"field": "sessionSid", "message": "was scheduled already"}]}),
]
NOT_ALREADY = [
    {"message": "This time is already booked."},
    {"message": "The requested slot has already been reserved"},
    {"code": "SLOT_ALREADY_BOOKED"},
    {"message": "The session is already closed."},
    {"message": "Not already scheduled"},
    {"message": "The exam is already booked out."},
    {"code": "ALREADY_BOOKED_UP"},
    {"message": "This session has already been booked too many times"},
    {"message": "The learner is already scheduled for another exam at this time."},
    {"errors": [{"field": "voucherCode", "message": "already booked with it"}]},
]


def refusing(sandbox: Sandbox, method: str, code: int, body: Any, *, effect: bool = True) -> None:
    text = json.dumps(body)
    sandbox.trouble("raw_body", match={"method": method}, text=text, code=code, effect=effect)


@pytest.mark.faults(19)
@pytest.mark.parametrize(("code", "body"), mostly_long(ALREADY, everyday=3), ids=str)
def test_a_booking_that_is_refused_as_done_already_is_read_and_not_sent_again(
    desk: Desk, sandbox: Sandbox, code: int, body: Any
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    refusing(sandbox, "POST", code, body)

    assert desk.book(where).status_code == 302
    assert attempt_of(where).state == "unconfirmed"
    again = desk.book(where)
    assert (again.status_code, posts(sandbox)) == (409, 1)
    assert settled(where).state == "accepted"
    page = page_of(desk, where)
    assert (BOOKED in page, UNCHANGED in page, "outside" in page) == (True, False, False)
    assert effects(sandbox, where) == ["scheduled"]


@pytest.mark.faults(19)
@pytest.mark.parametrize(
    ("send", "method", "said"),
    [
        (cancel, "DELETE", "Session is already cancelled"),
        (cancel, "DELETE", "Duplicate cancellation"),
        (move, "PUT", "The session was already moved"),
        (move, "PUT", "The session was already moved up"),
        (move, "PUT", "Session is already scheduled for that time"),
    ],
)
def test_so_is_a_move_or_a_cancellation(
    desk: Desk, sandbox: Sandbox, send: Any, method: str, said: str
) -> None:
    where = book(desk, sandbox)
    refusing(sandbox, method, 400, {"code": "INVALIDINPUT", "message": said})
    send(desk, where)
    assert attempt_of(where).state == "unconfirmed"
    send(desk, where)

    assert settled(where).state == "accepted"
    assert len(sandbox.requests(method)) == 1
    assert "outside" not in page_of(desk, where)


@pytest.mark.faults(19)
def test_what_is_not_done_though_the_refusal_says_so_is_told_as_not_done(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    refusing(sandbox, "POST", *ALREADY[0], effect=False)
    desk.book(where)

    assert settled(where).state == "not-applied"
    assert "SmarterProctoring answered: “Session is already scheduled”" in page_of(desk, where)


@pytest.mark.faults(19)
@pytest.mark.parametrize("code", [400, 409])
def test_another_s_booking_is_told_at_once_as_it_stands(
    desk: Desk, sandbox: Sandbox, code: int
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.place(where["sessionSid"], status="Scheduled", start="2027-02-01T15:00:00Z")
    refusing(sandbox, "POST", code, ALREADY[0][1], effect=False)
    answer = desk.book(where)

    assert (answer.status_code, attempt_of(where).state) == (422, "refused")
    assert "SmarterProctoring shows it as “Scheduled” for Mon, Feb 1, 9:00 AM CST" in words(answer)


@pytest.mark.faults(14, 18)
@pytest.mark.parametrize("body", NOT_ALREADY, ids=str)
def test_what_is_refused_for_something_else_is_told_at_once(
    desk: Desk, sandbox: Sandbox, body: Any
) -> None:
    where = sandbox.needs_proctor()[0]
    refusing(sandbox, "POST", 422, body, effect=False)

    assert (desk.book(where).status_code, attempt_of(where).state) == (422, "refused")


@pytest.mark.faults(14, 18)
@pytest.mark.parametrize(
    ("send", "method", "said"),
    [
        (move, "PUT", "Session has already been rescheduled the maximum number of times"),
        (move, "PUT", "The session was already moved as many times as allowed."),
        (cancel, "DELETE", "The cancellation period has already been applied"),
    ],
)
def test_so_is_a_move_or_a_cancellation_that_came_too_often_or_too_late(
    desk: Desk, sandbox: Sandbox, send: Any, method: str, said: str
) -> None:
    where = book(desk, sandbox)
    refusing(sandbox, method, 422, {"message": said}, effect=False)
    send(desk, where)

    assert attempt_of(where).state == "refused"


@pytest.mark.faults(19, 67)
@pytest.mark.parametrize(
    ("send", "method"), [(Desk.book, "POST"), (cancel, "DELETE"), (move, "PUT")]
)
def test_a_session_that_stands_as_a_refused_request_asked_is_told_so(
    desk: Desk, sandbox: Sandbox, send: Any, method: str
) -> None:
    where = sandbox.needs_proctor()[0] if method == "POST" else book(desk, sandbox)
    desk.get(session_path(where))
    refusing(sandbox, method, 400, {"message": "Not now"})
    send(desk, where)
    page, attempt = page_of(desk, where), attempt_of(where)
    told = sentence_of(AuditEvent.objects.filter(kind="seen").latest("number"))

    assert attempt.state == "refused"
    assert (STANDS_AS_ASKED[attempt.action] in page, UNCHANGED in page) == (True, False)
    assert "not made through this portal" not in told
    assert "That is what a request of this portal asked for, which SmarterProctoring had" in told


@pytest.mark.faults(19, 67)
@pytest.mark.parametrize(
    ("send", "method", "change"),
    [
        (Desk.book, "POST", {"minutes": 45}),
        (move, "PUT", {"fields": PHOENIX}),
    ],
)
def test_what_is_changed_beside_it_later_is_not_told_as_what_the_refused_request_asked(
    desk: Desk, sandbox: Sandbox, send: Any, method: str, change: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0] if method == "POST" else book(desk, sandbox)
    desk.get(session_path(where))
    refusing(sandbox, method, 400, {"message": "Not now"})
    send(desk, where)
    page_of(desk, where)
    sandbox.place(where["sessionSid"], **change)
    page_of(desk, where)
    told = sentence_of(AuditEvent.objects.filter(kind="seen").latest("number"))

    assert "a request of this portal asked for" not in told
    assert "not made through this portal" in told
