"""What of a text a query matched, by the rules by which it was found: pieces of the text, each
marked or not. No HTML: whoever shows the pieces escapes them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from scheduling.exam_sessions.search import text_folding

LONGEST = 300  # letters that are looked at


class Piece(NamedTuple):
    """A part of a text, and whether the query matched it."""

    text: str
    is_match: bool


def marked(text: str, query: str) -> list[Piece]:
    """The text in pieces: joined they are the text."""
    words = {one for way in text_folding.readings(query) for word in way for one in word}
    words |= {full for word in words for full in text_folding.in_full(word)}
    pieces, done = [], 0
    for start, end in _matches(text, words):
        pieces += [Piece(text[done:start], False), Piece(text[start:end], True)]
        done = end
    pieces.append(Piece(text[done:], False))
    return [piece for piece in pieces if piece.text]


def _matches(text: str, words: set[str]) -> Iterator[tuple[int, int]]:
    done = 0
    for start in _starts(text[:LONGEST]):
        end = _end(text, start, words) if start >= done and words else 0
        if end:
            yield start, end
            done = end


def _starts(text: str) -> Iterator[int]:
    """Where a word of the index may begin: after what is no letter, and between letters and
    digits. Scripts without blanks have one at every letter.
    """
    before = ""
    for at, char in enumerate(text):
        if not char.isalnum():
            before = "" if unicodedata.category(char)[0] != "M" else before
            continue
        if not before or before.isdigit() != char.isdigit() or text_folding.is_unspaced(char):
            yield at
        before = char


def _said(text: str, start: int, end: int) -> set[str]:
    """The words of the index that this part of the text may be."""
    whole = "".join(text[start:end].casefold().split())
    said = text_folding.spellings(text[start:end])
    if not text[end : end + 1].isalnum():
        said |= {full for one in said for full in text_folding.in_full(one)}
    return said | {whole, text_folding.without_accents(whole)}


def _end(text: str, start: int, words: set[str]) -> int:
    """Where the longest match that begins here ends; 0 for none."""
    found = 0
    for end in range(start + 1, min(len(text), start + text_folding.LONGEST_WORD) + 1):
        said = _said(text, start, end)
        if said & words:
            found = end if text[end - 1].isalnum() else found
        elif not any(word.startswith(one) for word in words for one in said):
            break
    while found and found < len(text) and unicodedata.category(text[found])[0] == "M":
        found += 1
    return found
