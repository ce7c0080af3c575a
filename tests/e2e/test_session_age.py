"""A session's page that stays open while somebody else changes the booking."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from tests.support.booking_actions import book, move
from tests.support.booking_form import session_path
from tests.support.client import Desk

pytestmark = pytest.mark.browser


@pytest.mark.long
def test_who_comes_back_to_an_open_page_sees_what_holds_now(
    page: Page, desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    page.goto(session_path(where))
    expect(page.locator("#session-age")).to_contain_text("As of")
    expect(page.locator("#outcome-panel")).to_contain_text("Thursday, January 14, 2027")
    move(desk, where)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#outcome-panel")).to_contain_text("Friday, January 15, 2027")
