"""The same pages with JavaScript switched off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.booking.outcome_panel.open_sentences import NOT_KNOWN
from tests.support.booking_form import session_path
from tests.support.browser_answers import ANSWERS, a_sunday, answers_of, body_of, sunday
from tests.support.browser_input import Mouse
from tests.support.browser_steps import SEAT, see
from tests.support.browser_windows import Windows
from tests.support.outcomes import settle

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(windows: Windows) -> Page:
    """A coordinator's window without JavaScript."""
    return windows.open("coordinator", java_script_enabled=False)


@pytest.mark.parametrize("wire_name", [SEAT, pytest.param("ad-hoc", marks=pytest.mark.long)])
def test_a_type_is_booked_from_the_worklist_without_javascript(
    plain: Page, sandbox: Sandbox, wire_name: str
) -> None:
    where, hands = sandbox.needs_proctor()[0], Mouse(plain)
    answers = answers_of(wire_name, all_of_them=True)
    hands.open_from_worklist(where)
    hands.choose_type("automated")
    hands.fill({"notes": ANSWERS["notes"]})
    hands.choose_type(wire_name)
    expect(plain.locator("#id_notes")).to_have_value("Bring a photo ID.")
    hands.fill(answers)
    hands.book()

    see(plain, BOOKED)
    assert [one["body"] for one in sandbox.requests("POST")] == [body_of(wire_name, answers)]


@pytest.mark.long
def test_what_speaks_against_a_booking_can_be_looked_at_before_it_is_sent(
    plain: Page, sandbox: Sandbox
) -> None:
    where, hands = sandbox.needs_proctor()[0], Mouse(plain)
    plain.goto(f"{session_path(where)}schedule/?type={SEAT}")
    hands.fill(answers_of(SEAT))
    plain.locator("#id_appointment_date_time").fill(f"{a_sunday()}T09:30")
    plain.get_by_role("button", name="Show what would be sent").click()
    expect(plain.locator("#booking-summary")).to_contain_text("Closed on Sundays.")
    expect(plain.locator("#send-words")).to_have_text("Book although the location is closed")
    assert sandbox.requests("POST") == []
    hands.book()
    see(plain, BOOKED)
    assert len(sandbox.requests("POST")) == 1


@pytest.mark.long
def test_what_nobody_could_read_is_not_sent_by_the_first_press(
    windows: Windows, plain: Page, sandbox: Sandbox
) -> None:
    where, hands = sandbox.needs_proctor()[0], Mouse(plain)
    plain.goto(f"{session_path(where)}schedule/?type={SEAT}")
    hands.fill(answers_of(SEAT))
    plain.locator("#id_appointment_date_time").fill(f"{a_sunday()}T09:30")
    hands.book()
    see(plain, "Nothing was sent.")
    expect(plain.locator("#booking-summary")).to_contain_text("Closed on Sundays.")
    assert sandbox.requests("POST") == []

    hands.book()
    see(plain, BOOKED)
    assert len(sandbox.requests("POST")) == 1
    windows.expect(422)


@pytest.mark.long
def test_a_move_can_be_looked_at_before_it_is_sent(plain: Page, sandbox: Sandbox) -> None:
    where, hands = sandbox.needs_proctor()[0], Mouse(plain)
    plain.goto(f"{session_path(where)}schedule/?type={SEAT}")
    hands.fill(answers_of(SEAT))
    hands.book()
    plain.goto(f"{session_path(where)}reschedule/")
    plain.locator("#id_appointment_date_time").fill(f"{a_sunday()}T09:30")
    plain.get_by_role("button", name="Show what would be sent").click()
    expect(plain.locator("#new-time")).to_contain_text("Closed on Sundays.")
    assert sandbox.requests("PUT") == []
    hands.book()
    assert len(sandbox.requests("PUT")) == 1


@pytest.mark.long
def test_a_refused_form_keeps_its_answers_and_asks_which_of_two_times(
    windows: Windows, sandbox: Sandbox
) -> None:
    plain = windows.open("coordinator", java_script_enabled=False)
    hands = Mouse(plain)
    hands.open_from_worklist(sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT))
    plain.locator("#id_appointment_date_time").fill(f"{sunday(11, 1)}T01:30")
    hands.book()
    plain.get_by_label("before clocks go back").check()
    hands.book()
    expect(plain.locator("#send-words")).to_have_text("Book although the location is closed")
    hands.book()

    see(plain, BOOKED)
    assert [one["body"]["appointmentDateTime"] for one in sandbox.requests("POST")] == [
        f"{sunday(11, 1)}T06:30:00.000Z"
    ]
    windows.expect(422, 422)


@pytest.mark.long
def test_an_unknown_outcome_is_looked_at_again_by_hand(plain: Page, sandbox: Sandbox) -> None:
    hands = Mouse(plain)
    hands.open_from_worklist(sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT))
    sandbox.trouble("drop_after")
    hands.book()
    see(plain, NOT_KNOWN["schedule"])
    settle()
    plain.get_by_role("link", name="Reload").click()

    see(plain, BOOKED)
