"""A new administrator, an empty portal, one sitting:
from nothing to a tested connection, in a real browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support import empty_portal
from tests.support.axe import findings
from tests.support.booking_form import DULUTH
from tests.support.browser_steps import see, stored
from tests.support.browser_windows import Windows
from tests.support.portal_server import Portal

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def empty(
    browser: Browser,
    portal: Portal,
    migrated: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Windows]:
    """Windows on a portal in which there is a superuser and nothing else."""
    empty_portal.open_up(migrated, tmp_path / "empty_portal.sqlite3", monkeypatch)
    with Windows(browser, portal.url) as opened:
        yield opened
        assert opened.faults == []
        assert opened.unforeseen == opened.expected


def test_from_nothing_to_a_tested_connection(empty: Windows, sandbox: Sandbox) -> None:
    page = empty.open()
    page.get_by_label("Username").fill(empty_portal.CHIEF)
    page.get_by_label("Password").fill(empty_portal.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Set up your first institution")).to_be_visible()
    found = findings(page)

    page.get_by_label("Name", exact=True).fill("Northfield")
    page.get_by_label("SID", exact=True).fill("AI12")
    page.get_by_label("Address of the API").fill(sandbox.url)
    page.get_by_label("Time zone").fill("america/chicago")
    page.locator("#install_api_token").fill("not-the-token")
    page.reload()
    see(page, "Your unfinished form was restored. Tokens, secrets and passwords")
    expect(page.get_by_label("Time zone")).to_have_value("america/chicago")
    assert "not-the-token" not in str(stored())
    page.locator("#install_api_token").fill("not-the-token")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Northfield")
    expect(page.locator("#install_api_token")).to_have_value("")
    found += findings(page)
    page.get_by_label("SID", exact=True).fill(sandbox.install_sid)
    page.locator("#install_api_token").fill("not-the-token")
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_text("The connection does not work.")).to_be_visible()
    assert stored() == {}
    expect(page.get_by_text("Paste the token again")).to_be_visible()
    found += findings(page)
    page.get_by_text("Change the settings").click()
    page.locator("#install_api_token").fill(sandbox.token)
    page.get_by_role("button", name="Save the settings").click()
    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_text("The connection works.")).to_be_visible()
    page.get_by_role("button", name="Use SmarterProctoring’s settings").click()
    expect(page.get_by_role("heading", name="Set up Northfield University")).to_be_visible()

    page.locator("#location_name").fill("Duluth Testing Center")
    page.locator("#location_pl_sid").fill(DULUTH)
    page.get_by_text("Add the person").first.click()
    page.locator("#person_username").fill("ana")
    page.get_by_role("button", name="Add this location").click()
    see(page, "Your unfinished form was restored.")
    expect(page.locator("#person_username")).to_have_value("ana")
    page.locator("#person_password").fill("a-long-enough-pass-7")
    page.locator("#person_again").fill("a-long-enough-pass-7")
    page.get_by_role("button", name="Add this person").click()
    found += findings(page)
    page.get_by_role("link", name="Open the worklist").click()
    page.get_by_role("link", name="All", exact=True).click()
    expect(page.locator(".rows__link").first).to_be_visible()
    assert found == []
    assert Institution.objects.get().time_zone == "America/Chicago"
    empty.expect(422)
