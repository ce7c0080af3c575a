"""A yes to a booking that shows neither a status, nor a type, nor a start: without words it is one,
with words it may be a no.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.models import AuditEvent
from tests.support.booking_form import EXAM_INSTANT
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.outcomes import (
    attempt_of,
    details,
    effects,
    page_of,
    posts,
    sentence_of,
    settled,
)

SILENT = dict.fromkeys(("status", "sessionType", "appointmentDate", "appointment"))
WORDS_ALONE = [
    {"status": None, "message": "This time slot is no longer available."},
    {"statusReason": "Voucher is invalid; not scheduled"},
    {"title": "Bad Request", "reason": "Seat taken"},
    {"status": "OK", "detail": "Seat taken"},
    {"appointmentDate": "", "sessionType": "\u200b", "name": "SLOT_TAKEN"},
]


@pytest.mark.faults(64)
@pytest.mark.parametrize("said", mostly_long(WORDS_ALONE, everyday=2), ids=str)
def test_the_words_of_a_yes_that_shows_nothing_are_told_and_looked_at_again(
    desk: Desk, sandbox: Sandbox, said: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    words = next(one for one in said.values() if one not in (None, "", "OK", "\u200b"))
    body = json.dumps({"sid": where["sessionSid"], **said})
    sandbox.trouble("raw_body", method="POST", text=body, effect=False)
    desk.book(where)

    told = f"SmarterProctoring answered: “{words}”"
    assert (attempt_of(where).state, details("outcome")["cause"]) == ("unconfirmed", "said-yes")
    assert f"{told}, but does not show the booking." in page_of(desk, where)
    event = AuditEvent.objects.filter(kind="outcome").get()
    assert f"with “{words}”" in sentence_of(event)
    assert settled(where).state == "not-applied"
    assert told in page_of(desk, where)
    assert (effects(sandbox, where), posts(sandbox)) == ([], 1)


@pytest.mark.faults(64)
@pytest.mark.parametrize("said", [{"scheduled": False}, {"booked": "no"}, {"isBooked": 0}], ids=str)
def test_a_yes_that_says_that_nothing_is_booked_is_looked_at_again(
    desk: Desk, sandbox: Sandbox, said: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    body = json.dumps({"sid": where["sessionSid"], **said})
    sandbox.trouble("raw_body", method="POST", text=body, effect=False)
    desk.book(where)

    assert (attempt_of(where).state, attempt_of(where).cause) == ("unconfirmed", "yes-and-no")
    assert settled(where).state == "not-applied"


@pytest.mark.faults(64)
def test_kind_words_of_a_yes_that_shows_nothing_end_as_a_booking(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    kind = SILENT | {"message": "Thank you!"}
    sandbox.trouble("other_fields", method="POST", fields=kind)
    desk.book(where)

    assert attempt_of(where).state == "unconfirmed"
    assert settled(where).state == "accepted"
    assert BOOKED in page_of(desk, where)


@pytest.mark.faults(64)
def test_without_words_a_yes_that_shows_nothing_is_one(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("other_fields", method="POST", fields=SILENT)
    desk.book(where)
    assert attempt_of(where).state == "accepted"


@pytest.mark.faults(64)
def test_a_pending_approval_that_is_not_scheduled_yet_is_a_booking(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    waits = {"status": "Pending Approval", "scheduled": False, "message": "Wait"}
    sandbox.trouble("other_fields", method="POST", fields=waits)
    desk.book(where)
    assert attempt_of(where).state == "accepted"


PUT_OFF = [
    pytest.param("", id="empty"),
    *(
        pytest.param(text, id=text, marks=pytest.mark.long)
        for text in ("{}", '"Queued"', '{"message": "Queued"}', '{"status": "Needs Proctor"', "<p>")
    ),
]


@pytest.mark.faults(23, 24)
@pytest.mark.parametrize("text", PUT_OFF)
def test_a_booking_that_is_put_off_is_waited_for_longer_whatever_its_answer_says(
    desk: Desk, sandbox: Sandbox, text: str
) -> None:
    assert waited_after(desk, sandbox, 202, text) >= 20 * 0.3


@pytest.mark.faults(27)
@pytest.mark.parametrize(
    ("code", "times"), [(200, 4), pytest.param(202, 20, marks=pytest.mark.long)]
)
def test_so_is_one_that_still_shows_the_session_as_it_was(
    desk: Desk, sandbox: Sandbox, code: int, times: int
) -> None:
    where = sandbox.needs_proctor()[0]
    text = json.dumps({"sid": where["sessionSid"], "status": "Needs Proctor"})
    assert waited_after(desk, sandbox, code, text) >= times * 0.3
    assert details("outcome")["cause"] == "contradicts"


@pytest.mark.faults(23)
@pytest.mark.parametrize("code", [200, 204])
def test_not_there_is_believed_later_after_an_empty_yes(
    desk: Desk, sandbox: Sandbox, code: int
) -> None:
    assert waited_after(desk, sandbox, code, "") >= 4 * 0.3
    assert details("outcome")["cause"] == "unreadable"


@pytest.mark.faults(24)
@pytest.mark.parametrize("text", ['"Queued"', '{"message": "Queued"}'])
def test_the_words_of_an_answer_that_names_no_session_are_told(
    desk: Desk, sandbox: Sandbox, text: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("raw_body", method="POST", text=text, effect=True)
    desk.book(where)

    assert "SmarterProctoring answered: “Queued”, but does not show" in page_of(desk, where)
    assert settled(where).state == "accepted"


def waited_after(desk: Desk, sandbox: Sandbox, code: int, text: str) -> float:
    """Seconds until it is believed that a booking was not made that was answered so."""
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("raw_body", method="POST", code=code, text=text, effect=False)
    desk.book(where)
    done = settled(where)
    assert (done.state, posts(sandbox)) == ("not-applied", 1)
    assert done.settled_at and done.finished_at
    return (done.settled_at - done.finished_at).total_seconds()


@pytest.mark.faults(24, 26)
def test_the_session_in_an_answer_that_is_a_text_of_json_is_read(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    told = {"sid": where["sessionSid"], "status": "Scheduled", "note": None}
    told |= {"sessionType": "smarter-scheduling", "appointmentDate": EXAM_INSTANT}
    body = json.dumps(json.dumps(told))
    sandbox.trouble("raw_body", method="POST", text=body, effect=True)
    desk.book(where)

    assert (attempt_of(where).state, posts(sandbox)) == ("accepted", 1)
    assert "SmarterProctoring answered: “" not in page_of(desk, where)


@pytest.mark.faults(26)
def test_one_of_another_in_such_an_answer_is_none(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    body = json.dumps(json.dumps({"sid": "ES" + "7" * 32, "status": "Scheduled"}))
    sandbox.trouble("raw_body", method="POST", text=body, effect=False)
    desk.book(where)

    assert (attempt_of(where).state, attempt_of(where).cause) == ("unconfirmed", "wrong-session")
    assert settled(where).state == "not-applied"
