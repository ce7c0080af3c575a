"""A session's page that stays open while somebody else changes the booking."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support.accommodations import accommodate
from tests.support.booking_actions import book, move
from tests.support.booking_form import session_path
from tests.support.browser_steps import see
from tests.support.client import Desk
from tests.support.outcomes import settled

pytestmark = pytest.mark.browser
COMES_BACK = "window.dispatchEvent(new Event('focus'))"


@pytest.mark.long
def test_who_comes_back_to_an_open_page_sees_what_holds_now(
    page: Page, desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    page.goto(session_path(where))
    expect(page.locator("#session-age")).to_contain_text("As of")
    expect(page.locator("#outcome-panel")).to_contain_text("Thursday, January 14, 2027")
    move(desk, where)
    page.evaluate(COMES_BACK)
    expect(page.locator("#outcome-panel")).to_contain_text("Friday, January 15, 2027")


@pytest.mark.long
def test_what_is_typed_into_the_search_box_is_not_lost_with_the_page(
    page: Page, desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    page.goto(session_path(where))
    box, stands = page.locator("#search"), page.locator("#outcome-panel")
    move(desk, where)
    box.focus()
    page.keyboard.type("mwan")
    page.evaluate(COMES_BACK)
    page.wait_for_timeout(700)
    expect(box).to_have_value("mwan")
    page.keyboard.press("ArrowDown")  # to what was found
    page.evaluate(COMES_BACK)
    page.wait_for_timeout(700)
    expect(box).to_have_value("mwan")
    expect(stands).to_contain_text("Thursday, January 14, 2027")
    page.locator("#main").focus()
    expect(stands).to_contain_text("Friday, January 15, 2027")


@pytest.mark.long
def test_what_is_typed_while_a_booking_is_checked_is_not_lost_when_it_is_known(
    page: Page, desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after", method="POST")
    desk.book(where)
    page.goto(session_path(where))
    box = page.locator("#search")
    box.focus()
    page.keyboard.type("mwan")
    settled(where)
    page.wait_for_timeout(2700)
    expect(box).to_have_value("mwan")
    page.locator("#main").focus()
    see(page, BOOKED)


@pytest.mark.long
def test_a_printed_session_tells_when_it_was_known_and_names_no_button_that_is_not_there(
    page: Page, desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    accommodate(desk, where, factor="1.5")
    page.goto(session_path(where))
    see(page, BOOKED)
    page.emulate_media(media="print")
    printed = page.locator("#main").inner_text()
    assert re.search(r"As of \w+.* \d{4}.*\. This page was opened \w+.* \d{4}.*\.", printed)
    for orphan in ("Works once, for the learner", "To send to the learner", "accommodation\n"):
        assert orphan not in printed
    page.emulate_media(media="screen")
    expect(page.get_by_text("This page was opened")).to_be_hidden()
