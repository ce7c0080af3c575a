"""A view is saved, found as a tab and removed, by the keyboard and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from scheduling.models import SavedView
from tests.support.axe import findings
from tests.support.browser_windows import PHONE, Windows

pytestmark = [pytest.mark.browser, pytest.mark.long]
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Nguyễn-Łukasiewicz-finals"[:60]


def test_a_view_is_saved_and_removed_with_the_keyboard_and_every_page_is_accessible(
    windows: Windows,
) -> None:
    page = windows.open("administrator", at="/?view=to-book&type=proctoru")
    page.get_by_role("link", name="Save this view").press("Enter")
    expect(page.get_by_label("Name")).to_be_focused()
    found = findings(page)
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    found += findings(page)
    page.get_by_label("Name").fill(LONG_NAME)
    page.keyboard.press("Enter")
    tab = page.get_by_role("navigation", name="Views").get_by_role("link", name=LONG_NAME)
    expect(tab).to_have_attribute("aria-current", "page")
    found += findings(page)
    page.get_by_role("link", name="Change this view").press("Enter")
    page.get_by_role("button", name="Offer at Northfield University").press("Enter")
    expect(page.get_by_text("Northfield University offers it as")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the address")).to_be_visible()
    found += findings(page)
    page.get_by_role("button", name="Remove this view").press("Enter")
    expect(page).to_have_url(re.compile("/views/$"))
    assert (found + findings(page), SavedView.objects.filter(institution=None).count()) == ([], 0)
    windows.expect(422)


def test_on_a_phone_tabs_scroll_and_the_pages_do_not(windows: Windows) -> None:
    page = windows.open("administrator", at="/views/save/?view=approval", viewport=PHONE)
    page.get_by_label("Name").fill(LONG_NAME)
    page.get_by_label("Always at all institutions").check()
    page.get_by_role("button", name="Save this view").click()
    expect(page.get_by_role("link", name=LONG_NAME)).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("link", name=LONG_NAME)).to_be_in_viewport()
    wide = [page.evaluate(OVERHANG)]
    page.get_by_role("link", name="Change this view").click()
    expect(page.get_by_role("heading", name=LONG_NAME)).to_be_visible()
    wide.append(page.evaluate(OVERHANG))
    page.goto("/views/")
    assert [*wide, page.evaluate(OVERHANG)] == [0, 0, 0]
