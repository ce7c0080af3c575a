"""Moving and cancelling a booking in the browser:
by mouse, by keyboard alone, and without JavaScript.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED, CANCELLED, MOVED
from tests.support.booking_form import session_path
from tests.support.browser_answers import NEXT_YEAR
from tests.support.browser_input import SEND, Keyboard
from tests.support.browser_steps import book_a_seat, see
from tests.support.browser_windows import Windows

pytestmark = pytest.mark.browser
NEW_TIME = f"{NEXT_YEAR}-01-15T13:00"
SENT = f"{NEXT_YEAR}-01-15T19:00:00.000Z"


def booked(page: Page, sandbox: Sandbox) -> dict[str, str]:
    """A session whose page is open and says that it is booked."""
    where = sandbox.needs_proctor()[0]
    book_a_seat(page, where)
    see(page, BOOKED)
    return where


def test_a_booking_is_moved_by_mouse_and_the_new_time_is_said_while_it_is_typed(
    page: Page, sandbox: Sandbox
) -> None:
    booked(page, sandbox)
    page.get_by_role("link", name="Move to another time").click()
    see(page, "Choose the new time")
    page.locator("#id_appointment_date_time").fill(NEW_TIME)
    expect(page.locator("#new-time .summary__when")).to_contain_text(f"January 15, {NEXT_YEAR}")
    expect(page.locator("#time-echo")).to_contain_text("1:00 PM CST")
    page.locator(SEND).click()

    see(page, MOVED)
    assert [one["body"]["appointmentDateTime"] for one in sandbox.requests("PUT")] == [SENT]


@pytest.mark.long
def test_a_faulty_move_focuses_the_list_of_faults_and_keeps_the_answers(
    windows: Windows, sandbox: Sandbox
) -> None:
    windows.expect(422)
    page = windows.open("coordinator")
    booked(page, sandbox)
    page.get_by_role("link", name="Move to another time").click()
    page.locator("#id_notes").fill("Moved by phone")
    page.locator(SEND).click()

    expect(page.locator("#form-faults")).to_be_focused()
    see(page, "That is already the booked time.")
    expect(page.locator("#id_notes")).to_have_value("Moved by phone")


@pytest.mark.long
def test_a_booking_is_cancelled_by_keyboard_alone_and_the_new_session_is_one_step_away(
    page: Page, sandbox: Sandbox
) -> None:
    where = booked(page, sandbox)
    keys = Keyboard(page)
    keys.go_to(f"a[href='{session_path(where)}cancel/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cancel/")
    keys.go_to("#id_reason")
    page.keyboard.press("Space")
    keys.go_to("#id_cancellation_memo")
    page.keyboard.type("The learner wants another day.")
    keys.go_to("#id_bypass_non_refundable")
    page.keyboard.press("Space")
    keys.go_to(".summary .btn--danger")
    page.keyboard.press("Enter")

    see(page, CANCELLED)
    assert [one["body"] for one in sandbox.requests("DELETE")] == [
        {
            "type": "smarter-scheduling",
            "cancellationMemo": "The learner wants another day.",
            "reason": "changed-time",
            "bypassNonRefundable": True,
        }
    ]
    [done] = [one for one in sandbox.bookings(where["sessionSid"]) if one["effect"] == "cancelled"]
    page.get_by_role("link", name="Open the learner’s new session").click()
    page.wait_for_url(f"**{session_path(where | {'sessionSid': done['new_session_sid']})}")


@pytest.mark.long
def test_without_javascript_a_booking_is_moved_and_cancelled(
    windows: Windows, sandbox: Sandbox
) -> None:
    where = booked(windows.open("coordinator"), sandbox)
    plain = windows.open(
        "coordinator", at=f"{session_path(where)}reschedule/", java_script_enabled=False
    )
    plain.locator("#id_appointment_date_time").fill(NEW_TIME)
    plain.locator(SEND).click()
    see(plain, MOVED)

    plain.goto(f"{session_path(where)}cancel/")
    plain.locator("#id_cancellation_memo").fill("The learner is ill.")
    plain.get_by_role("button", name="Cancel this booking").click()
    see(plain, CANCELLED)
    assert [one["effect"] for one in sandbox.bookings(where["sessionSid"])] == [
        "scheduled",
        "rescheduled",
        "cancelled",
    ]


@pytest.mark.long
def test_a_no_show_before_the_start_is_warned_of_while_it_is_chosen_and_on_the_button(
    page: Page, sandbox: Sandbox
) -> None:
    booked(page, sandbox)
    page.get_by_role("link", name="Cancel the booking").click()
    early, button = page.get_by_text("It has not started yet"), page.locator(SEND)
    expect(early).to_be_hidden()
    expect(button).to_have_accessible_name("Cancel this booking")
    page.get_by_label("No-show", exact=True).check()
    expect(early).to_be_visible()
    expect(button).to_have_accessible_name("Cancel it although it has not started")
    page.get_by_label("Something else").check()
    expect(early).to_be_hidden()
    expect(button).to_have_accessible_name("Cancel this booking")


def test_the_kind_of_a_reason_begins_the_reason_until_somebody_writes_one(
    page: Page, sandbox: Sandbox
) -> None:
    where = booked(page, sandbox)
    page.goto(f"{session_path(where)}cancel/")
    reason = page.locator("#id_cancellation_memo")
    page.get_by_label("Needs a different time").check()
    expect(reason).to_have_value("The learner needs a different time.")
    page.get_by_label("No-show").check()
    expect(reason).to_have_value("The learner was a no-show.")
    page.get_by_label("Something else").check()
    expect(reason).to_have_value("")
    reason.fill("Fire alarm")
    page.get_by_label("Technical problem").check()
    expect(reason).to_have_value("Fire alarm")


@pytest.mark.long
def test_where_a_kind_is_chosen_already_the_focus_stands_on_its_words(
    page: Page, sandbox: Sandbox
) -> None:
    where = booked(page, sandbox)
    page.goto(f"{session_path(where)}cancel/?reason=no-show")
    memo = page.locator("#id_cancellation_memo")
    expect(memo).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label("No-show", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_label("No-show", exact=True)).to_be_checked()
    expect(memo).to_have_value("The learner was a no-show.")
