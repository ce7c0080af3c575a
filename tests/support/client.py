"""People at the desk, over HTTP: the portal on a socket, and someone who signs in and books."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from uuid import uuid4

import requests
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from scheduling.booking import read_back
from scheduling.models import Attempt, AuditEvent
from scheduling.practice.seed import PEOPLE

PASSWORDS = {person.username: person.password for person in PEOPLE}
EXAM_DAY = "2027-01-14T09:30"  # a Thursday; 15:30 UTC in Chicago
EXAM_INSTANT = "2027-01-14T15:30:00.000Z"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
DULUTH = "PL" + "1".zfill(32)


class _QuietHandler(WSGIRequestHandler):
    disable_nagle_algorithm = (
        True  # or every answer waits for the other side to say that it has the first half
    )

    def log_message(self, *args: Any) -> None:
        """The tests look at what was answered, not at a log."""


class Portal:
    """The portal's own WSGI application on a free loopback port."""

    def __init__(self) -> None:
        self._server = ThreadedWSGIServer(("127.0.0.1", 0), _QuietHandler, ipv6=False)
        self._server.set_app(get_wsgi_application())
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Portal:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


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
        page = self.get("/accounts/login/")
        token = CSRF.search(page.text)
        assert token, page.text[:500]
        answer = self.browser.post(
            f"{self.url}/accounts/login/",
            {
                "login": self.username,
                "password": PASSWORDS[self.username],
                "csrfmiddlewaretoken": token[1],
            },
            allow_redirects=False,
        )
        assert answer.status_code == 302, answer.text[:2000]

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.browser.get(f"{self.url}{path}", allow_redirects=False, **options)

    def post(self, path: str, data: Mapping[str, Any], **options: Any) -> requests.Response:
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


def session_path(where: Mapping[str, str]) -> str:
    """The session's page; `where` is as the stand-in gives it."""
    return f"/sessions/{where['installSid']}/{where['examSid']}/{where['sessionSid']}/"


def form_path(where: Mapping[str, str]) -> str:
    """The form that books the session."""
    return f"{session_path(where)}schedule/"


def booking(**answers: Any) -> dict[str, Any]:
    """What the form sends for a seat in Duluth on the exam day, with some answers changed;
    None leaves one out.
    """
    usual = {
        "session_type": "smarter-scheduling",
        "attempt_id": str(uuid4()),
        "appointment_date_time": EXAM_DAY,
        "time_zone": "America/Chicago",
        "proctor_location_sid": DULUTH,
    }
    return {name: value for name, value in (usual | answers).items() if value is not None}


def settle(patience: float = 30.0) -> None:
    """Let the background's own steps run until nothing is unsettled, or `patience` seconds have
    passed.
    """
    end = time.monotonic() + patience
    while time.monotonic() < end:
        for pk in read_back.due(datetime.now(UTC)):
            read_back.read_back(pk)
        if not Attempt.objects.filter(state__in=Attempt.OPEN, needs_person=False).exists():
            return
        time.sleep(0.05)


def kinds() -> list[str]:
    """The kinds of the events written since the practice data was loaded, oldest first;
    signing in and out aside.
    """
    set_up = (
        "install_added",
        "install_changed",
        "role_granted",
        "signed_in",
        "signed_out",
        "sign_in_failed",
    )
    return list(
        AuditEvent.objects.exclude(kind__in=set_up)
        .order_by("number")
        .values_list("kind", flat=True)
    )
