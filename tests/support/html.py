"""HTML read as a person and a browser without JavaScript would: its words, its booking form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

import requests

SILENT = {"script", "style", "template", "datalist", "noscript"}
ATTEMPT_ID = re.compile(r'name="attempt_id" value="([0-9a-f-]{36})"')
# What isolates a word, and where a long one may go on in the next line: they part it from nothing.
NO_GAP = re.compile(r"</?bdi>|<wbr>")
VOID = {"input", "meta", "link", "br", "hr", "img"}


@dataclass
class _Page(HTMLParser):
    """Text of the page's main part, and what a browser without JavaScript would send from its
    booking form, or from the form that goes to the page's own address.
    """

    goes_home: bool = False
    words: list[str] = field(default_factory=list)
    at_first: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)  # behind a summary to click
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
            is_booking = facts.get("class") == "booking"
            is_home = facts.get("method") == "post" and "action" not in facts
            self._in_form = is_home if self.goes_home else is_booking
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
            if "summary" not in self._open and "details" in self._open:
                self.folded.append(data)
            else:
                self.at_first.append(data)


def _read(answer: requests.Response, *, goes_home: bool = False) -> _Page:
    page = _Page(goes_home)
    page.feed(NO_GAP.sub("", answer.text))
    return page


def plain_text(page: str) -> str:
    """What a page or a part of one says, without its tags, as one line."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", NO_GAP.sub("", page)).split()))


def has_digits(text: str, digits: str) -> bool:
    """Whether a number in a text contains these digits; an id made of digits and letters is no
    number, though such digits turn up in one by chance.
    """
    return any(digits in word for word in re.findall(r"[0-9A-Za-z]+", text) if word.isdigit())


def words(answer: requests.Response) -> str:
    """What a person reads on the page, as one line."""
    return " ".join(" ".join(_read(answer).words).split())


def words_at_first(answer: requests.Response) -> str:
    """What a person reads before anything is unfolded, as one line."""
    return " ".join(" ".join(_read(answer).at_first).split())


def words_below(answer: requests.Response) -> str:
    """What a person reads after a click on a summary, as one line."""
    return " ".join(" ".join(_read(answer).folded).split())


def form_on(answer: requests.Response) -> dict[str, str]:
    """What the page's booking form would send when Book is pressed."""
    return _read(answer).answers


def own_form_on(answer: requests.Response) -> dict[str, str]:
    """The same of a form that goes to the page's own address."""
    return _read(answer, goes_home=True).answers


def attempt_id_on(answer: requests.Response) -> str:
    """The attempt id that the next click on Book will carry."""
    found = ATTEMPT_ID.search(answer.text)
    assert found, words(answer)
    return found[1]
