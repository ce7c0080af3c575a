"""A coordinator at the desk over one kept-open connection: signs in, opens forms, books."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import requests

from benchmarks.stage import Scene

HIDDEN = re.compile(
    r'name="(csrfmiddlewaretoken|attempt_id|filled_by|session_type)" value="([^"]*)"'
)
EXAM_DAY = f"{date.today() + timedelta(days=40)}T09:30"


@dataclass(frozen=True, slots=True)
class Form:
    """An opened booking form: where it is sent, and its answers."""

    url: str
    answers: dict[str, str]


class Clerk:
    """Someone signed in, with a pooled connection of their own."""

    def __init__(self, scene: Scene, login: tuple[str, str] | None = None) -> None:
        """A coordinator, or whose `login` it is."""
        self.scene, self.portal, self.login = scene, scene.portal, login or scene.login
        self.browser = requests.Session()
        self.browser.trust_env = False

    def sign_in(self) -> Clerk:
        username, password = self.login
        url = f"{self.portal}/accounts/login/"
        answers = {"login": username, "password": password}
        answer = self.browser.post(
            url, answers | _hidden(self.browser.get(url).text), allow_redirects=False
        )
        if answer.status_code != 302:
            raise SystemExit(f"Signing in failed: {answer.status_code}.")
        return self

    def twin(self) -> Clerk:
        """The same person with another connection."""
        other = Clerk(self.scene, self.login)
        other.browser.cookies.update(self.browser.cookies)
        return other

    def open_form(self, where: Mapping[str, str], *, place: str) -> Form:
        """Open the booking form of an exam session, and fill it in for a seat at `place`."""
        url = f"{self.portal}{form_path(where)}"
        answer = self.browser.get(url)
        answer.raise_for_status()
        asked = {
            "appointment_date_time": EXAM_DAY,
            "proctor_location_sid": place,
            "notes": "Ground floor, please.",
        }
        return Form(url, _hidden(answer.text) | asked)

    def book(self, form: Form, *, expected: int = 302) -> None:
        """Send the form."""
        answer = self.browser.post(form.url, form.answers, allow_redirects=False)
        if answer.status_code != expected:
            raise SystemExit(f"A booking was answered with {answer.status_code}, not {expected}.")

    def sender(self, path: str, answers: Mapping[str, str]) -> Callable[[], str]:
        """To send the form at an address again and again;
        each time gives what it is answered with.
        """
        query = urlencode(answers)
        token = _hidden(self.browser.get(f"{self.portal}{path}?{query}").text)[
            "csrfmiddlewaretoken"
        ]
        return partial(
            self.line().post, f"{path}?{query}", answers | {"csrfmiddlewaretoken": token}, {}
        )

    def line(self) -> Line:
        """A bare connection with this person's sign-in, for pages that take a few milliseconds."""
        cookies = "; ".join(f"{one.name}={one.value}" for one in self.browser.cookies)
        return Line(self.portal, {"Cookie": cookies})


class Line:
    """One kept-open connection without a client library's own time on it."""

    def __init__(self, portal: str, headers: Mapping[str, str]) -> None:
        self._connection = HTTPConnection(urlsplit(portal).netloc, timeout=60)
        self._headers = dict(headers)

    def get(self, path: str) -> str:
        return self._ask("GET", path, None, {})

    def post(self, path: str, answers: Mapping[str, str], headers: Mapping[str, str]) -> str:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(answers), form | dict(headers))

    def book(self, form: Form) -> None:
        """Send an opened booking form; its answer leads to the session's page."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self._ask("POST", urlsplit(form.url).path, urlencode(form.answers), kind, expected=302)

    def _ask(
        self,
        method: str,
        path: str,
        body: str | None,
        headers: Mapping[str, str],
        *,
        expected: int = 200,
    ) -> str:
        self._connection.request(method, path, body, self._headers | dict(headers))
        answer = self._connection.getresponse()
        text = answer.read().decode()
        if answer.status != expected:
            raise SystemExit(f"{path} was answered with {answer.status}.")
        return text


def form_path(where: Mapping[str, str]) -> str:
    """The address of a session's booking form; `where` is as the stand-in gives it."""
    return f"/sessions/{where['installSid']}/{where['examSid']}/{where['sessionSid']}/schedule/"


def _hidden(page: str) -> dict[str, str]:
    return dict(HIDDEN.findall(page))
