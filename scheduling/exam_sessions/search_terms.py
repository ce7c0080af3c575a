"""Text as it is searched: without case, accents and apostrophes, word by word."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
APOSTROPHES = frozenset("'’ʼ‘`´ʻ")


def folded(text: str) -> str:
    """Text for searching:
    “zoe” finds “Zoë”, “o'brien” finds “O’Brien”, “garcia, ines” finds “Inés García”.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold()).replace(",", " ")
    return "".join(
        char for char in decomposed if char not in APOSTROPHES and not unicodedata.combining(char)
    )


def words(text: str) -> list[str]:
    """The words of a text, folded, letters and digits only, each once, in the order of the text."""
    return list(dict.fromkeys(WORD.findall(folded(text))))
