"""What is typed into a form outlives a reload, the tab and the computer, until the form is sent."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, Request, Route, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support.axe import findings
from tests.support.booking_form import form_path
from tests.support.browser_answers import ANSWERS, answers_of, body_of
from tests.support.browser_input import SEND, chosen
from tests.support.browser_steps import (
    SEAT,
    is_back,
    open_form,
    saving,
    see,
    stored,
    typed,
)
from tests.support.browser_windows import Windows

pytestmark = pytest.mark.browser
NOT_KEPT = "are not kept: enter those again."
LONGER_THAN_A_PAUSE = 900  # milliseconds
SLOW = 1.0  # seconds
HALVES = "crypto.getRandomValues = (array) => array.fill(42424242);"
WORD = re.compile(r"draft_tab=([^&]*)")
NEWER = "In another tab or on another computer you typed something newer."


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


@pytest.mark.long
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

    elsewhere = windows.open("coordinator", at=form_path(where))
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
def test_of_two_tabs_on_one_form_each_has_its_own_back_and_says_where_something_newer_is(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    beside = page.context.new_page()
    for window in (page, beside):
        open_form(window, where)
    for window, text in ((page, "First"), (beside, "Second")):
        with saving(window):
            window.locator("#id_notes").fill(text)
    for window, text in ((page, "First"), (beside, "Second")):
        window.reload()
        expect(window.locator("#id_notes")).to_have_value(text)
        expect(window.get_by_text(NEWER)).to_be_visible(visible=window is page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="open it in a new tab").click()
    expect(opened.value.locator("#id_notes")).to_have_value("Second")


@pytest.mark.long
def test_the_word_of_a_tab_looks_like_no_card_number_by_chance(
    page: Page, sandbox: Sandbox
) -> None:
    """Halves of a card number for random numbers: as digits with a dash they would be one."""
    page.add_init_script(HALVES)
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT))
    with page.expect_request(lambda one: one.method == "POST" and "/schedule/" in one.url) as sent:
        hands.book()
    [word] = WORD.findall(sent.value.post_data)
    assert (word.isalpha(), len(word)) == (True, 14)
    see(page, BOOKED)


@pytest.mark.long
def test_a_tab_that_comes_to_a_form_again_has_its_own_back_though_another_s_is_newer(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    beside = page.context.new_page()
    for window, text in ((page, "First"), (beside, "Second")):
        open_form(window, where)
        with saving(window):
            window.locator("#id_notes").fill(text)
    page.goto("about:blank")
    page.context.clear_cookies(name="draft_tab")  # as after ten seconds
    open_form(page, where)
    expect(page.locator("#id_notes")).to_have_value("First")
    assert page.evaluate("sessionStorage.getItem('draft-asked')") is None


@pytest.mark.long
def test_what_one_tab_discards_or_sends_another_has_still(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    beside = page.context.new_page()
    for window, text in ((page, "First"), (beside, "Second")):
        open_form(window, where)
        with saving(window):
            window.locator("#id_notes").fill(text)
    beside.reload()
    beside.get_by_role("button", name="Discard these answers").click()
    expect(beside.locator("#id_notes")).to_have_value("")
    is_back(beside, False)
    beside.reload()
    expect(beside.locator("#id_notes")).to_have_value("")
    page.reload()
    expect(page.locator("#id_notes")).to_have_value("First")


@pytest.mark.long
def test_a_tab_that_is_opened_from_a_list_or_as_a_copy_is_another(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    open_form(page, where)
    with saving(page):
        page.locator("#id_notes").fill("First")
    page.reload()
    with page.context.expect_page() as new:
        page.evaluate("window.open(location.href)")
    new.value.wait_for_load_state()
    opened = [new.value]
    page.goto("/?view=all")
    for _ in range(2):
        with page.context.expect_page() as new:
            page.locator("table a[href*='/sessions/']").first.click(modifiers=["ControlOrMeta"])
        new.value.wait_for_load_state()
        opened.append(new.value)
    for one in opened:
        one.goto(page.url)
    tabs = [one.evaluate("sessionStorage.getItem('draft-tab')") for one in (page, *opened)]
    assert len(set(tabs)) == len(tabs)


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
    windows.settle(page)
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
