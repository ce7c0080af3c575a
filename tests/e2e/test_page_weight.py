"""What a page costs to fetch, with nothing kept yet: bytes and requests, as Chromium counts them."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.fernet import Fernet
from playwright.sync_api import Browser, BrowserContext, Page

from tests.desk import Desk
from tests.waiting import until

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 120 * 1024
MOST_REQUESTS = 12


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal as `make run` starts it: DEBUG off, gunicorn, static files collected."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment = plain | {
        "DEBUG": "off",
        "PRACTICE": "on",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_COOKIES": "off",
        "PORT": str(port),
        "SANDBOX_PORT": str(free_port()),
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
        "WEB_WORKERS": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.practice_run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    until(lambda: process.poll() is not None or _answers(url), patience=120)
    yield url
    process.terminate()
    process.wait(timeout=60)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=5).ok
    except requests.RequestException:
        return False


@pytest.fixture
def cold(browser: Browser, served: str) -> Iterator[BrowserContext]:
    """A coordinator's browser that has fetched nothing yet, once the sessions are there."""
    with Desk(served, "coordinator") as desk:
        until(lambda: desk.get("/").text.count("rows__link") >= 50, patience=120)
        cookies: Any = [
            {"name": cookie.name, "value": cookie.value, "url": served}
            for cookie in desk.browser.cookies
        ]
    with browser.new_context(base_url=served) as context:
        context.add_cookies(cookies)
        yield context


def fetched(page: Page, path: str) -> dict[str, int]:
    """The path of each thing that is fetched for a page, with the bytes that came for it."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    paths: dict[str, str] = {}
    weights: dict[str, int] = {}

    def asked(event: dict[str, Any]) -> None:
        paths[event["requestId"]] = re.sub(r"^http://[^/]+", "", event["request"]["url"])

    def came(event: dict[str, Any]) -> None:
        weights[paths[event["requestId"]]] = int(event["encodedDataLength"])

    network.on("Network.requestWillBeSent", asked)
    network.on("Network.loadingFinished", came)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return weights


def test_the_worklist_is_light(cold: BrowserContext) -> None:
    weights = fetched(cold.new_page(), "/")
    assert any("inter-names" in path for path in weights)  # its learners' names want those letters
    assert sum(weights.values()) <= MOST_BYTES, weights
    assert len(weights) <= MOST_REQUESTS, weights


def test_a_second_page_fetches_little_but_itself(cold: BrowserContext) -> None:
    page = cold.new_page()
    fetched(page, "/")
    assert set(fetched(page, "/audit/")) <= {"/audit/"}


def test_the_admin_site_runs_no_script_but_the_portals_own(
    browser: Browser, served: str
) -> None:
    with Desk(served, "administrator") as desk:
        pages = [desk.get(path).text for path in ("/admin/scheduling/site/add/", "/admin/auth/user/")]
    scripts = {name for page in pages for name in re.findall(r'<script[^>]* src="([^"]+)"', page)}
    assert {name.split("/")[2] for name in scripts} == {"django_htmx", "scheduling"}
