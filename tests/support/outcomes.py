"""What a fault test looks at:
the words on a page, the form on it, the record, and the stand-in's ledger.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import requests

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.models import Attempt, AuditEvent
from tests.support.client import Desk, session_path, settle

SILENT = {"script", "style", "template", "datalist", "noscript"}
VOID = {"input", "meta", "link", "br", "hr", "img"}


@dataclass
class _Page(HTMLParser):
    """Text of the page's main part, and what a browser without JavaScript would send from its
    booking form.
    """

    words: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self._in_form = False
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag not in VOID:
            self._open.append(tag)
        if tag == "form":
            self._in_form = facts.get("class") == "booking"
        if self._in_form:
            self._control(tag, facts)

    def _control(self, tag: str, facts: dict[str, str | None]) -> None:
        name, value = facts.get("name") or "", facts.get("value") or ""
        if tag == "input" and name and (facts.get("type") != "radio" or "checked" in facts):
            self.answers[name] = value
        elif tag == "select":
            self._select = name
            self.answers.setdefault(name, "")
        elif tag == "option" and "selected" in facts:
            self.answers[self._select] = value
        elif tag == "textarea":
            self._textarea = name
            self.answers[name] = ""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag == "textarea":
            self.answers[self._textarea] = self.answers.get(self._textarea, "").removeprefix("\n")
            self._textarea = ""
        if tag == "form":
            self._in_form = False

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.answers[self._textarea] += data
        if "main" in self._open and not SILENT & set(self._open):
            self.words.append(data)


def _read(answer: requests.Response) -> _Page:
    page = _Page()
    page.feed(answer.text)
    return page


def words(answer: requests.Response) -> str:
    """What a person reads on the page, as one line."""
    return " ".join(" ".join(_read(answer).words).split())


def form_on(answer: requests.Response) -> dict[str, str]:
    """What the page's booking form would send when Book is pressed."""
    return _read(answer).answers


def page_of(desk: Desk, where: dict[str, Any]) -> str:
    """The words on the session's page now."""
    return words(desk.get(session_path(where)))


def attempt_of(where: dict[str, Any]) -> Attempt:
    """The newest attempt on a session."""
    found = Attempt.objects.filter(session__sid=where["sessionSid"]).order_by("-pk").first()
    assert found is not None, "there is no attempt"
    return found


def details(kind: str) -> dict[str, Any]:
    """What the newest event of a kind holds."""
    event = AuditEvent.objects.filter(kind=kind).order_by("-number").first()
    assert event is not None, f"there is no {kind} event"
    told: dict[str, Any] = json.loads(event.details)
    return told


def posts(sandbox: Sandbox) -> int:
    """How many requests to book reached the provider."""
    return len(sandbox.requests("POST"))


def effects(sandbox: Sandbox, where: dict[str, Any]) -> list[str]:
    """What took effect on a session, in order."""
    return [booking["effect"] for booking in sandbox.bookings(where["sessionSid"])]


def settled(where: dict[str, Any], patience: float = 30.0) -> Attempt:
    """Let reading back go on until it is certain what became of the newest attempt;
    the log must hold then.
    """
    settle(patience)
    assert verify().holds
    return attempt_of(where)


ATTEMPT_ID = re.compile(r'name="attempt_id" value="([0-9a-f-]{36})"')


def attempt_id_on(answer: requests.Response) -> str:
    """The attempt id that the next click on Book will carry."""
    found = ATTEMPT_ID.search(answer.text)
    assert found, words(answer)
    return found[1]


def upstream(where: dict[str, Any]) -> str:
    """The session's path at the provider."""
    return "/v1/installs/{installSid}/exams/{examSid}/sessions/{sessionSid}".format(**where)
