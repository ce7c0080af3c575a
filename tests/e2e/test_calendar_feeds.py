"""A private calendar from the person's menu to its address, which is shown once, and away again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import findings
from tests.support.browser_steps import see

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_it_is_made_from_the_menu_shown_once_and_revoked(page: Page) -> None:
    page.goto("/help/")
    page.locator("summary", has_text="Ana Ruiz").click()
    page.get_by_role("link", name="Calendar feeds").click()
    page.get_by_label("What it shows").select_option(label="The sessions that I booked")
    page.get_by_role("button", name="Make the calendar").click()
    address = page.get_by_text(re.compile(r"/calendars/[\w-]{43}\.ics"))
    expect(address).to_be_visible()
    expect(page.get_by_role("button", name="Copy the address")).to_be_visible()
    assert findings(page) == []
    page.goto("/calendars/")
    expect(address).to_have_count(0)
    page.get_by_role("button", name="Revoke").click()
    see(page, "Nobody can read it any more.")
    see(page, "You have none.")
