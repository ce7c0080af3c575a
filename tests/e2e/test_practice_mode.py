"""Practice is unmistakable, and never claimed where something real can happen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support.booking_form import session_path
from tests.support.browser_windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.long]
LAKESIDE = "AI" + "a" + "0" * 30 + "2"
SAFE = "Nothing you do here reaches SmarterProctoring or a learner."


def band(page: Page) -> str:
    """What the striped band says, '' where there is none."""
    found = page.locator(".practice-band")
    return found.inner_text() if found.count() else ""


def test_every_page_says_that_it_is_for_practice_the_door_too(
    windows: Windows, sandbox: Sandbox
) -> None:
    assert SAFE in band(windows.open())
    page = windows.open("coordinator")
    assert SAFE in band(page)
    page.goto(session_path(sandbox.needs_proctor()[0]))
    assert SAFE in band(page)
    assert SAFE in band(windows.open("administrator", at="/admin/"))


def test_beside_a_real_institution_only_its_own_pages_are_called_practice(
    windows: Windows, sandbox: Sandbox
) -> None:
    Institution.objects.exclude(sid=Sandbox.install_sid).update(base_url="https://api.invalid")
    assert band(windows.open()) == ""
    page = windows.open("coordinator")
    assert (
        band(page)
        == "This list shows practice and real sessions together. Northfield University is for"
        " practice."
        " Everything else is real."
    )
    page.goto(session_path(sandbox.needs_proctor()[0]))
    assert SAFE in band(page)


def test_a_real_session_is_never_called_practice(windows: Windows, sandbox: Sandbox) -> None:
    real = sandbox.sessions(install_sid=LAKESIDE)[0]
    Institution.objects.filter(sid=LAKESIDE).update(base_url="https://api.invalid")
    page = windows.open("coordinator", at=f"{session_path(real)}schedule/")

    expect(page.get_by_role("button", name="Book this session")).to_be_visible()
    assert band(page) == ""
