"""The vetting card beside an individual proctor's fields follows what is typed, in the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from tests.support.axe import findings
from tests.support.booking_actions import ONE_OFF
from tests.support.browser_steps import open_form
from tests.support.client import Desk
from tests.support.portal_server import Portal

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_a_flag_comes_while_it_is_typed_and_a_past_proctor_with_one_click(
    page: Page, portal: Portal, sandbox: Sandbox
) -> None:
    with Desk(portal.url, "coordinator2") as other:
        assert other.book(sandbox.needs_proctor()[0], **ONE_OFF).status_code == 302
    sandbox.clear()
    open_form(page, sandbox.needs_proctor()[0], "ad-hoc")
    card = page.locator("#vetting")
    expect(card).to_contain_text("The proctor gets all exam details by email immediately")
    page.locator("#id_email").fill("jonas@gmial.com")
    expect(card).to_contain_text("“gmial.com” looks like a typing mistake for “gmail.com”")
    expect(page.locator("#id_email")).to_be_focused()
    assert findings(page) == []
    card.get_by_role("button", name="Fill in").click()
    expect(page.locator("#id_email")).to_have_value(ONE_OFF["email"])
    expect(page.locator("#id_first_name")).to_be_focused()
    expect(card).not_to_contain_text("gmial.com")
    expect(card.get_by_role("button")).to_have_count(0)
    assert sandbox.requests("POST") == []
