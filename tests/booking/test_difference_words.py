"""After a yes: what was asked beside what the provider says it stored, in words."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text


def test_a_start_stored_an_hour_off_is_said_in_words(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off")
    assert desk.book(where).status_code == 302

    page = plain_text(desk.get(session_path(where)).text)
    assert "Start: asked for 9:30 AM CST, stored as 10:30 AM CST." in page
    assert "To read to the learner" not in page
    assert Attempt.objects.get().state == "accepted"
    assert '"differences":[{"asked":"9:30 AM CST","stored":"10:30 AM CST","what":"Start"}]' in (
        AuditEvent.objects.get(kind="outcome").details
    )


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        (
            {"proctorLocationSid": "PL" + "3".zfill(32)},
            "Location: asked for Duluth Testing Center, stored as Phoenix Learning Center.",
        ),
        ({"amount": 99}, "Price: asked for $25.50, stored as $99.00."),
        ({"notes": "Other notes"}, "Notes: asked for Bring ID, stored as Other notes."),
    ],
)
def test_another_place_price_or_note_is_said_in_words(
    desk: Desk, sandbox: Sandbox, stored: dict[str, object], said: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("store_other", fields=stored)
    desk.book(where, notes="Bring ID", amount="25.50", currency="USD", voucher_code="PRACTICE-OK")

    assert said in plain_text(desk.get(session_path(where)).text)


def test_what_did_not_come_back_is_no_difference(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("null_fields")
    desk.book(where)

    assert Attempt.objects.get().differences == []


def test_what_was_stored_as_asked_can_be_read_to_the_learner(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)

    page = plain_text(desk.get(session_path(where)).text)
    assert "Thursday, January 14, 2027 from 9:30 to 11:00 AM CST, Duluth Testing Center." in page
    assert "stored as" not in page


def test_a_price_that_nobody_asked_for_is_said(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("store_other", fields={"amount": 99, "currency": "USD"})
    desk.book(where, voucher_code="PRACTICE-OK")

    assert "Price: asked for no price, stored as $99.00." in plain_text(
        desk.get(session_path(where)).text
    )


def test_notes_that_part_late_are_shown_where_they_part(desk: Desk, sandbox: Sandbox) -> None:
    where, alike = sandbox.needs_proctor()[0], "Bring a photo ID. " * 30
    sandbox.trouble("store_other", fields={"notes": f"{alike}Room 4."})
    desk.book(where, notes=f"{alike}Room 2.")

    [one] = Attempt.objects.get().differences
    assert (one["asked"][-11:], one["stored"][-11:]) == ("ID. Room 2.", "ID. Room 4.")
    assert (one["asked"][0], len(one["asked"])) == ("…", 43)
