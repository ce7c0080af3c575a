"""Someone signed in at the portal over HTTP, and the practice logins' passwords."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from importlib import import_module
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from scheduling.access import wrong_password_limits
from scheduling.practice.loading import PEOPLE
from tests.support.booking_form import booking, form_path

PASSWORDS = {person.username: person.password for person in PEOPLE}


class Desk:
    """Someone signed in at the portal, as a browser without JavaScript would be."""

    def __init__(self, url: str, username: str) -> None:
        self.url, self.username = url, username
        self.browser = requests.Session()
        self.browser.trust_env = False

    def __enter__(self) -> Desk:
        self.sign_in()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.browser.close()

    def sign_in(self) -> None:
        """Send the form without asking for its page first: any token will do that is the cookie's,
        too.
        """
        token = self.browser.cookies.get("csrftoken") or get_random_string(32)
        answer = self.browser.post(
            f"{self.url}/accounts/login/",
            {
                "login": self.username,
                "password": PASSWORDS[self.username],
                "csrfmiddlewaretoken": token,
            },
            cookies={"csrftoken": token},
            allow_redirects=False,
        )
        assert answer.status_code == 302, answer.text[:2000]

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.browser.get(f"{self.url}{path}", allow_redirects=False, **options)

    def post(self, path: str, data: Mapping[str, Any] | str, **options: Any) -> requests.Response:
        """POST with the CSRF cookie's token, redirects shown and not followed."""
        headers = {
            "X-CSRFToken": self.browser.cookies.get("csrftoken", ""),
            **options.pop("headers", {}),
        }
        return self.browser.post(
            f"{self.url}{path}", data, headers=headers, allow_redirects=False, **options
        )

    def book(self, where: Mapping[str, str], **answers: Any) -> requests.Response:
        """Send the form for one of the stand-in's sessions;
        what isn't given is a plain testing-center seat.
        """
        return self.post(form_path(where), booking(**answers))


class SignedInDesk(Desk):
    """Someone who comes signed in: the session, event and cookies of a sign-in, without its page.

    It costs a quarter of one. That signing in works by hand has tests of its own.
    """

    def __enter__(self) -> Desk:
        request = _signed_in(self.username)
        for name, value in (
            (settings.SESSION_COOKIE_NAME, request.session.session_key),
            (settings.CSRF_COOKIE_NAME, request.META["CSRF_COOKIE"]),
            (settings.KNOWN_COMPUTER_COOKIE, wrong_password_limits.cookie_for(self.username)),
        ):
            self.browser.cookies.set(name, value, domain=urlsplit(self.url).hostname, path="/")
        return self


def _signed_in(username: str) -> HttpRequest:
    """What a request to sign in has become once the password was found right."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, get_user_model().objects.get(username=username))
    request.session.save()
    return request
