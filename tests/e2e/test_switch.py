"""Switching a booking's type in the browser: one press, the stop in the middle, and without
JavaScript.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support.booking_actions import new_session
from tests.support.booking_form import form_path, session_path
from tests.support.browser_input import SEND, Mouse, unfold
from tests.support.browser_steps import book_a_seat, see
from tests.support.browser_windows import Windows
from tests.support.switching import ONLINE, arrived

pytestmark = pytest.mark.browser
KEPT = "[...Object.values(localStorage), ...Object.values(sessionStorage)].join()"
BUTTON = "Cancel it and book this"


def booked(page: Page, sandbox: Sandbox) -> dict[str, str]:
    """A session whose page says that it is booked; the calls that took are forgotten."""
    where = sandbox.needs_proctor()[0]
    book_a_seat(page, where)
    see(page, BOOKED)
    sandbox.clear()
    return where


def fill_in(page: Page) -> None:
    """From the session's page to a form that is ready to be sent."""
    page.get_by_role("link", name="Switch type or location").click()
    Mouse(page).choose_type("vtc")
    expect(page.locator("#id_appointment_date_time")).not_to_have_value("")
    page.locator("#id_proctor_location_sid").select_option(ONLINE)
    page.locator("#id_cancellation_memo").fill("Wants to take it at home.")


@pytest.mark.long
def test_one_press_switches_and_the_two_sessions_lead_to_each_other(
    page: Page, sandbox: Sandbox
) -> None:
    where = booked(page, sandbox)
    fill_in(page)
    see(page, "Nothing new is booked before the cancellation is certain.")
    expect(page.locator("#booking-summary")).to_contain_text("Virtual Test Center")
    page.locator(SEND).click()

    see(page, BOOKED)
    see(page, "Switched from Testing center seat, Duluth Testing Center")
    assert arrived(sandbox) == ["DELETE", "POST"]
    page.get_by_role("link", name="Open the old session").click()
    see(page, "Switched to Virtual Test Center")
    page.get_by_role("link", name="Open the new session").first.click()
    page.wait_for_url(f"**{session_path(new_session(sandbox, where))}")


def stopped_half_way(page: Page, sandbox: Sandbox, notes: str = "") -> str:
    """The second step's address, after the provider refused the new booking."""
    where = booked(page, sandbox)
    sandbox.trouble("status", method="POST", code=409, message="No room is left then.")
    fill_in(page)
    unfold(page)
    page.locator("#id_notes").fill(notes)
    page.locator(SEND).click()
    see(page, "Step 2 of 2: book the learner again")
    second = f"**{form_path(new_session(sandbox, where))}"
    page.wait_for_url(second)
    return second


@pytest.mark.long
def test_a_refused_booking_goes_on_in_the_new_session_s_form(
    windows: Windows, sandbox: Sandbox
) -> None:
    windows.expect(422)
    page = windows.open("coordinator")
    stopped_half_way(page, sandbox, "Quiet room")
    see(page, "No room is left then.")
    page.get_by_role("button", name="Help").click()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#id_notes")).to_have_value("Quiet room")
    page.reload()
    see(page, "Step 2 of 2: book the learner again")
    expect(page.locator("#id_notes")).to_have_value("Quiet room")
    Mouse(page).book()
    see(page, BOOKED)
    assert arrived(sandbox) == ["DELETE", "POST", "POST"]


@pytest.mark.long
def test_back_from_the_second_step_asks_how_the_old_booking_stands(
    windows: Windows, sandbox: Sandbox
) -> None:
    windows.expect(422)
    page = windows.open("coordinator")
    second = stopped_half_way(page, sandbox)
    with page.expect_navigation(url=second):  # the first step is over: its address leads here
        page.go_back()
    see(page, "Step 2 of 2: book the learner again")
    expect(page.get_by_role("button", name=BUTTON)).to_have_count(0)
    kept = page.evaluate(KEPT)
    assert "Eitan" not in kept
    assert arrived(sandbox) == ["DELETE", "POST"]


@pytest.mark.long
def test_without_javascript_a_booking_is_switched(windows: Windows, sandbox: Sandbox) -> None:
    plain = windows.open("coordinator", java_script_enabled=False)
    where = booked(plain, sandbox)
    fill_in(plain)
    plain.locator(SEND).click()

    see(plain, BOOKED)
    see(plain, "Switched from Testing center seat, Duluth Testing Center")
    assert arrived(sandbox) == ["DELETE", "POST"]
    assert plain.url.endswith(session_path(new_session(sandbox, where)))
