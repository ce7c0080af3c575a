"""Switching to another booking of the same type: another thread, number or person."""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.forms.booking.switch.switch_form import NOTHING_NEW, SAME_BOOKING
from scheduling.models import Attempt
from tests.support.booking_actions import ONE_OFF
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.switching import BOOKS, arrived, switch, switch_path, switching

OTHERWISE = {
    "messaging": ({"message_sid": f"MT{2:032x}"}, SAME_BOOKING),
    "register-blast": ({"external_appointment_id": "RB-100999"}, NOTHING_NEW),
    "ad-hoc": ({"first_name": "Eva", "email": "eva.falk@example.edu"}, NOTHING_NEW),
}

SAYS_SO = "this is what is booked now"


def booked_as(desk: Desk, sandbox: Sandbox, wire_name: str) -> dict[str, str]:
    where = sandbox.needs_proctor()[0]
    answers: dict[str, Any] = ONE_OFF if wire_name == "ad-hoc" else BOOKS[wire_name]
    assert desk.book(where, **answers | {"session_type": wire_name}).status_code == 302
    sandbox.clear()
    return where


@pytest.mark.parametrize("wire_name", OTHERWISE)
def test_another_thread_number_or_person_at_the_same_time_is_another_booking(
    desk: Desk, sandbox: Sandbox, wire_name: str
) -> None:
    where = booked_as(desk, sandbox, wire_name)
    changed, _ = OTHERWISE[wire_name]
    assert switch(desk, where, wire_name, **changed).status_code == 302
    assert arrived(sandbox) == ["DELETE", "POST"]


@pytest.mark.parametrize("wire_name", OTHERWISE)
def test_the_very_booking_that_stands_is_refused(
    desk: Desk, sandbox: Sandbox, wire_name: str
) -> None:
    where = booked_as(desk, sandbox, wire_name)
    answer = switch(desk, where, wire_name)
    assert (answer.status_code, arrived(sandbox)) == (422, [])
    assert OTHERWISE[wire_name][1] in words(answer)


@pytest.mark.parametrize("wire_name", OTHERWISE)
def test_that_nothing_is_changed_is_said_before_the_press(
    desk: Desk, sandbox: Sandbox, wire_name: str
) -> None:
    where = booked_as(desk, sandbox, wire_name)
    changed, says = OTHERWISE[wire_name]
    path = f"{session_path(where)}schedule/preview/?form=switch"
    same = plain_text(desk.post(path, switching(wire_name)).text)
    other = plain_text(desk.post(path, switching(wire_name, **changed)).text)
    assert (says in same, says in other) == (True, False)


def test_a_form_that_begins_as_the_booking_stands_says_what_to_choose(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = booked_as(desk, sandbox, "smarter-scheduling")
    assert f"Is changed Nothing {NOTHING_NEW} Is lost" in words(desk.get(switch_path(where)))


@pytest.mark.parametrize(
    ("wire_name", "answers"),
    [
        ("ad-hoc", {"first_name": None, "last_name": None, "email": None}),
        ("messaging", {"message_sid": None}),
        ("messaging", {"message_sid": "no thread"}),
    ],
)
def test_what_is_blank_is_not_what_was_booked_elsewhere_as_nobody_knows(
    desk: Desk, sandbox: Sandbox, wire_name: str, answers: dict[str, Any]
) -> None:
    where = booked_as(desk, sandbox, wire_name)
    Attempt.objects.all().delete()
    path = f"{session_path(where)}schedule/preview/?form=switch"
    assert SAYS_SO not in plain_text(desk.post(path, switching(wire_name, **answers)).text)
    assert SAYS_SO not in words(desk.get(switch_path(where)))


def test_a_refused_switch_says_that_the_booking_stands(desk: Desk, sandbox: Sandbox) -> None:
    where = booked_as(desk, sandbox, "smarter-scheduling")
    sandbox.trouble("status", method="DELETE", code=403)
    answer = switch(desk, where)
    assert answer.status_code == 422
    assert "Still booked for Thu, Jan 14, 2027, 9:30 AM CST, as last shown." in words(answer)
