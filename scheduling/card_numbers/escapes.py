"""What stands in a text for another character: the entities of pages (“&nbsp;”, also “&amp;nbsp;”),
the signs of addresses (“%20”) and of programs (“\\u00a0”). A text that was copied from any of them
may have them between the digits of a number, or for the digits.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

# However often a page was escaped again: “&amp;amp;nbsp;”. A few entities do without the semicolon.
_ESCAPE = re.compile(
    r"&(?:(?:amp|#0*38|#[xX]0*26);)*"
    r"((?:#[0-9]{1,30}|#[xX][0-9a-fA-F]{1,30}|[A-Za-z]{2,31}[0-9]{0,2});"
    r"|#[0-9]{1,30}|#[xX][0-9a-fA-F]{1,30}|[A-Za-z]{2,31})"
    r"|(?:%[0-9A-Fa-f]{2})++|(?:\\u[0-9A-Fa-f]{4})++",
    re.ASCII,
)
_TURNS = 4  # how often one kind stands for another: “%26nbsp%3B”
Places = list[tuple[int, int]]


def as_read(text: str) -> str:
    """The text with each of them as what it stands for."""
    for _ in range(_TURNS):
        plain = _ESCAPE.sub(_meaning, text) if _may_have_one(text) else text
        if plain == text:
            break
        text = plain
    return text


def read_in_place(text: str) -> tuple[str, Places]:
    """The same, and from where to where each character of it stands in the text."""
    places = [(at, at + 1) for at in range(len(text))]
    for _ in range(_TURNS):
        plain, places = _once(text, places)
        if plain == text:
            break
        text = plain
    return text, places


def _may_have_one(text: str) -> bool:
    return "&" in text or "%" in text or "\\u" in text


def _once(text: str, places: Places) -> tuple[str, Places]:
    parts: list[str] = []
    found: Places = []
    at = 0
    for match in _ESCAPE.finditer(text):
        start, end = match.span()
        said = _meaning(match)
        parts += (text[at:start], said)
        found += places[at:start]
        found += [(places[start][0], places[end - 1][1])] * len(said)
        at = end
    return "".join([*parts, text[at:]]), found + places[at:]


def _meaning(match: re.Match[str]) -> str:
    return _entity(match[1]) if match[1] else _escaped(match[0])


@lru_cache(maxsize=1024)
def _entity(name: str) -> str:
    return unescape(f"&{name}")


@lru_cache(maxsize=1024)
def _escaped(said: str) -> str:
    if said[0] == "%":
        return unquote(said)
    return bytes.fromhex(said.replace("\\u", "")).decode("utf-16-be", "replace")
