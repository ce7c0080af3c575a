"""A no in an object of an answer, as its only word, or as a date beside its fields."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.proctoring_api.session_record import SessionRecord
from tests.support.booking_actions import book, cancel, move
from tests.support.client import Desk
from tests.support.outcomes import attempt_of, settle, settled

NOT_CANCELLED = [{"data": {"cancelled": False}}, {"result": {"session": {"deleted": "no"}}}, False]


@pytest.mark.faults(66)
@pytest.mark.parametrize("said", [*NOT_CANCELLED, "false", "failed"], ids=str)
def test_a_cancellation_that_its_answer_denies_within_is_no_yes(
    desk: Desk, sandbox: Sandbox, said: Any
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("raw_body", method="DELETE", text=json.dumps(said), effect=False)
    cancel(desk, where)

    assert (attempt_of(where).state, attempt_of(where).cause) == ("unconfirmed", "yes-and-no")
    assert settled(where).state == "not-applied"


@pytest.mark.faults(66)
def test_so_is_a_move(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    text = json.dumps({"data": {"rescheduled": False}})
    sandbox.trouble("raw_body", method="PUT", text=text, effect=False)
    move(desk, where)

    assert (attempt_of(where).state, attempt_of(where).cause) == ("unconfirmed", "yes-and-no")


@pytest.mark.faults(66)
@pytest.mark.parametrize("name", ["cancelledDate", "canceledAt", "dateCancelled"])
def test_a_date_of_cancelling_beside_scheduled_is_not_told_as_not_cancelled(
    desk: Desk, sandbox: Sandbox, name: str
) -> None:
    where = book(desk, sandbox)
    fields = {"status": "Scheduled", name: "2027-01-05T20:00:00Z"}
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    cancel(desk, where)
    settle()

    assert (attempt_of(where).state, attempt_of(where).needs_person) == ("unconfirmed", True)


@pytest.mark.faults(66)
@pytest.mark.parametrize(
    ("status", "booked", "is_read"),
    [
        ("Scheduled", "2026-11-30T10:00:00Z", True),
        ("Scheduled", "2026-11-10T10:00:00Z", False),
        ("Scheduled", None, False),
        ("Needs Proctor", None, True),
    ],
)
def test_a_date_of_cancelling_may_be_of_an_earlier_booking(
    status: str, booked: str | None, is_read: bool
) -> None:
    told = {"status": status, "dateScheduled": booked, "cancelledDate": "2026-11-20T10:00:00Z"}

    assert (SessionRecord.read(told).status == status) is is_read


@pytest.mark.faults(66)
def test_what_another_thing_says_of_itself_is_no_denial(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    said = {"status": "Cancelled", "exam": {"deleted": False}, "user": {"removed": False}}
    sandbox.trouble("raw_body", method="DELETE", text=json.dumps(said), effect=True)
    cancel(desk, where)

    assert attempt_of(where).state == "accepted"
