"""Browser windows of people who are signed in, and everything that goes wrong in them."""

from __future__ import annotations

import time
from importlib import import_module
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
PATIENCE = 30_000  # milliseconds for one step
QUIET = 1.5  # seconds: a form asks 0.3 seconds after what was typed last
TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));"""
# What Chromium and htmx say about a request that was refused or broke off: the request itself is
# noted.
ECHOES = (
    "Failed to load resource: the server responded with a status of",
    "Response Status Error Code",
    "htmx:afterRequest",
    "htmx:sendError",
    "htmx:sendAbort",
)


class Windows:
    """Opens windows on the portal and remembers every fault that a browser would have met."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.faults: list[str] = []
        self.refusals: list[int] = []  # statuses from 400 that arrived, in order
        self.expected: list[int] = []  # those that the test wants
        self.tolerated: set[int] = set()  # those that may come any number of times
        self._contexts: list[BrowserContext] = []
        self._under_way: set[Request] = set()
        self._last_asked = time.monotonic()

    def __enter__(self) -> Windows:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # What a page sends as it goes away, a draft, would reach the next test's database.
        for context in self._contexts:
            if context.pages:  # else the test has closed it already
                context.set_offline(True)
            context.close()

    def open(self, username: str = "", *, at: str = "/", **options: Any) -> Page:
        """A new window at an address, with cookies of its own;
        without a name, nobody is signed in.
        """
        context = self.browser.new_context(
            **{
                "base_url": self.url,
                "viewport": DESK,
                "locale": "en-US",
                "timezone_id": "Europe/Berlin",
            }
            | options
        )
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(TELL_VIOLATIONS)
        if username:
            context.add_cookies([sign_in_cookie(username, self.url)])
        page = context.new_page()
        self._watch(page)
        page.goto(at)
        return page

    def expect(self, *statuses: int) -> None:
        """These refusals, in this order, belong to the test."""
        self.expected.extend(statuses)

    def tolerate(self, status: int) -> None:
        """This refusal may come, once or more often."""
        self.tolerated.add(status)

    def settle(self, page: Page) -> None:
        """Wait until what was typed was answered and no page asks anything more. A page's own
        `networkidle` is no help: it comes once, after the page was loaded.
        """
        end = time.monotonic() + PATIENCE / 1000
        while self._under_way or time.monotonic() < self._last_asked + QUIET:
            assert time.monotonic() < end, [one.url for one in self._under_way]
            page.wait_for_timeout(50)

    @property
    def unforeseen(self) -> list[int]:
        """The refusals that arrived, but for those that the test tolerates."""
        return [status for status in self.refusals if status not in self.tolerated]

    def _watch(self, page: Page) -> None:
        page.on("request", self._asked)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _asked(self, request: Request) -> None:
        self._last_asked = time.monotonic()
        self._under_way.add(request)

    def _ended(self, request: Request) -> None:
        self._under_way.discard(request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ECHOES):
            self.faults.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if (
            request.failure != "net::ERR_ABORTED"
        ):  # given up by the page itself, or left behind with it
            self.faults.append(
                f"failed: {request.method} {urlsplit(request.url).path} {request.failure}"
            )

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.refusals.append(response.status)


def sign_in_cookie(username: str, url: str) -> Any:
    """The cookie of someone who has signed in;
    that signing in works by hand has a test of its own.
    """
    user = get_user_model().objects.get(username=username)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}
