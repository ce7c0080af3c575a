"""What a page costs to fetch, with nothing kept yet: bytes and requests, as Chromium counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.client import Desk
from tests.support.polling import until
from tests.support.practice_processes import PATIENCE, free_port, own_environment, started

pytestmark = pytest.mark.browser
MOST_BYTES = 120 * 1024
MOST_REQUESTS = 12


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal as `make run` starts it: DEBUG off, gunicorn, static files collected."""
    port = free_port()
    ports = {"PORT": str(port), "SANDBOX_PORT": str(free_port())}
    with started(own_environment(tmp_path_factory.mktemp("served"), **ports)) as process:
        url = f"http://127.0.0.1:{port}"
        until(lambda: process.poll() is not None or _answers(url), PATIENCE)
        yield url


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=5).ok
    except requests.RequestException:
        return False


@pytest.fixture
def cold(browser: Browser, served: str) -> Iterator[BrowserContext]:
    """A coordinator's browser that has fetched nothing yet, once the sessions are there."""
    with Desk(served, "coordinator") as desk:
        until(lambda: desk.get("/?view=all").text.count("rows__link") >= 50, PATIENCE)
        cookies: Any = [
            {"name": cookie.name, "value": cookie.value, "url": served}
            for cookie in desk.browser.cookies
        ]
    with browser.new_context(base_url=served) as context:
        context.add_cookies(cookies)
        yield context


def fetched(page: Page, path: str) -> dict[str, int]:
    """What a page takes from the network: the path of each thing, and its bytes.

    Chromium's own requests end here without having begun here: they are none of the page's.
    """
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    paths: dict[str, str] = {}
    weights: dict[str, int] = {}

    def asked(event: dict[str, Any]) -> None:
        paths[event["requestId"]] = re.sub(r"^http://[^/]+", "", event["request"]["url"])

    def came(event: dict[str, Any]) -> None:
        if path := paths.get(event["requestId"]):
            weights[path] = int(event["encodedDataLength"])

    network.on("Network.requestWillBeSent", asked)
    network.on("Network.loadingFinished", came)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return {path: came for path, came in weights.items() if came}  # what it has needs no bytes


@pytest.mark.long
def test_the_worklist_is_light(cold: BrowserContext) -> None:
    weights = fetched(cold.new_page(), "/?view=all")
    assert any("inter-names" in path for path in weights)  # its learners' names want those letters
    assert sum(weights.values()) <= MOST_BYTES, weights
    assert len(weights) <= MOST_REQUESTS, weights


@pytest.mark.long
def test_a_second_page_fetches_little_but_itself(cold: BrowserContext) -> None:
    page = cold.new_page()
    fetched(page, "/")
    assert set(fetched(page, "/audit/")) <= {"/audit/"}


@pytest.mark.long
def test_the_admin_site_runs_no_script_but_the_portals_own(served: str) -> None:
    with Desk(served, "administrator") as desk:
        answers = [desk.get(f"/admin/{path}") for path in ("scheduling/site/add/", "auth/user/")]
    assert [answer.status_code for answer in answers] == [200, 200]
    found = [one.text for one in answers]
    named = {name for page in found for name in re.findall(r'<script[^>]* src="([^"]+)"', page)}
    assert {name.split("/")[2] for name in named} == {"django_htmx", "scheduling"}
