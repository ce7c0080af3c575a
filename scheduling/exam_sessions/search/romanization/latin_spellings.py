"""A text of another script in Latin letters, in each way in which the names in it are written.

Where several tongues or passports write a letter otherwise, each has its way. What is rare is the
business of `anyascii`, which knows a way for every script.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from anyascii import anyascii

from scheduling.exam_sessions.search.romanization import cyrillic, greek, han, korean
from scheduling.exam_sessions.search.romanization.kana import in_latin
from scheduling.exam_sessions.search.romanization.letter_tables import replaced, table

OTHER_SCRIPT = re.compile(
    "[\u0370-\u1dff\u2d00-\ua6ff\ua800-\ud7ff\uf900-\uffff\U00010000-\U0003ffff]"
)
_UNSPACED = re.compile("[\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+")
_LONG_VOWELS = table("ou o; oo o; uu u")
_ARMENIAN = table("յ y; խ kh; ծ ts; ղ gh; ճ ch; ց ts; եւ ev; ու u; շ sh; չ ch; ժ zh; ձ dz")
# The dot for a nasal in the scripts of India, heard as the consonant behind it has it.
NASALS = "\u0902\u0982\u0a02\u0a70\u0a82\u0b02\u0c02\u0c82\u0d02"
_NASAL = re.compile(f"[{NASALS}](?=(.))")
# Letters of India that are heard otherwise than they are written: the flap in Chopra and Barua,
# the end of Rao, and Tamil’s way to write the sound in Lakshmi.
_HEARD_OTHERWISE = (
    (re.compile("[\u0921\u09a1\u0b21][\u093c\u09bc\u0b3c]"), "r"),
    (re.compile("[\u0922\u09a2\u0b22][\u093c\u09bc\u0b3c]"), "rh"),
    (
        re.compile(
            "(?<=[\u093e\u0a3e\u0abe\u0b3e\u0bbe\u0c3e\u0cbe\u0d3e])"
            "[\u0935\u0a35\u0ab5\u0b35\u0bb5\u0c35\u0cb5\u0d35]"
            "[\u094d\u0bcd\u0c4d\u0ccd\u0d4d\u0bc1\u0c41\u0cc1\u0d41]?(?=\\s|$)"
        ),
        "o",
    ),
    (re.compile("\u0b9f\u0bcd\u0b9a"), "\u0b95\u0bcd\u0bb7"),
)


def _armenian(text: str) -> set[str]:
    return {replaced(text, _ARMENIAN)}


_WAYS: tuple[tuple[re.Pattern[str], Callable[[str], set[str]]], ...] = (
    (re.compile("[\u0400-\u052f]"), cyrillic.ways),
    (re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), greek.ways),
    (re.compile("[\u0530-\u058f]"), _armenian),
)


def ways(text: str) -> set[str]:
    """The text in Latin letters, in each way in which the names in it are written; none where all
    of it is in Latin letters already.
    """
    if text.isascii() or not OTHER_SCRIPT.search(text):
        return set()
    composed = unicodedata.normalize("NFC", text)
    found = {composed}
    for letters, written in _WAYS:
        if letters.search(composed):
            found = {way for one in found for way in written(one)}
    found |= {as_spoken(one) for one in found}
    name = composed.strip()
    found = {plain(one) for one in found} | korean.borne(name) | han.with_family(name, plain)
    found |= korean.with_family(name, plain(name[1:]))
    return found | {replaced(one, _LONG_VOWELS) for one in found if _is_kana(composed)}


def as_spoken(text: str) -> str:
    """The text with letters of India as they are heard where that is not as they are written."""
    for written, heard in _HEARD_OTHERWISE:
        text = written.sub(heard, text)
    return text


def _is_kana(text: str) -> bool:
    return any("\u3040" <= char <= "\u30ff" for char in text)


def plain(text: str) -> str:
    """The text in plain Latin letters, in the one way that is known for every script."""
    heard = _NASAL.sub(_as_heard, in_latin(text))
    kept = (char if char.isspace() else anyascii(char) for char in heard)
    return "".join(kept).lower().replace("'", "").replace("`", "")


def _as_heard(nasal: re.Match[str]) -> str:
    return "m" if anyascii(nasal[1])[:1] in ("p", "b", "m") else "n"


def of_unspaced(words: Iterable[str]) -> set[str]:
    """Those of the words that are of a script without blanks between names, in Latin letters."""
    return {way for word in words if _UNSPACED.fullmatch(word) for way in ways(word)}
