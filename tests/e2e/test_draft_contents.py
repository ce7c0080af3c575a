"""What of a form is kept as a draft, and for whom: what was changed, never a secret."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED, MOVED
from tests.support.booking_form import form_path, session_path
from tests.support.browser_answers import ANSWERS, NEXT_YEAR
from tests.support.browser_input import SEND, chosen, unfold
from tests.support.browser_steps import (
    SEAT,
    book_a_seat,
    is_back,
    open_form,
    saving,
    see,
    stored,
)
from tests.support.browser_windows import Windows
from tests.support.polling import until
from tests.support.sign_in import sign_in

pytestmark = pytest.mark.browser
LONGER_THAN_A_PAUSE = 900  # milliseconds
CARDS = {
    "4242 4242 4242 4242": "",
    "Room 12, 4242-4242-4242-4242": "Room 12,",
    "378282246310005 for Ana": "for Ana",
    "5555.5555.5555.4444": "",
}
NO_CARDS = ("Call 218-555-0101, 218-555-0102", "+49 1512 3456 7897", "2027-01-14 09:30 to 11:30")


@pytest.mark.long
def test_the_type_and_the_answers_of_other_types_come_back_until_they_are_discarded(
    page: Page, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    hands = open_form(page, where)
    hands.fill({name: ANSWERS[name] for name in ("notes", "amount")})
    hands.choose_type("ad-hoc")
    with saving(page):
        hands.fill({name: ANSWERS[name] for name in ("first_name", "appointment_date_time")})
    page.reload()

    chosen(page, "ad-hoc")
    is_back(page)
    names = ("first_name", "appointment_date_time", "notes")
    for name in names:
        expect(page.locator(f"#id_{name}")).to_have_value(ANSWERS[name].typed)
    with saving(page):
        hands.choose_type(SEAT)
    page.reload()
    is_back(page)
    chosen(page, SEAT)
    expect(page.locator("#id_amount")).to_have_value(ANSWERS["amount"].typed)

    page.locator("#id_notes").fill("Not to come back")
    page.get_by_role("button", name="Discard these answers").click()
    is_back(page, False)
    expect(page.locator("#id_notes")).to_have_value("")
    page.wait_for_timeout(LONGER_THAN_A_PAUSE)
    assert stored() == {}
    assert sandbox.requests("POST") == []


@pytest.mark.long
def test_what_is_put_back_as_it_was_is_no_draft(page: Page, sandbox: Sandbox) -> None:
    open_form(page, sandbox.needs_proctor()[0])
    for text in ("Room 4", ""):
        with saving(page):
            page.locator("#id_notes").fill(text)
    assert stored() == {}


@pytest.mark.long
def test_nobody_else_gets_it_and_nothing_of_it_is_in_the_browser(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    page.goto(form_path(where))
    unfold(page)
    with saving(page):
        page.locator("#id_notes").fill(ANSWERS["notes"].typed)

    page.context.clear_cookies()
    page.reload()
    sign_in(page, "coordinator")
    expect(page.locator("#id_notes")).to_have_value(ANSWERS["notes"].typed)
    is_back(page)
    page.context.clear_cookies()
    page.reload()
    sign_in(page, "coordinator2")
    expect(page.locator("#id_notes")).to_have_value("")
    is_back(page, False)

    unfold(page)
    with saving(page):
        page.locator("#id_notes").fill("Mine")
    page.locator(".topbar__person summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    held = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert [text for text in ("Mine", ANSWERS["notes"].typed) if text in held] == []
    page.goto(form_path(where))
    sign_in(page, "coordinator")
    expect(page.locator("#id_notes")).to_have_value(ANSWERS["notes"].typed)


@pytest.mark.long
def test_no_card_number_is_kept(page: Page, sandbox: Sandbox) -> None:
    open_form(page, sandbox.needs_proctor()[0])
    for text, rest in (CARDS | {text: text for text in NO_CARDS}).items():
        with saving(page):
            page.locator("#id_notes").fill(text)
        assert list(stored().values()) == [{"notes": rest}]


@pytest.mark.long
def test_moving_brings_back_only_what_was_changed_and_settings_are_kept_until_they_are_saved(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    book_a_seat(page, where)
    see(page, BOOKED)
    page.goto(f"{session_path(where)}reschedule/")
    page.locator("#id_notes").fill("Moved by phone")
    page.locator("#id_appointment_date_time").fill(f"{NEXT_YEAR}-01-15T13:00")
    page.locator("#id_appointment_date_time").fill(ANSWERS["appointment_date_time"].typed)
    until(lambda: list(stored().values()) == [{"notes": "Moved by phone"}])
    page.locator("#id_appointment_date_time").fill(f"{NEXT_YEAR}-01-15T13:00")
    page.reload()
    is_back(page)
    expect(page.locator("#new-time .summary__when")).to_contain_text(f"January 15, {NEXT_YEAR}")
    page.locator(SEND).click()
    see(page, MOVED)
    assert [one["body"]["notes"] for one in sandbox.requests("PUT")] == ["Moved by phone"]
    assert stored() == {}

    office = windows.open("administrator", at=f"/campus/{where['installSid']}/rules/{SEAT}/")
    office.get_by_label("Default of Currency").fill("XXQ")
    office.get_by_label("Required: Notes").check()
    office.reload()
    is_back(office)
    expect(office.get_by_label("Required: Notes")).to_be_checked()
    office.get_by_role("button", name="Save the rules").click()
    expect(office.locator(".error-summary")).to_be_focused()
    is_back(office, False)
    office.get_by_label("Default of Currency").fill("EUR")
    office.goto(office.url)
    expect(office.get_by_label("Default of Currency")).to_have_value("EUR")
    office.get_by_role("button", name="Save the rules").click()
    see(office, "saved. In effect now.")
    office.wait_for_timeout(LONGER_THAN_A_PAUSE)
    assert stored() == {}
    windows.expect(422)


@pytest.mark.long
def test_a_box_that_was_unchecked_comes_back_unchecked_and_the_rest_as_it_stands_by_now(
    windows: Windows, sandbox: Sandbox
) -> None:
    address = f"/campus/{sandbox.install_sid}/rules/{SEAT}/"
    office = windows.open("administrator", at=address)
    office.get_by_label("Required: Notes").check()
    office.get_by_role("button", name="Save the rules").click()
    see(office, "saved. In effect now.")
    office.goto(address)
    with saving(office):
        office.get_by_label("Required: Notes").uncheck()

    another = windows.open("administrator", at=address)
    another.get_by_label("Help text of Notes").fill("Name the room.")
    another.get_by_label("Required: Notes").check()
    # Its own draft would be the same person's: what it saves is what has changed meanwhile.
    another.get_by_label("Required: Notes").uncheck()
    kept = {"notes-help_text": "Name the room.", "notes-is_must": ""}
    until(lambda: list(stored().values()) == [kept])
    another.reload()
    expect(another.get_by_label("Required: Notes")).not_to_be_checked()
    expect(another.get_by_label("Help text of Notes")).to_have_value("Name the room.")
