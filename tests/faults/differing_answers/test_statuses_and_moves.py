"""A readable yes with an unusual status, and moves that were stored otherwise."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import (
    ACCEPTED,
    BOOKED,
    SAYS,
)
from scheduling.models import status_of
from tests.support.booking_actions import book, move, settle_by_hand
from tests.support.client import Desk
from tests.support.differing_answers import accepted
from tests.support.outcomes import attempt_of, details


@pytest.mark.faults(27)
@pytest.mark.parametrize("status", ["Pending Approval", "Awaiting Provider"])
def test_a_yes_that_is_not_final_is_not_told_as_booked(
    desk: Desk, sandbox: Sandbox, status: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status_value", value=status)
    sandbox.trouble("status_value", value=status, method="GET", times=None)
    page = accepted(desk, sandbox, where)

    assert SAYS.format(title=ACCEPTED, status=status_of(status).word) in page
    assert BOOKED not in page
    assert "To read to the learner" not in page
    assert details("outcome")["stored"]["status"] == status


@pytest.mark.faults(27)
def test_a_status_that_is_no_text_is_a_yes_without_a_status(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status_value", value={"name": "Scheduled"})

    assert BOOKED in accepted(desk, sandbox, where)


@pytest.mark.faults(26)
def test_a_move_that_was_stored_an_hour_off_is_logged_as_it_was_stored(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("hour_off", method="PUT")
    assert move(desk, where).status_code == 302

    told = details("outcome")
    assert told["changes"]["start"] == {
        "before": "2027-01-14T15:30:00Z",
        "after": "2027-01-15T20:00:00Z",
    }
    assert told["differences"] == [
        {"what": "Start", "asked": "1:00 PM CST", "stored": "2:00 PM CST"}
    ]
    assert details("intent")["changes"]["start"]["after"] == "2027-01-15T19:00:00Z"


@pytest.mark.faults(66)
def test_a_move_whose_new_start_nobody_has_seen_is_no_change_in_the_log(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(administrator, sandbox)
    sandbox.trouble("drop_after", method="PUT")
    move(administrator, where)
    sandbox.trouble("status", method="GET", code=503, times=None)
    settle_by_hand(administrator, where, "otherwise")

    assert attempt_of(where).state == "accepted"
    assert "changes" not in details("settled")
