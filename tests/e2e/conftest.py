"""A real Chromium, and windows in which nothing may go wrong unseen."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.desk import Portal
from tests.e2e.chromium import ARGUMENTS, find_chromium
from tests.e2e.windows import Windows

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread that asks the database

NO_BROWSER = "No Chromium is installed here. Install it with: apt-get install chromium"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    path = find_chromium()
    if path is None and os.environ.get("BROWSER_REQUIRED") == "1":
        pytest.fail(NO_BROWSER)
    if path is None:
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def windows(browser: Browser, portal: Portal) -> Iterator[Windows]:
    """Opens windows on the portal; at the end, nothing may have gone wrong in any of them."""
    with Windows(browser, portal.url) as opened:
        yield opened
        opened.assert_quiet()


@pytest.fixture
def page(windows: Windows) -> Page:
    """A coordinator's window at a desk."""
    return windows.open("coordinator")
