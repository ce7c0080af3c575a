"""Japanese syllables in Latin letters: a small letter belongs to the one before it, and a small tsu
doubles the consonant behind it.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""

from __future__ import annotations

import re

from anyascii import anyascii

from scheduling.exam_sessions.search.same_letters import KATAKANA

_TO_HIRAGANA = str.maketrans(KATAKANA)
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30f6\u30fc]+")
_SYLLABLE = re.compile("([ぁ-ゖ])([ぁぃぅぇぉゃゅょ])")
_DOUBLED = re.compile(r"っ([a-z]?)")
_BEFORE_VOWELS = {"u": "w", "i": "y", "ku": "kw", "gu": "gw"}
_WITHOUT_Y = ("sh", "ch", "j")


def in_latin(text: str) -> str:
    """The text with its kana in Latin letters; long vowels as they are written."""
    return _KANA.sub(_written, text)


def _written(kana: re.Match[str]) -> str:
    joined = _SYLLABLE.sub(_in_one, kana[0].translate(_TO_HIRAGANA))
    plain = "".join(char if char == "っ" or char.isascii() else anyascii(char) for char in joined)
    return _DOUBLED.sub(_twice, plain)


def _in_one(pair: re.Match[str]) -> str:
    """“ryo” of ri and a small yo, “ti” of te and a small i."""
    first, small = anyascii(pair[1]), anyascii(pair[2])
    stem = first.rstrip("aeiou")
    if len(small) == 1:
        return _BEFORE_VOWELS.get(first, stem) + small
    return stem + (small[1:] if stem in _WITHOUT_Y else small)


def _twice(consonant: re.Match[str]) -> str:
    return ("t" if consonant[1] == "c" else consonant[1]) + consonant[1]
