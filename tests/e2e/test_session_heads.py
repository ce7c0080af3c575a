"""What stays where it is from page to page of a session, and what fits in a low window."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from tests.support.booking_form import session_path
from tests.support.browser_windows import Windows

pytestmark = pytest.mark.browser
LOW = {"width": 1280, "height": 620}


def test_the_name_stands_at_one_height_on_every_page_of_a_session(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, at = windows.open("coordinator", viewport=LOW), {}
    for path in ("", "schedule/", "accommodation/"):
        page.goto(f"{session_path(sandbox.needs_proctor()[0])}{path}")
        at[path] = page.locator("h1").evaluate("one => one.getBoundingClientRect().top")
    assert max(at.values()) - min(at.values()) <= 2, at


@pytest.mark.long
def test_the_keys_stand_clear_of_the_edges_of_a_low_window(windows: Windows) -> None:
    page = windows.open("coordinator", viewport=LOW, at="/")
    page.keyboard.press("?")
    box = page.locator("#help").bounding_box()
    assert box and box["y"] > 0 and box["y"] + box["height"] < LOW["height"]
