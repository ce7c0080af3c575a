"""What is typed into a form outlives a reload, the tab and the computer, for the same person, until
the form is sent; secrets are never kept.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, Request, Route, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.sentences import BOOKED, MOVED
from tests.support.axe import findings
from tests.support.booking_form import session_path
from tests.support.browser_answers import ANSWERS, NEXT_YEAR, answers_of, body_of
from tests.support.browser_input import SEND, chosen, unfold
from tests.support.browser_steps import (
    SEAT,
    book_a_seat,
    open_form,
    saving,
    see,
    sign_in,
    stored,
    typed,
)
from tests.support.browser_windows import Windows
from tests.support.polling import until

pytestmark = pytest.mark.browser
BACK = "Your unfinished form was restored."
NOT_KEPT = "are not kept: enter those again."
LONGER_THAN_A_PAUSE = 900  # milliseconds
SLOW = 1.0  # seconds
CARDS = {
    "4242 4242 4242 4242": "",
    "Room 12, 4242-4242-4242-4242": "Room 12,",
    "378282246310005 for Ana": "for Ana",
    "5555.5555.5555.4444": "",
}
NO_CARDS = ("Call 218-555-0101, 218-555-0102", "+49 1512 3456 7897", "2027-01-14 09:30 to 11:30")


def is_back(page: Page, is_it: bool = True) -> None:
    """Whether the page says that it brought something back."""
    expect(page.get_by_text(BACK)).to_be_visible(visible=is_it)


def form_of(where: Mapping[str, str]) -> str:
    return f"{session_path(where)}schedule/"


def test_a_reload_brings_back_what_was_typed_and_sending_it_forgets_it(
    page: Page, sandbox: Sandbox
) -> None:
    where, other = sandbox.needs_proctor()[:2]
    given = answers_of(SEAT, all_of_them=True)
    hands = open_form(page, where)
    with saving(page):
        hands.fill(given)
    before = typed(page)
    page.reload()

    is_back(page)
    expect(page.locator("#id_voucher_code")).to_have_value("")
    see(page, NOT_KEPT)
    after = typed(page)
    assert after == before | {"voucher_code": ""}
    assert ANSWERS["voucher_code"].typed not in str(stored())
    open_form(page, other)
    is_back(page, False)
    page.go_back()
    is_back(page)
    assert findings(page) == []
    hands.fill({"voucher_code": ANSWERS["voucher_code"]})
    hands.book()
    see(page, BOOKED)
    assert [one["body"] for one in sandbox.requests("POST")] == [body_of(SEAT, given)]
    page.wait_for_timeout(LONGER_THAN_A_PAUSE)
    assert stored() == {}


def test_a_reload_in_the_middle_of_a_word_loses_none_of_it(page: Page, sandbox: Sandbox) -> None:
    open_form(page, sandbox.needs_proctor()[0])
    for text in ("Ground", "Ground floor", "Ground floor, please"):
        page.locator("#id_notes").fill(text)
        page.reload()
        expect(page.locator("#id_notes")).to_have_value(text)
        assert not page.evaluate("document.cookie.includes('draft-')")  # waited for once


@pytest.mark.long
def test_a_reload_that_the_browser_asks_for_before_its_cookie_is_set_asks_once_more(
    page: Page, sandbox: Sandbox
) -> None:
    def slowly(route: Route) -> None:
        time.sleep(SLOW)
        route.continue_()

    open_form(page, sandbox.needs_proctor()[0])
    page.locator("#id_notes").fill("Ground floor")
    page.route("**/drafts/", slowly)
    page.evaluate("Object.defineProperty(document, 'cookie', {get: () => '', set: () => {}})")
    page.reload()
    expect(page.locator("#id_notes")).to_have_value("Ground floor")
    assert page.evaluate("sessionStorage.getItem('draft-sent')") is None


@pytest.mark.long
def test_another_computer_goes_on_where_a_closed_tab_was_left(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    hands = open_form(page, where)
    hands.choose_type("ad-hoc")
    names = ("first_name", "appointment_date_time", "notes")
    with saving(page):
        hands.fill({name: ANSWERS[name] for name in names})
    page.context.close()

    elsewhere = windows.open("coordinator", at=form_of(where))
    is_back(elsewhere)
    chosen(elsewhere, "ad-hoc")
    for name in names:
        expect(elsewhere.locator(f"#id_{name}")).to_have_value(ANSWERS[name].typed)
    with saving(elsewhere):
        elsewhere.locator("#id_notes").fill("Room 4")
    elsewhere.reload()
    expect(elsewhere.locator("#id_notes")).to_have_value("Room 4")
    expect(elsewhere.locator("#id_first_name")).to_have_value(ANSWERS["first_name"].typed)


@pytest.mark.long
def test_of_two_tabs_on_one_form_the_one_that_wrote_last_is_brought_back(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    beside = page.context.new_page()
    for window in (page, beside):
        open_form(window, where)
    for window, text in ((page, "First"), (beside, "Second"), (page, "Third")):
        with saving(window):
            window.locator("#id_notes").fill(text)
    beside.reload()
    expect(beside.locator("#id_notes")).to_have_value("Third")


@pytest.mark.long
def test_what_a_page_that_was_sent_tells_late_is_not_kept(
    windows: Windows, sandbox: Sandbox
) -> None:
    """Typed while the answer is awaited, or on its way when the form was sent."""
    page, where, held = windows.open("coordinator"), sandbox.needs_proctor()[0], []
    hands = open_form(page, where)

    def hold(route: Route, request: Request) -> None:
        held.append((request.url, request.post_data_buffer, request.all_headers()))
        route.abort()

    page.route("**/drafts/", hold)
    hands.fill(answers_of(SEAT))
    page.wait_for_timeout(LONGER_THAN_A_PAUSE)
    page.unroute("**/drafts/")
    hands.book()
    see(page, BOOKED)
    windows.faults = [fault for fault in windows.faults if "net::ERR_FAILED" not in fault]
    [(url, body, headers), *_] = held
    names = ("content-type", "cookie", "origin")
    told = page.request.post(url, data=body, headers={name: headers[name] for name in names})
    assert told.status == 204
    assert stored() == {}
    open_form(page, where)
    is_back(page, False)


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
    page.get_by_role("button", name="Discard it").click()
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
def test_a_form_that_came_back_with_faults_is_left_as_it_is_and_reloading_it_brings_it_back(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    hands = open_form(page, where)
    hands.fill({"notes": ANSWERS["notes"]})
    hands.book()
    expect(page.locator(".error-summary")).to_be_focused()
    is_back(page, False)
    expect(page.locator("#id_notes")).to_have_value(ANSWERS["notes"].typed)
    page.locator("#id_notes").fill("Room 4")
    page.reload()
    is_back(page)
    expect(page.locator("#id_notes")).to_have_value("Room 4")

    hands.fill(answers_of(SEAT))
    sandbox.trouble("field_errors", errors={"notes": "Too long."}, code=422)
    hands.book()
    see(page, "Too long.")
    expect(page.locator("#id_notes")).to_have_value("Room 4")
    [kept] = stored().values()
    assert kept.keys() == {"notes", *answers_of(SEAT)}
    windows.expect(422, 422)


@pytest.mark.long
def test_a_booking_whose_answer_was_lost_is_not_sent_again_by_what_was_brought_back(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    hands = open_form(page, where)
    hands.fill(answers_of(SEAT))
    page.wait_for_load_state("networkidle")
    sent = page.locator("[name=attempt_id]").input_value()

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/schedule/", lose, times=1)
    hands.book()
    see(page, "The portal did not answer.")
    with page.expect_response("**/preview/"):
        page.locator("#id_notes").press("End")
        page.locator("#id_notes").type(".")
    see(page, "The portal did not answer.")
    page.reload()
    is_back(page, False)
    assert page.locator("[name=attempt_id]").input_value() != sent
    see(page, "Already booked.")
    expect(page.locator(SEND)).to_be_disabled()
    assert len(sandbox.requests("POST")) == len(sandbox.bookings()) == 1
    windows.faults = [fault for fault in windows.faults if "net::ERR_FAILED" not in fault]


@pytest.mark.long
def test_nobody_else_gets_it_and_nothing_of_it_is_in_the_browser(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    page.goto(form_of(where))
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
    page.goto(form_of(where))
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
