"""Greek and Cyrillic names as one spelling of their sounds, whatever Latin letters are taken for
them: c or k, ph or f, y, j or i. A name of Latin letters has none, so that Carl finds no Karl.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""

from __future__ import annotations

import re

from scheduling.exam_sessions.search.romanization import cyrillic, greek
from scheduling.exam_sessions.search.romanization.letter_tables import replaced, table

MARK = "^"  # begins and ends such a spelling; no word has one
SHORTEST = 3
BEGUN_FROM = 4  # letters that a longer name may begin with
_TYPED = re.compile("[a-z]{3,}")
_ONE_SOUND = table("ph f; ck k; kh h; gh g; c k; q k; x ks; w v; y i; j i; ou u")
_HUSHED, _BREATHED = table("ch C"), table("ch h")  # of Cyrillic, and of Greek and German
_NAMES = (
    (re.compile("[\u0370-\u03ff\u1f00-\u1fff]+"), greek.as_heard, _BREATHED),
    (re.compile("[\u0400-\u052f]+"), cyrillic.as_heard, _HUSHED),
)
_SOFT = re.compile("(?<=[bdfgklmnprstvzh])iu")  # Lyudmila, Ludmila
_LONG_I = re.compile("i{2,}")


def spellings_of(text: str) -> set[str]:
    """What stands in the index for each word of these scripts."""
    found = {
        _spelled(way, hushed)
        for letters, as_heard, hushed in _NAMES
        for word in letters.findall(text)
        for way in as_heard(word)
    }
    return {f"{MARK}{one}{MARK}" for one in found if len(one) >= SHORTEST}


def spellings_meant(word: str) -> set[str]:
    """What a word in Latin letters may begin in the index of these spellings."""
    if not _TYPED.fullmatch(word):
        return set()
    found = {_spelled(word, said) for said in (_HUSHED, _BREATHED)}
    return {MARK + (one if len(one) >= BEGUN_FROM else one + MARK) for one in found}


def _spelled(latin: str, hushed: dict[str, str]) -> str:
    said = replaced(replaced(latin, hushed), _ONE_SOUND)
    return _LONG_I.sub("i", _SOFT.sub("u", said))
