"""Faults while a booking is moved or cancelled: the same truths as for booking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking.outcome_panel.open_sentences import NOT_KNOWN
from scheduling.models import Attempt
from scheduling.worker import steps
from tests.support.booking_actions import (
    NEW_TIME,
    book,
    cancel,
    mirrored,
    move,
    take_the_provider_away,
)
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.database_faults import Storage
from tests.support.html import form_on, words
from tests.support.outcomes import attempt_of, effects, page_of, settled

Send = Callable[..., requests.Response]
BOTH: tuple[tuple[Send, str, str, str], ...] = (
    (move, "PUT", "rescheduled", "Not moved"),
    (cancel, "DELETE", "cancelled", "Not cancelled"),
)
changes = pytest.mark.parametrize(
    ("send", "method", "effect", "undone"), BOTH, ids=["move", "cancel"]
)


@pytest.mark.faults(38)
@changes
def test_a_locked_storage_sends_nothing_and_the_same_form_is_taken_later(
    desk: Desk,
    sandbox: Sandbox,
    storage: Storage,
    send: Send,
    method: str,
    effect: str,
    undone: str,
) -> None:
    where = book(desk, sandbox)
    storage.lock()
    answer = send(desk, where)
    storage.unlock()

    assert answer.status_code == 502
    assert f"{undone}, and nothing was sent: the portal’s database is busy or full." in words(
        answer
    )
    assert (sandbox.requests(method), Attempt.objects.count()) == ([], 1)
    again = send(desk, where, **form_on(answer))
    assert (again.status_code, effects(sandbox, where)) == (302, [effect])


@pytest.mark.faults(38)
@changes
def test_a_session_that_can_t_be_written_down_is_left_alone(
    desk: Desk,
    sandbox: Sandbox,
    storage: Storage,
    send: Send,
    method: str,
    effect: str,
    undone: str,
) -> None:
    where: dict[str, Any] = sandbox.sessions(status="Scheduled")[0]
    storage.lock()
    answer = send(desk, where)
    storage.unlock()

    assert answer.status_code == 502
    assert "Nothing was sent. The portal’s database is busy or full." in words(answer)
    assert sandbox.requests(method) == []


@pytest.mark.faults(40)
@changes
def test_a_yes_that_can_t_be_written_down_is_kept_aside_and_recorded_later(
    desk: Desk,
    sandbox: Sandbox,
    storage: Storage,
    send: Send,
    method: str,
    effect: str,
    undone: str,
) -> None:
    where = book(desk, sandbox)
    storage.refuse("outcome")
    answer = send(desk, where)

    assert answer.status_code == 200
    assert "SmarterProctoring accepted it, but it is not recorded here yet" in words(answer)
    assert attempt_of(where).state == "sending"
    storage.mend()
    steps.take_spool()
    assert attempt_of(where).state == "accepted"
    assert mirrored(where).status == ("Scheduled" if send is move else "Cancelled")
    assert (effects(sandbox, where), verify().is_intact) == ([effect], True)


@pytest.mark.long
@pytest.mark.faults(10, 11, 12, 21, 29, 31)
@changes
@pytest.mark.parametrize(
    ("trouble", "more", "took_effect"),
    [
        ("hang_before", {}, False),
        ("hang_after", {}, True),
        ("drop_after", {"rst": True}, True),
        ("status", {"code": 503, "body": "html", "effect": True}, True),
        ("status", {"code": 500, "effect": False}, False),
        ("slow_drip", {"part": "headers"}, True),
        ("content_type", {"value": "text/html"}, True),
        ("content_type", {"value": "image/png"}, True),
    ],
)
def test_without_a_usable_answer_the_truth_is_read_back(
    desk: Desk,
    sandbox: Sandbox,
    send: Send,
    method: str,
    effect: str,
    undone: str,
    trouble: str,
    more: dict[str, Any],
    took_effect: bool,
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble(trouble, method=method, **more)
    assert send(desk, where).status_code == 302
    assert any(title in page_of(desk, where) for title in NOT_KNOWN.values())

    assert settled(where).state == ("accepted" if took_effect else "not-applied")
    assert (effects(sandbox, where), len(sandbox.requests(method))) == (
        [effect] if took_effect else [],
        1,
    )


@pytest.mark.faults(22)
@changes
def test_a_redirect_is_not_followed(
    desk: Desk, sandbox: Sandbox, send: Send, method: str, effect: str, undone: str
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("redirect", method=method, code=307, location=f"{sandbox.url}/elsewhere")
    assert send(desk, where).status_code == 302
    assert attempt_of(where).state == "unconfirmed"
    assert [one["path"] for one in sandbox.requests() if "elsewhere" in one["path"]] == []
    assert settled(where).state == "not-applied"


@pytest.mark.faults(15, 16, 17, 20)
@changes
@pytest.mark.parametrize(
    ("code", "says"),
    [
        (401, "SmarterProctoring did not accept the portal’s sign-in."),
        (403, "SmarterProctoring does not allow this for this institution or exam."),
        (404, "SmarterProctoring answered that it can’t find this session."),
        (429, "SmarterProctoring was busy"),
    ],
)
def test_a_refusal_says_what_to_do_and_changes_nothing(
    desk: Desk,
    sandbox: Sandbox,
    send: Send,
    method: str,
    effect: str,
    undone: str,
    code: int,
    says: str,
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method=method, code=code)
    answer = send(desk, where)

    assert answer.status_code == 422
    assert says in words(answer)
    stands = "Still booked for Thu, Jan 14, 2027, 9:30 AM CST, as last shown."
    assert (stands in words(answer)) == (code != 404)
    assert (attempt_of(where).state, effects(sandbox, where)) == ("refused", [])


@pytest.mark.faults(40)
@changes
@pytest.mark.parametrize("was_sent", [True, False])
def test_what_was_typed_for_a_refusal_that_can_t_be_written_down_is_still_there(
    desk: Desk,
    sandbox: Sandbox,
    storage: Storage,
    send: Send,
    method: str,
    effect: str,
    undone: str,
    was_sent: bool,
) -> None:
    """No form comes back then; the next time that it is opened has the answers."""
    where = book(desk, sandbox)
    path = f"{session_path(where)}{'reschedule' if send is move else 'cancel'}/"
    memo = "notes" if send is move else "cancellation_memo"
    form = form_on(desk.get(path)) | {memo: "Rang at nine.", "typed": memo}
    form |= {"appointment_date_time": NEW_TIME} if send is move else {"reason": "other-reason"}
    if was_sent:
        sandbox.trouble("status", method=method, code=422, message="Not today.")
    else:
        take_the_provider_away(where)
    storage.refuse("outcome")
    answer = send(desk, where, **form)

    assert "It was not done, but that is not recorded here yet" in words(answer)
    assert "come back when you open the form again" in words(answer)
    storage.mend()
    steps.take_spool()
    assert attempt_of(where).state == ("refused" if was_sent else "unreachable")
    assert form_on(desk.get(path))[memo] == "Rang at nine."


@pytest.mark.faults(40)
def test_what_was_typed_for_a_yes_that_can_t_be_written_down_is_no_draft_any_more(
    desk: Desk, sandbox: Sandbox, storage: Storage
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}reschedule/"
    form = form_on(desk.get(path)) | {"notes": "Rang at nine.", "typed": "notes"}
    desk.post("/drafts/", form)
    storage.refuse("outcome")
    answer = move(desk, where, **form | {"appointment_date_time": NEW_TIME})

    assert "SmarterProctoring accepted it, but it is not recorded here yet" in words(answer)
    assert "come back when you open the form again" not in words(answer)
    storage.mend()
    steps.take_spool()
    assert form_on(desk.get(path))["notes"] != "Rang at nine."
