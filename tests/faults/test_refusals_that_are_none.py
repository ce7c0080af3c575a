"""A 4xx that is no refusal: a gateway’s word about time, or a no whose body shows what was asked
for as done.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.proctoring_api.responses.response_outcomes import DENIED_WITH
from tests.support.booking_actions import book, cancel, move
from tests.support.booking_form import EXAM_INSTANT
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, effects, page_of, posts, settled

MOVED_TO = "2027-01-15T19:00:00.000Z"
BOTH = DENIED_WITH.format(words="Not now")


def answered(sandbox: Sandbox, method: str, where: dict[str, str], code: int, **body: Any) -> None:
    text = json.dumps({"sid": where["sessionSid"], "examSid": where["examSid"], **body})
    sandbox.trouble("raw_body", match={"method": method}, text=text, code=code)


@pytest.mark.faults(11)
@pytest.mark.parametrize("code", mostly_long([408, 425, 499], everyday=2))
@pytest.mark.parametrize("effect", [True, False])
def test_a_gateways_word_about_time_is_no_refusal(
    desk: Desk, sandbox: Sandbox, code: int, effect: bool
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", match={"method": "POST"}, code=code, effect=effect)
    answer = desk.book(where)

    assert (answer.status_code, attempt_of(where).state) == (302, "unconfirmed")
    assert f"failed on the way, with a status of {code}." in page_of(desk, where)
    assert settled(where).state == ("accepted" if effect else "not-applied")
    assert posts(sandbox) == 1


@pytest.mark.faults(11)
@pytest.mark.parametrize(("send", "method"), [(move, "PUT"), (cancel, "DELETE")])
def test_so_it_is_of_a_move_and_of_a_cancellation(
    desk: Desk, sandbox: Sandbox, send: Any, method: str
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", match={"method": method}, code=408, effect=True)
    send(desk, where)

    assert attempt_of(where).state == "unconfirmed"
    assert settled(where).state == "accepted"


@pytest.mark.faults(19)
@pytest.mark.parametrize("code", mostly_long([400, 401, 404, 409, 422], everyday=3))
def test_a_no_that_shows_the_booking_is_looked_at_again(
    desk: Desk, sandbox: Sandbox, code: int
) -> None:
    where = sandbox.needs_proctor()[0]
    shown = {"sessionType": "smarter-scheduling", "appointmentDate": EXAM_INSTANT}
    answered(sandbox, "POST", where, code, status="Scheduled", message="Not now", **shown)
    answer = desk.book(where)

    assert (answer.status_code, attempt_of(where).state) == (302, "unconfirmed")
    assert (attempt_of(where).cause, attempt_of(where).reason) == ("yes-and-no", BOTH)
    assert settled(where).state == "accepted"
    assert (posts(sandbox), effects(sandbox, where)) == (1, ["scheduled"])


@pytest.mark.faults(19)
def test_so_does_one_that_holds_the_session(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    held = {"sid": where["sessionSid"], "status": "Pending Approval"}
    text = json.dumps({"message": "Not now", "session": held})
    sandbox.trouble("raw_body", match={"method": "POST"}, text=text, code=422)
    desk.book(where)

    assert (attempt_of(where).state, attempt_of(where).reason) == ("unconfirmed", BOTH)


SHOWN_AS_NOT_BOOKED = [
    (422, {"status": "Needs Proctor"}),
    (422, {"status": "422", "appointmentDate": EXAM_INSTANT}),
    (422, {"appointmentDate": EXAM_INSTANT}),
    (422, {"sid": f"ES{'b' * 32}", "status": "Scheduled"}),
    (409, {"status": "Scheduled", "appointmentDate": MOVED_TO}),
]


@pytest.mark.faults(19)
@pytest.mark.parametrize(("code", "shown"), SHOWN_AS_NOT_BOOKED, ids=str)
def test_a_no_that_does_not_show_it_is_one(
    desk: Desk, sandbox: Sandbox, code: int, shown: dict[str, str]
) -> None:
    where = sandbox.needs_proctor()[0]
    text = json.dumps({"sid": where["sessionSid"], **shown})
    sandbox.trouble("raw_body", match={"method": "POST"}, text=text, code=code, effect=False)
    answer = desk.book(where)

    assert (answer.status_code, attempt_of(where).state) == (422, "refused")


@pytest.mark.faults(19)
@pytest.mark.parametrize(
    ("send", "method", "shown"),
    [
        (move, "PUT", {"status": "Scheduled", "appointmentDate": MOVED_TO}),
        (cancel, "DELETE", {"status": "Cancelled"}),
    ],
    ids=["move", "cancel"],
)
@pytest.mark.parametrize("code", mostly_long([409, 422], everyday=1))
def test_a_no_that_shows_the_change_is_looked_at_again(
    desk: Desk, sandbox: Sandbox, send: Any, method: str, shown: dict[str, str], code: int
) -> None:
    where = book(desk, sandbox)
    answered(sandbox, method, where, code, **shown)
    send(desk, where)

    assert (attempt_of(where).state, attempt_of(where).cause) == ("unconfirmed", "yes-and-no")
    assert settled(where).state == "accepted"


@pytest.mark.faults(19)
@pytest.mark.parametrize(("send", "method"), [(move, "PUT"), (cancel, "DELETE")])
def test_a_no_that_shows_the_booking_as_it_stood_is_one(
    desk: Desk, sandbox: Sandbox, send: Any, method: str
) -> None:
    where = book(desk, sandbox)
    text = {"sid": where["sessionSid"], "status": "Scheduled", "appointmentDate": EXAM_INSTANT}
    sandbox.trouble(
        "raw_body", match={"method": method}, text=json.dumps(text), code=422, effect=False
    )
    send(desk, where)

    assert attempt_of(where).state == "refused"
