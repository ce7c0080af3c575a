"""After a yes: what was asked beside what the provider says it stored, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.comparison.asked_and_stored import pairs_now
from scheduling.booking.comparison.compared_values import AskedOfProvider, ShownByProvider
from scheduling.booking.comparison.findings import Finding
from scheduling.booking.comparison.verdicts import compare
from scheduling.booking.provider_shows import looks
from scheduling.models import Attempt, AuditEvent, ExamSession, status_of
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words


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
        ({"notes": "Other notes"}, "Notes Bring ID ≠ Different: Other notes"),
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


# Beside each other, whatever became of it


AT = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
ASKED = {
    "type": "smarter-scheduling",
    "appointmentDateTime": "2027-01-14T15:30:00Z",
    "proctorLocationSid": "PL" + "1" * 32,
}
SAME = {
    "status": "Scheduled",
    "session_type": "Smarter Scheduling",
    "appointment_at": AT,
    "location_sid": "PL" + "1" * 32,
}


def beside(action: str = "schedule", /, **shown: object) -> list[tuple[str, str, str, bool]]:
    """What an open request asked for, and what its session was read as a minute later."""
    asked = ASKED if action != "cancel" else {}
    attempt = Attempt(action=action, asked=asked, started_at=AT, time_zone="America/Chicago")
    read = {"refreshed_at": AT + timedelta(minutes=1)}
    session = ExamSession(**(SAME | read | shown))
    return [
        (one.what, one.asked, one.stored, one.differs)
        for one in pairs_now(attempt, session, lambda sid: f"Hall {sid[2]}")
    ]


def test_everything_that_was_asked_for_stands_beside_what_is_shown() -> None:
    thursday = "Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)"
    assert beside() == [
        ("State", "Booked", "Scheduled", False),
        ("Start", thursday, thursday, False),
        ("Type", "Testing center seat", "Testing center seat", False),
        ("Location", "Hall 1", "Hall 1", False),
    ]


def test_what_is_shown_otherwise_differs_and_what_is_not_shown_does_not() -> None:
    shown = {
        "status": "",
        "session_type": "",
        "appointment_at": AT + timedelta(hours=1),
        "location_sid": "PL" + "2" * 32,
    }
    assert beside(**shown) == [
        ("State", "Booked", "Status not shown", False),
        ("Start", "9:30 AM CST", "10:30 AM CST", True),
        ("Type", "Testing center seat", "Not shown", False),
        ("Location", "Hall 1", "Hall 2", True),
    ]


@pytest.mark.parametrize(
    ("action", "status", "differs"),
    [
        ("schedule", "Needs Proctor", True),
        ("schedule", "Pending Approval", False),
        ("schedule", "a word nobody knows", False),
        ("reschedule", "Cancelled", True),
        ("cancel", "Scheduled", True),
        ("cancel", "Cancelled", False),
        ("cancel", "", False),
    ],
)
def test_a_state_differs_only_where_it_says_so(action: str, status: str, differs: bool) -> None:
    assert beside(action, status=status)[0][3] is differs


@pytest.mark.parametrize("read", [None, AT - timedelta(minutes=1)])
def test_of_a_session_that_was_not_read_since_nothing_is_told(read: datetime | None) -> None:
    assert beside(refreshed_at=read) == []


def test_an_event_shows_them_beside_each_other_and_the_list_in_one_line(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off")
    desk.book(where)
    number = AuditEvent.objects.get(kind="outcome").number
    event = words(desk.get(f"/audit/{number}/"))
    assert "Asked for SmarterProctoring shows Start 9:30 AM CST ≠ Different: 10:30 AM CST" in event
    line = "≠ Start: asked for 9:30 AM CST, stored as 10:30 AM CST."
    assert line in words(desk.get("/audit/"))
    note = "≠ Start: asked 9:30 AM CST, shows 10:30 AM CST"
    assert note in words(desk.get(f"/?view=all&q={where['learner']}"))


def test_notes_are_no_part_of_the_log(desk: Desk, sandbox: Sandbox) -> None:
    sandbox.trouble("store_other", fields={"notes": "Other notes"})
    desk.book(sandbox.needs_proctor()[0], notes="Bring ID")
    number = AuditEvent.objects.get(kind="outcome").number
    assert "Notes – ≠ Different: Something different" in words(desk.get(f"/audit/{number}/"))
    assert "Notes: stored differently." in words(desk.get("/audit/"))


def test_a_status_of_a_verdict_s_word_is_a_status_that_was_shown() -> None:
    seen = compare(AskedOfProvider(), ShownByProvider(status=status_of("Unreadable")))
    assert "status" not in looks.unseen(looks.facts(Finding.UNCLEAR, seen))
    blank = compare(AskedOfProvider(), ShownByProvider())
    assert looks.unseen(looks.facts(Finding.UNCLEAR, blank))["status"] == "not shown"
