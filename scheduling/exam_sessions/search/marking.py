"""What of a text a query matched, by the rules by which it was found: pieces of the text, each
marked or not. No HTML: whoever shows the pieces escapes them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scheduling.exam_sessions.search import text_folding
from scheduling.exam_sessions.search.romanization import latin_forms

LONGEST = 300  # letters that are looked at


class Piece(NamedTuple):
    """A part of a text, and whether the query matched it."""

    text: str
    is_match: bool


def marked(text: str, query: str) -> Sequence[Piece]:
    """The text in pieces: joined they are the text."""
    return Marker(query).pieces(text)


class Marker:
    """Marks what a query matched of the texts of one page. What it has worked out is kept as long
    as itself: a list says the same courses, and names begin alike.
    """

    def __init__(self, query: str) -> None:
        words = {one for way in text_folding.readings(query) for word in way for one in word}
        self._words = words | {other for word in words for other in latin_forms.otherwise(word)}
        self._marked: dict[str, Sequence[Piece]] = {}
        self._said: dict[tuple[str, bool], set[str]] = {}

    def pieces(self, text: str) -> Sequence[Piece]:
        """The text in pieces: joined they are the text."""
        if text not in self._marked:
            self._marked[text] = self._pieces(text)
        return self._marked[text]

    def _pieces(self, text: str) -> list[Piece]:
        pieces, done = [], 0
        for start, end in self._matches(text):
            pieces += [Piece(text[done:start], False), Piece(text[start:end], True)]
            done = end
        pieces.append(Piece(text[done:], False))
        return [piece for piece in pieces if piece.text]

    def _matches(self, text: str) -> Iterator[tuple[int, int]]:
        done = 0
        for start in _starts(text[:LONGEST]):
            end = self._end(text, start) if start >= done and self._words else 0
            if end:
                yield start, end
                done = end

    def _end(self, text: str, start: int) -> int:
        """Where the longest match that begins here ends; 0 for none."""
        found = 0
        for end in range(start + 1, min(len(text), start + text_folding.LONGEST_WORD) + 1):
            said = self._may_be(text[start:end], ends_word=not text[end : end + 1].isalnum())
            if said & self._words:
                found = end if text[end - 1].isalnum() else found
            elif not any(word.startswith(one) for word in self._words for one in said):
                break
        while found and found < len(text) and unicodedata.category(text[found])[0] == "M":
            found += 1
        return found

    def _may_be(self, part: str, *, ends_word: bool) -> set[str]:
        """The words of the index that this part of a text may be."""
        key = part, ends_word
        if key not in self._said:
            self._said[key] = _words(part, ends_word=ends_word)
        return self._said[key]


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


def _words(part: str, *, ends_word: bool) -> set[str]:
    whole = "".join(part.casefold().split())
    said = text_folding.spellings(part)
    if ends_word:
        said |= {other for one in said for other in latin_forms.otherwise(one)}
    return said | {whole, text_folding.without_accents(whole)}
