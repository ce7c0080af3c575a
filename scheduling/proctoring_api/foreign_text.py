"""Cleaning of foreign text, once, where it is read: the provider's texts and ids, and the ends of
whatever people type.

* `clean_text`: a text of the provider's as the portal keeps and shows it. HTML entities are read,
  text that turns the order of reading is dropped, stacked marks are capped, half characters become
  “?”, and what can't be seen is taken off both ends. What nobody can see is blank.
* `clean_line`: the same for what stands on one line: names, titles.
* `clean_id`: an id, a SID, a token, a code or an email address. What can't be seen is dropped
  everywhere in it; capitals stay as they are.
* `clean_typed`: typed text without what turns the order of reading, and without what can't be seen
  at its ends. Joiners inside words stay: Persian and Hindi are written with them.
* `strip_unseen`: the same with whatever turns.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from html.entities import html5

# How many marks one letter carries: Vietnamese has two, pointed Hebrew four.
MOST_MARKS = 4
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", re.ASCII)
# Overrides, embeddings and isolates (U+202A–202E, 2066–2069), their deprecated kin, annotations.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x2070), *range(0xFFF9, 0xFFFC)])
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0x7F, 0xA0)])
# Letters, signs and marks to Unicode that no font draws.
_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065\u2800\u3164\uffa0\U00016fe4"
    + "".join(map(chr, [*range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000)]))
)
# Format characters to Unicode that fonts do draw, such as the Arabic sign for a year.
_DRAWN = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)


def clean_text(said: str) -> str:
    """The provider's text as it is kept and shown; "" where nothing of it can be seen."""
    if said.isascii() and said.isprintable() and "&" not in said:
        return said.strip()
    whole = with_entities_read(said).encode("utf-8", "replace").decode()
    return strip_unseen(_capped(whole.translate(_TURNING).translate(_CONTROLS)))


def with_entities_read(said: str) -> str:
    """The text with each whole HTML entity as what it stands for."""
    return _ENTITY.sub(_character, said) if "&" in said else said


def clean_line(said: str) -> str:
    """The provider's text as one line, with one blank where there was any white space."""
    return " ".join(clean_text(said).split())


def clean_id(said: str) -> str:
    """An id without anything that can't be seen, wherever it stands in it; "" where that is all.

    White space inside stays: it can be seen, and whoever reads the id refuses it.
    """
    if said.isascii() and said.isprintable():
        return said.strip()
    whole = said.encode("utf-8", "replace").decode()
    return "".join(char for char in strip_unseen(whole) if char.isspace() or not is_unseen(char))


def clean_typed(said: str) -> str:
    """What a person typed, as it is kept and shown; "" where nothing of it can be seen."""
    return strip_unseen(said if said.isascii() else said.translate(_TURNING))


def strip_unseen(said: str) -> str:
    """The text without what can't be seen at its beginning and its end."""
    if said.isascii() and said.isprintable():
        return said.strip()
    start, end = 0, len(said)
    while start < end and is_unseen(said[start]):
        start += 1
    while end > start and is_unseen(said[end - 1]):
        end -= 1
    return said[start:end]


def is_unseen(char: str) -> bool:
    """Whether a character shows nothing by itself: white space, controls, format characters, blank
    letters.
    """
    if char.isspace() or char in _BLANK:
        return True
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zs") and char not in _DRAWN


def _character(entity: re.Match[str]) -> str:
    """What one whole entity stands for; itself where it stands for nothing."""
    said = entity[0]
    return unescape(said) if said[1] == "#" else html5.get(said[1:], said)


def _capped(said: str) -> str:
    """The text with no more than `MOST_MARKS` marks on a letter, and none on nothing."""
    kept, marks = [], MOST_MARKS
    for char in said:
        is_mark = unicodedata.category(char) in ("Mn", "Me") and char not in _BLANK
        marks = marks + 1 if is_mark else 0 if not is_unseen(char) else marks
        if not is_mark or marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)
