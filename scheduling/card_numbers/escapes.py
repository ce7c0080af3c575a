"""What stands in a text for another character: the entities of pages (“&nbsp;”, also “&amp;nbsp;”),
the signs of addresses (“%20”) and of programs (“\\u00a0”), and the tags of pages, which part what
they stand between or show nothing. A text that was copied from any of them may have them between
the digits of a number, or for the digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

# However often a page was escaped again: “&amp;amp;nbsp;”. A few entities do without the semicolon.
_ESCAPE = re.compile(
    r"&(?:(?:amp|#0*38|#[xX]0*26);)*"
    r"((?:#[0-9]{1,30}|#[xX][0-9a-fA-F]{1,30}|[A-Za-z]{2,31}[0-9]{0,2});"
    r"|#[0-9]{1,30}|#[xX][0-9a-fA-F]{1,30}|[A-Za-z]{2,31})"
    r"|(?:%[0-9A-Fa-f]{2})+|(?:\\u[0-9A-Fa-f]{4})+",
    re.ASCII,
)
_TURNS = 4  # how often one kind stands for another: “%26nbsp%3B”
# An entity without the semicolon, run into what follows: pages take as many digits for it as there
# are, and people see that “&#1604242” is a blank and four digits.
_RUN_IN = re.compile(
    r"&(?:(?:amp|#0*38|#[xX]0*26);)*"
    r"(?:#([0-9]{2,30}+)(?!;)|#[xX]([0-9a-fA-F]{2,30}+)(?!;)|([A-Za-z]{2,31})(?=[0-9]))",
    re.ASCII,
)
_TAG = re.compile(r"<(?:/?[A-Za-z]|!)[^<>]*+>", re.ASCII)
_GAPS = re.compile(r"\s{2,}+")
Places = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Step:
    """What of a text is read as what, so many times over."""

    pattern: re.Pattern[str]
    meaning: str | Callable[[re.Match[str]], str]
    may_apply: Callable[[str], bool]
    turns: int = 1

    def read(self, text: str) -> str:
        for _ in range(self.turns if self.may_apply(text) else 0):
            plain = self.pattern.sub(self.meaning, text)
            if plain == text:
                break
            text = plain
        return text

    def read_in_place(self, text: str, places: Places) -> tuple[str, Places]:
        for _ in range(self.turns if self.may_apply(text) else 0):
            plain, places = self._once(text, places)
            if plain == text:
                break
            text = plain
        return text, places

    def _once(self, text: str, places: Places) -> tuple[str, Places]:
        parts: list[str] = []
        found: Places = []
        at = 0
        for match in self.pattern.finditer(text):
            start, end = match.span()
            said = self.meaning if isinstance(self.meaning, str) else self.meaning(match)
            parts += (text[at:start], said)
            found += places[at:start]
            if said == match[0]:
                found += places[start:end]
            else:
                found += [(places[start][0], places[end - 1][1])] * len(said)
            at = end
        return "".join([*parts, text[at:]]), found + places[at:]


Way = tuple[_Step, ...]


def readings(text: str) -> Iterator[tuple[Way, str]]:
    """Each way in which the text reads otherwise than it is written, with what it reads then."""
    for first in ((), (_ENTITIES_RUN_IN,)):
        begun = first[0].read(text) if first else text
        if first and begun == text:
            return
        read = _ESCAPES.read(begun)
        if read != text:
            yield (*first, _ESCAPES), read
        if (parted := _TAGS.read(read)) != read:
            yield (*first, _ESCAPES, _TAGS, _BLANKS), _BLANKS.read(parted)


def read_in_place(text: str, way: Way) -> tuple[str, Places]:
    """What the text reads in this way, and from where to where each character of it stands in the
    text.
    """
    places = [(at, at + 1) for at in range(len(text))]
    for step in way:
        text, places = step.read_in_place(text, places)
    return text, places


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


def _run_in(match: re.Match[str]) -> str:
    if match[3]:
        whole = f"&{match[3]};"
        return match[0] if (said := _entity(whole[1:])) == whole else said
    return _mark_and_digits(match[1], 10) if match[1] else _mark_and_digits(match[2], 16)


@lru_cache(maxsize=1024)
def _mark_and_digits(number: str, base: int) -> str:
    """A number as the mark that its beginning stands for and the digits behind that: four or eight
    where it can be read in several ways; as one character where it begins with no mark.
    """
    ends = [at for at in range(1, len(number)) if _is_mark(int(number[:at], base))]
    if not ends:
        return chr(int(number, base)) if int(number, base) < 0x110000 else "\ufffd"
    end = next((at for at in ends if (len(number) - at) % 4 == 0), ends[0])
    return chr(int(number[:end], base)) + number[end:]


def _is_mark(code: int) -> bool:
    if code > 0xFFFF or (code < 32 and code not in (9, 10, 13)):
        return False
    return chr(code).isspace() or unicodedata.category(chr(code))[0] in "ZPS" or code in _UNSEEN


_UNSEEN = frozenset((0xAD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0xFEFF))
_ESCAPES = _Step(
    _ESCAPE, _meaning, lambda text: "&" in text or "%" in text or "\\u" in text, _TURNS
)
_ENTITIES_RUN_IN = _Step(_RUN_IN, _run_in, lambda text: "&" in text)
_TAGS = _Step(_TAG, " ", lambda text: "<" in text)
_BLANKS = _Step(_GAPS, " ", lambda _: True)  # a page shows as many as there are as one
