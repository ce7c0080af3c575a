"""From the list to a booking, a move and a cancellation with the keyboard alone: keys and screens
are counted, besides the answers themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support.booking_form import session_path
from tests.support.browser_input import FOCUSED
from tests.support.browser_steps import book_a_seat, see
from tests.support.browser_windows import Windows

pytestmark = pytest.mark.browser
MOST_BY_EXPERT, MOST_BY_TAB, MOST_TO_CHANGE, MOST_SCREENS = 15, 25, 12, 3
DIGITS = "011420270930A"


@dataclass
class Counted:
    """A keyboard that counts its keys; answers are typed beside the count."""

    page: Page
    keys: int = 0
    screens: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def opens(self, key: str, address: str) -> None:
        """A key that leads to another screen."""
        with self.page.expect_navigation(url=re.compile(address)):
            self.press(key)
        self.page.wait_for_load_state()
        self.screens.append(self.page.url)

    def tab_to(self, selector: str) -> None:
        for _ in range(60):
            if self.page.evaluate(FOCUSED, selector):
                return
            self.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    def type(self, text: str) -> None:
        for letter in text:
            self.page.keyboard.press(letter)


@pytest.mark.parametrize("within", ["summary", "#form-faults", "body"])
def test_ctrl_enter_sends_the_form_from_wherever_the_focus_is(
    page: Page, windows: Windows, sandbox: Sandbox, within: str
) -> None:
    windows.expect(422, 422)
    where = sandbox.needs_proctor()[0]
    page.goto(f"{session_path(where)}schedule/")
    page.locator("form #form-send button").click()
    faults = page.locator("#form-faults")
    expect(faults).to_be_focused()
    page.evaluate("document.querySelector('#form-faults').dataset.old = 'yes'")
    if within == "summary":
        page.locator("#main form summary").first.focus()
    if within == "body":
        page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#form-faults:not([data-old])")).to_be_visible()
    assert sandbox.requests("POST") == []


def test_a_ctrl_enter_that_is_held_down_sends_once(page: Page, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    page.goto(f"{session_path(where)}schedule/")
    page.evaluate(
        """() => {
          window.pressed = 0;
          document.querySelector("#form-send button").addEventListener("click", (event) => {
            window.pressed += 1;
            event.preventDefault();
          });
        }"""
    )
    page.locator("#id_appointment_date_time").focus()
    page.keyboard.down("Control")
    for _ in range(4):  # the second and each later one is a repetition of the held key
        page.keyboard.down("Enter")
    assert page.evaluate("window.pressed") == 1
    page.keyboard.up("Enter")
    page.keyboard.down("Enter")
    assert page.evaluate("window.pressed") == 2


def test_an_expert_books_from_the_list_in_few_keys(page: Page, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    hands = Counted(page)
    page.goto("/")
    hands.press("/")
    page.keyboard.type(where["sessionSid"][:10])
    hands.opens("Enter", r"\?q=ES")
    hands.opens("b", "schedule/")
    hands.tab_to("#id_proctor_location_sid")
    page.keyboard.type("Duluth")
    hands.tab_to("#id_appointment_date_time")
    hands.type(DIGITS)
    hands.opens("Control+Enter", f"{session_path(where)}$")
    see(page, BOOKED)
    assert hands.keys < MOST_BY_EXPERT
    assert len(hands.screens) <= MOST_SCREENS
    assert len(sandbox.bookings()) == len(sandbox.requests("POST")) == 1


def test_the_next_of_a_class_is_booked_for_the_same_time_with_two_keys(
    page: Page, sandbox: Sandbox
) -> None:
    book_a_seat(page, sandbox.needs_proctor()[0])
    see(page, BOOKED)
    hands = Counted(page)
    hands.opens(".", r"/schedule/\?")
    see(page, "Location, date and time are those of your last booking.")
    hands.opens("Control+Enter", r"/ES[0-9a-f]{32}/(\?.*)?$")
    see(page, BOOKED)
    first, second = (one["body"] for one in sandbox.requests("POST"))
    assert (first, hands.keys) == (second, 2)


@pytest.mark.long
def test_tab_alone_books_from_the_list_in_few_keys(page: Page, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    hands = Counted(page)
    page.goto(f"/?q={where['sessionSid'][:10]}")
    hands.tab_to(".rows__act")
    hands.opens("Enter", "schedule/")
    hands.tab_to("#id_proctor_location_sid")
    page.keyboard.type("Duluth")
    hands.tab_to("#id_appointment_date_time")
    hands.type(DIGITS)
    hands.tab_to(".summary .btn--primary")
    hands.opens("Enter", f"{session_path(where)}$")
    see(page, BOOKED)
    assert hands.keys < MOST_BY_TAB


def test_a_booking_is_moved_and_cancelled_in_few_keys(page: Page, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    book_a_seat(page, where)
    see(page, BOOKED)
    moving = Counted(page)
    moving.opens("m", "reschedule/")
    moving.tab_to("#id_appointment_date_time")
    moving.type("011520270930A")
    moving.opens("Control+Enter", f"{session_path(where)}$")
    assert moving.keys < MOST_TO_CHANGE
    cancelling = Counted(page)
    cancelling.opens("c", "cancel/")
    cancelling.tab_to("#id_cancellation_memo")
    page.keyboard.type("The learner is ill.")
    cancelling.opens("Control+Enter", f"{session_path(where)}$")
    assert cancelling.keys < MOST_TO_CHANGE
    assert [one["effect"] for one in sandbox.bookings()] == [
        "scheduled",
        "rescheduled",
        "cancelled",
    ]


def test_single_keys_can_be_switched_off_and_rows_are_stepped_through(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator", at="/?view=all")
    links = page.locator(".rows__link")
    expect(links.nth(1)).to_be_visible()
    for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(links.nth(row)).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("jk/?")
    expect(page.locator("#search")).to_have_value("jk/?")

    page.get_by_role("button", name="Help").click()
    page.get_by_label("Single keys work without").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("/")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.locator("#search")).to_be_focused()


@pytest.mark.long
def test_the_first_row_takes_the_keys_until_another_has_the_focus(page: Page) -> None:
    page.goto("/?view=all")
    links = page.locator(".rows__link")
    first, second = (links.nth(row).get_attribute("href") for row in (0, 1))
    page.keyboard.press("o")
    expect(links.first).to_be_focused()
    expect(page.locator(f'#beside a[href="{first}"]').first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second}*")

    page.goto("/?view=all")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first}*")


@pytest.mark.long
def test_j_and_k_go_through_the_list_from_session_to_session_and_back_to_the_row(
    page: Page,
) -> None:
    for path in ("/?view=to-book", "/?q=final"):
        page.goto(path)
        rows = page.locator(".rows__link")
        addresses = [str(rows.nth(number).get_attribute("href")) for number in range(41)]
        page.goto(addresses[38])
        for key, to in (("j", 39), ("j", 40), ("k", 39)):
            with page.expect_navigation(url=re.compile(f"{addresses[to]}$")):
                page.keyboard.press(key)
        page.locator(".crumb").click()
        expect(page.locator(f'.rows__link[href="{addresses[39]}"]')).to_be_focused()
        assert page.evaluate("scrollY") > 0
        page.keyboard.press("j")
        expect(page.locator(f'.rows__link[href="{addresses[40]}"]')).to_be_focused()


@pytest.mark.long
def test_a_letter_opens_no_row_that_nobody_chose_and_help_begins_at_its_top(page: Page) -> None:
    page.goto("/?view=to-book")
    page.locator("#main h1").first.evaluate("(it) => { it.tabIndex = -1; it.focus(); }")
    page.keyboard.press("b")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_focused()
    assert page.locator("#help").evaluate("(it) => it.scrollTop") == 0
    assert page.url.endswith("/?view=to-book")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("j")
    row = page.evaluate("document.activeElement.closest('tr').querySelector('[data-key=b]').href")
    with page.expect_navigation(url=row):
        page.keyboard.press("b")


@pytest.mark.long
def test_help_holds_the_keys_until_it_is_closed_by_its_button_by_escape_or_beside_it(
    page: Page,
) -> None:
    page.goto("/?view=to-book")
    row, help_ = page.locator(".rows__link").nth(1), page.locator("#help")
    row.focus()
    for close in (
        help_.get_by_role("button", name="Close").click,
        lambda: page.keyboard.press("Escape"),
        lambda: page.mouse.click(3, 500),
    ):
        page.keyboard.press("?")
        expect(help_).to_be_visible()
        page.keyboard.press("j")
        expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_focused()
        close()
        expect(help_).to_be_hidden()
    page.locator("[data-help]").click()
    expect(help_).to_be_visible()


@pytest.mark.long
def test_two_keys_go_to_another_page(page: Page) -> None:
    page.goto("/?view=all")
    for keys, address in (("gl", "/audit/"), ("gt", "/")):
        with page.expect_navigation(url=re.compile(f"{address}$")):
            page.keyboard.type(keys)


def test_a_key_that_waits_for_another_one_swallows_no_name(page: Page) -> None:
    page.goto("/?view=to-book")
    box = page.locator("#search")
    page.keyboard.press("g")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("s")
    expect(box).to_have_value("s")


@pytest.mark.long
def test_a_key_waits_for_another_one_only_for_a_moment_and_where_it_was_pressed(
    windows: Windows,
) -> None:
    page = windows.open("coordinator", at="about:blank")
    page.clock.install()
    page.goto("/")
    page.keyboard.press("g")
    page.clock.run_for(2_500)
    page.keyboard.press("w")
    page.keyboard.press("g")
    page.locator("#main a").first.focus()
    page.keyboard.press("w")
    expect(page).to_have_url(re.compile("/$"))
    page.keyboard.press("g")
    with page.expect_navigation(url=re.compile("/week/")):
        page.keyboard.press("w")
