"""Nothing jumps while a page comes, on a computer four times slower."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from portal.sandbox.server import Sandbox
from tests.support.booking_form import session_path
from tests.support.browser_windows import PHONE, Windows

pytestmark = [pytest.mark.browser, pytest.mark.long]
MOST = 0.02
WATCH = """window.shifted = 0;
new PerformanceObserver((seen) => {
  for (const one of seen.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({ type: "layout-shift", buffered: true });"""
SIZES = {"wide": {"width": 1280, "height": 720}, "phone": PHONE}


def slow(windows: Windows, size: str) -> Page:
    page = windows.open("coordinator", viewport=SIZES[size])
    page.add_init_script(WATCH)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return page


@pytest.mark.parametrize("size", SIZES)
def test_nothing_jumps_while_lists_sessions_and_forms_come(
    windows: Windows, sandbox: Sandbox, size: str
) -> None:
    [where, *_] = sandbox.needs_proctor()
    page, shifted = slow(windows, size), {}
    for path in ("/", "/?view=to-book", session_path(where), f"{session_path(where)}schedule/"):
        page.goto(path, wait_until="networkidle")
        page.wait_for_timeout(300)
        shifted[path] = page.evaluate("window.shifted")
    assert {path: much for path, much in shifted.items() if much > MOST} == {}
