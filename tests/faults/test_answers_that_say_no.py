"""A move or a cancellation whose 2xx says in its words, or in its shape, that nothing was done; or
that it will be done later.
"""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking import read_back
from scheduling.models import AuditEvent
from tests.support.booking_actions import book, cancel, move
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, page_of, sentence_of, settled

TOO_LATE = "Cannot cancel: within 24 hours"


@pytest.fixture
def says(sandbox: Sandbox) -> Any:
    """Answers to what changes something with this status and text, and does nothing."""

    def say(code: int, text: str) -> None:
        sandbox.trouble("status", code=code, body="text", message=text, match={"method": "DELETE"})
        sandbox.trouble("status", code=code, body="text", message=text, match={"method": "PUT"})

    return say


@pytest.mark.long
@pytest.mark.faults(24)
@pytest.mark.parametrize("text", [f'"{TOO_LATE}"', TOO_LATE], ids=["string", "plain"])
@pytest.mark.parametrize("send", [cancel, move])
def test_the_words_of_a_yes_that_is_a_no_are_told_and_stay(
    desk: Desk, sandbox: Sandbox, says: Any, text: str, send: Any
) -> None:
    where = book(desk, sandbox)
    says(200, text)
    send(desk, where)
    event = AuditEvent.objects.filter(kind="outcome").order_by("-number")[0]

    assert attempt_of(where).state == "unconfirmed"
    assert f"SmarterProctoring answered: “{TOO_LATE}”" in page_of(desk, where)
    assert f"with “{TOO_LATE}”" in sentence_of(event)
    assert "accepted" not in sentence_of(event)
    assert settled(where).state == "not-applied"
    assert f"SmarterProctoring answered: “{TOO_LATE}”" in page_of(desk, where)
    assert len(sandbox.requests("DELETE")) + len(sandbox.requests("PUT")) == 1


@pytest.mark.faults(24)
def test_the_words_outlast_a_look_that_had_no_answer(
    desk: Desk, sandbox: Sandbox, says: Any
) -> None:
    where = book(desk, sandbox)
    says(200, TOO_LATE)
    cancel(desk, where)
    sandbox.trouble("status", method="GET", code=503, times=None)
    read_back.read_back(attempt_of(where).pk)

    assert TOO_LATE not in attempt_of(where).reason
    sandbox.clear()
    assert settled(where).reason == f"SmarterProctoring answered: “{TOO_LATE}”"
    assert f"SmarterProctoring answered: “{TOO_LATE}”" in page_of(desk, where)


SHAPES = [
    (200, '[{"success": false, "message": "not moved"}]', "yes-and-no"),
    (207, '{"results": [{"status": 409, "message": "Slot taken"}]}', "yes-and-no"),
    (200, '{"results": [{"status": 409, "message": "Slot taken"}]}', "yes-and-no"),
    (207, "", "yes-and-no"),
    (200, f'{{"sid": "ES{"b" * 32}", "status": "Cancelled"}}', "wrong-session"),
]


@pytest.mark.faults(24)
@pytest.mark.parametrize(("code", "text", "cause"), mostly_long(SHAPES, everyday=3))
def test_what_is_no_clear_yes_is_not_called_one(
    desk: Desk, sandbox: Sandbox, says: Any, code: int, text: str, cause: str
) -> None:
    where = book(desk, sandbox)
    says(code, text)
    cancel(desk, where)

    assert (attempt_of(where).state, attempt_of(where).cause) == ("unconfirmed", cause)
    said = AuditEvent.objects.filter(kind="outcome").order_by("-number")[0].sentence
    assert "got no clear answer" in said
    assert settled(where).state == "not-applied"


@pytest.mark.long
@pytest.mark.faults(24)
def test_what_is_put_off_is_waited_for_longer(desk: Desk, sandbox: Sandbox, says: Any) -> None:
    where = book(desk, sandbox)
    says(202, '"Queued"')
    move(desk, where)
    attempt = attempt_of(where)

    assert (attempt.state, attempt.cause) == ("unconfirmed", "said-later")
    done = settled(where)
    assert done.state == "not-applied"
    assert done.settled_at and done.finished_at
    assert (done.settled_at - done.finished_at).total_seconds() >= 20 * 0.3


@pytest.mark.faults(24)
def test_a_redirect_that_names_no_address_names_none_of_ours(
    desk: Desk, sandbox: Sandbox, says: Any
) -> None:
    where = book(desk, sandbox)
    says(304, "")
    move(desk, where)
    said = "SmarterProctoring gave no answer but a status of 304."
    assert attempt_of(where).reason == said
    assert said in page_of(desk, where)
