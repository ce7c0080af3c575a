"""A 4xx that says no more than its status proves nothing: the session is read before anybody is
told that nothing was done, and nothing is sent a second time where it does not show so.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.booking.outcome_panel.failed_sentences import UNCHANGED
from tests.support.booking_actions import book, cancel, move
from tests.support.booking_form import EXAM_INSTANT
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, effects, page_of, posts, settled

UNEXPLAINED = [
    (400, ""),
    (422, {}),
    (400, "<html><h1>400 Bad Request</h1></html>"),
    (400, {"code": "400", "message": "Bad Request", "status": 400}),
    (400, {"error": "BAD_REQUEST", "message": "An unexpected error occurred."}),
    (400, {"message": "Request failed with status code 500"}),
    (400, {"status": 500, "message": "Internal Server Error"}),
    (400, {"code": "INTERNALERROR"}),
    (400, {"code": "BADREQUEST"}),
    (400, {"message": "Object reference not set to an instance of an object."}),
    (400, {"message": "We are unable to process your request at this time."}),
    (404, ""),
    (404, {"message": "Not Found"}),
    (409, {}),
    (418, "\ufffd\ufffd"),
    (402, ""),
    (401, ""),
    (403, "<html>403</html>"),
]
GAVE_UP = [
    (422, {"message": "Upstream timed out"}),
    (400, {"code": "GATEWAYTIMEOUT"}),
    (400, {"message": "Service temporarily unavailable"}),
]
EXPLAINED = [
    (400, {"code": "INVALIDINPUT"}),
    (400, {"message": "The start is in the past."}),
    (422, {"errors": [{"field": "notes", "message": "Invalid"}]}),
    (400, "No room"),
    (403, {"message": "Not for this exam."}),
    (429, ""),
]


def answering(sandbox: Sandbox, method: str, code: int, body: Any, *, effect: bool = True) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    sandbox.trouble("raw_body", match={"method": method}, text=text, code=code, effect=effect)


@pytest.mark.faults(14, 15, 16, 17, 18)
@pytest.mark.parametrize(
    ("code", "body"), mostly_long([*GAVE_UP, *UNEXPLAINED], everyday=5), ids=str
)
def test_a_booking_that_was_done_is_not_sent_again(
    desk: Desk, sandbox: Sandbox, code: int, body: Any
) -> None:
    where = sandbox.needs_proctor()[0]
    answering(sandbox, "POST", code, body)

    assert desk.book(where).status_code == 302
    assert attempt_of(where).state == "unconfirmed"
    assert "gave no reason, but the session shows it as done." in attempt_of(where).reason
    assert (desk.book(where).status_code, posts(sandbox)) == (409, 1)
    assert settled(where).state == "accepted"
    page = page_of(desk, where)
    assert (BOOKED in page, UNCHANGED in page, "outside" in page) == (True, False, False)
    assert effects(sandbox, where) == ["scheduled"]


@pytest.mark.faults(14, 17, 18)
@pytest.mark.parametrize(("code", "body"), mostly_long(UNEXPLAINED, everyday=2), ids=str)
def test_one_that_was_not_is_refused_once_the_session_shows_so(
    desk: Desk, sandbox: Sandbox, code: int, body: Any
) -> None:
    where = sandbox.needs_proctor()[0]
    answering(sandbox, "POST", code, body, effect=False)

    assert (desk.book(where).status_code, attempt_of(where).state) == (422, "refused")
    assert desk.book(where).status_code == 302
    assert effects(sandbox, where) == ["scheduled"]


@pytest.mark.faults(14, 18)
@pytest.mark.parametrize(("code", "body"), GAVE_UP, ids=str)
def test_where_the_provider_gave_up_waiting_one_look_proves_nothing(
    desk: Desk, sandbox: Sandbox, code: int, body: Any
) -> None:
    where = sandbox.needs_proctor()[0]
    answering(sandbox, "POST", code, body, effect=False)
    desk.book(where)

    assert (attempt_of(where).state, attempt_of(where).cause) == ("unconfirmed", "no-reason")
    assert "gave no reason, and the session does not show it yet." in page_of(desk, where)
    assert (desk.book(where).status_code, posts(sandbox)) == (409, 1)
    assert settled(where).state == "not-applied"
    assert desk.book(where).status_code == 302
    assert effects(sandbox, where) == ["scheduled"]


@pytest.mark.faults(14)
@pytest.mark.parametrize("code", [400, 422])
@pytest.mark.parametrize("effect", [True, False])
def test_where_the_session_can_t_be_read_nobody_knows(
    desk: Desk, sandbox: Sandbox, code: int, effect: bool
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", match={"method": "GET"}, code=503, times=None)
    answering(sandbox, "POST", code, "", effect=effect)
    desk.book(where)

    assert (attempt_of(where).state, attempt_of(where).cause) == ("unconfirmed", "no-reason")
    assert "gave no reason, and the session could not be read afterwards." in page_of(desk, where)
    desk.book(where)
    assert posts(sandbox) == 1
    sandbox.clear()
    assert settled(where).state == ("accepted" if effect else "not-applied")


@pytest.mark.faults(17)
@pytest.mark.parametrize("code", [401, 403, 404, 409])
def test_one_whose_status_tells_why_stays_one(desk: Desk, sandbox: Sandbox, code: int) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", match={"method": "GET"}, code=404, times=None)
    answering(sandbox, "POST", code, "", effect=False)

    assert (desk.book(where).status_code, attempt_of(where).state) == (422, "refused")


@pytest.mark.faults(17)
@pytest.mark.parametrize("code", [404, 410])
def test_what_is_gone_because_it_was_cancelled_is_no_refusal(
    desk: Desk, sandbox: Sandbox, code: int
) -> None:
    where = book(desk, sandbox)
    answering(sandbox, "DELETE", code, {"message": "Session has been deleted"})
    assert cancel(desk, where).status_code == 302
    assert settled(where).state == "accepted"


@pytest.mark.faults(17)
def test_who_can_t_find_a_session_that_is_there_is_told_as_that(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    answering(sandbox, "POST", 404, "", effect=False)
    desk.book(where)

    assert attempt_of(where).state == "refused"
    page = page_of(desk, where)
    assert "Read right after that, the session was there and stood as before. Try again." in page
    assert "It may have been cancelled or replaced" not in page


@pytest.mark.faults(14)
def test_a_status_that_tells_nothing_decides_nothing(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status_value", match={"method": "GET"}, value="On Hold", times=None)
    answering(sandbox, "POST", 400, "")
    desk.book(where)

    assert attempt_of(where).state == "unconfirmed"
    assert "the session does not tell whether it was done." in page_of(desk, where)


@pytest.mark.faults(14)
@pytest.mark.parametrize(("send", "method"), [(move, "PUT"), (cancel, "DELETE")])
@pytest.mark.parametrize("effect", [True, False])
def test_so_it_is_of_a_move_and_of_a_cancellation(
    desk: Desk, sandbox: Sandbox, send: Any, method: str, effect: bool
) -> None:
    where = book(desk, sandbox)
    answering(sandbox, method, 400, "", effect=effect)
    send(desk, where)

    assert attempt_of(where).state == ("unconfirmed" if effect else "refused")
    assert settled(where).state == ("accepted" if effect else "refused")
    is_as_before = sandbox.session(where["sessionSid"])["appointmentDate"] == EXAM_INSTANT
    assert is_as_before == (method == "DELETE" or not effect)


@pytest.mark.faults(14, 15, 16, 20)
@pytest.mark.parametrize(("code", "body"), mostly_long(EXPLAINED, everyday=3), ids=str)
def test_what_says_why_is_refused_without_a_look(
    desk: Desk, sandbox: Sandbox, code: int, body: Any
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", match={"method": "GET"}, code=503, times=None)
    answering(sandbox, "POST", code, body, effect=False)
    answer = desk.book(where)

    assert (answer.status_code, attempt_of(where).state) == (422, "refused"), words(answer)


@pytest.mark.faults(20)
@pytest.mark.parametrize("is_done", [True, False])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_after_a_429_the_session_is_read_before_anything_is_sent_again(
    desk: Desk, sandbox: Sandbox, method: str, is_done: bool
) -> None:
    act = {"POST": Desk.book, "PUT": move, "DELETE": cancel}[method]
    where = sandbox.needs_proctor()[0] if method == "POST" else book(desk, sandbox)
    answering(sandbox, method, 429, "", effect=is_done)
    refused = act(desk, where)
    assert refused.status_code == 422
    sandbox.clear()
    again = desk.post(urlsplit(refused.url).path, form_on(refused))

    calls = [one["method"] for one in sandbox.requests() if where["sessionSid"] in one["path"]]
    assert (calls[0], method in calls) == ("GET", not is_done)
    stopped = 422 if method == "DELETE" else 409  # what is cancelled can't be cancelled
    assert again.status_code == (stopped if is_done else 302)


@pytest.mark.faults(20)
def test_where_it_can_not_be_read_nothing_is_sent(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    answering(sandbox, "POST", 429, "")
    desk.book(where)
    sandbox.trouble("status", method="GET", code=503, times=None)
    page = desk.book(where)

    assert "the session could not be read since. Try again in a moment." in words(page)
    assert (page.status_code, posts(sandbox)) == (502, 1)
