"""Text as it is searched: without case, accents and apostrophes."""

from __future__ import annotations

import unicodedata

APOSTROPHES = frozenset("'’ʼ‘`´ʻ")


def folded(text: str) -> str:
    """Text for searching: “zoe” finds “Zoë”, “o'brien” finds “O’Brien”, “garcia, ines” finds “Inés García”."""
    decomposed = unicodedata.normalize("NFKD", text.casefold()).replace(",", " ")
    return "".join(char for char in decomposed if char not in APOSTROPHES and not unicodedata.combining(char))
