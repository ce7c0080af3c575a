"""A real Chromium, and windows in which nothing may go wrong unseen."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from scheduling.models import Institution
from tests.support.browser_windows import PATIENCE, Windows
from tests.support.chromium import ARGUMENTS, find_chromium
from tests.support.portal_server import Portal

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "1"  # Playwright's loop runs in the thread that asks the database
)

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
        expect.set_options(timeout=PATIENCE)
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


@pytest.fixture
def windows(browser: Browser, portal: Portal) -> Iterator[Windows]:
    """Opens windows on the portal; at the end, nothing may have gone wrong in any of them."""
    with Windows(browser, portal.url) as opened:
        yield opened
        assert (
            opened.faults == []
        )  # no console error, no violation of the content policy, no failed request
        assert opened.unforeseen == opened.expected


@pytest.fixture
def page(windows: Windows) -> Page:
    """A coordinator's window at a desk."""
    return windows.open("coordinator")


@pytest.fixture
def unreachable(portal: Portal) -> None:
    """The institutions point to a port where nobody answers: provably nothing can be sent."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        Institution.objects.update(base_url=f"http://127.0.0.1:{unused.getsockname()[1]}")
