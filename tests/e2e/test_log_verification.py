"""Verifying the log in a browser:
a code typed by hand, a walk that shows itself done, a break nobody overlooks.
"""

from __future__ import annotations

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.audit import verification_jobs
from scheduling.audit.codes import codes_file
from scheduling.models import AuditEvent
from tests.support.axe import findings
from tests.support.browser_windows import Windows
from tests.support.client import Desk

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def page(windows: Windows, desk: Desk, sandbox: Sandbox) -> Page:
    """An auditor's window on the page, on which nothing was verified yet, with a booking in the
    log.
    """
    desk.book(sandbox.needs_proctor()[0])
    return windows.open("auditor", at="/audit/verify/")


def work() -> None:
    for pk in verification_jobs.waiting():
        verification_jobs.run(pk)


def type_code(page: Page, code: str) -> None:
    page.get_by_role("textbox", name="Code").fill(code)
    page.get_by_role("button", name="Check").click()


def test_a_code_typed_by_hand_is_followed_until_the_walk_is_done(
    page: Page, windows: Windows
) -> None:
    found = findings(page)
    code = codes_file.write(reason="a test").code
    type_code(page, code[:-1])
    expect(page.locator("#id_code_error")).to_contain_text("Some are missing")
    expect(page.get_by_role("textbox", name="Code")).to_be_focused()
    type_code(page, code.lower().replace("-", " "))
    expect(page.locator("#walk")).to_contain_text("Only this one event was checked")
    found += findings(page)
    work()  # the page is not touched again: it turns by itself
    expect(page.locator("#walk")).to_contain_text("The log has not changed since")
    expect(page.get_by_role("row", name=code)).to_contain_text("Still there")
    assert found + findings(page) == []
    windows.expect(422)


def test_a_broken_chain_is_shown_loudly_on_every_page(page: Page) -> None:
    number = AuditEvent.objects.get(kind="intent").number
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_event_keeps_UPDATE")
    AuditEvent.objects.filter(pk=number).update(sentence="Nothing happened.")
    page.get_by_role("button", name="Verify now").click()
    expect(page.locator("#walk")).to_contain_text("Starting in a moment")
    work()
    expect(page.locator("#walk")).to_contain_text(f"The log is damaged at event {number}")
    expect(page.locator("#walk")).to_contain_text("its content was changed")
    expect(page.locator("#warnings")).to_contain_text(f"The log is damaged at event {number}")
    page.goto("/audit/")
    expect(page.get_by_role("alert")).to_contain_text(f"The log is damaged at event {number}")
    page.get_by_role("link", name="What was found, and when").click()
    assert findings(page) == []
