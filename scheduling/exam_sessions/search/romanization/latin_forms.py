"""Latin names as their bearers, keyboards and passports write them otherwise: Mueller, Saint John,
McDonald, De Souza, Henry Ford 3rd.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# The same letters where a keyboard lacks them: Mueller, Soerensen, Aase, Guthrun; the å alone, as
# Danes write Østergård as Ostergaard.
_RINGED = {"å": "aa"}
_OTHERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "ə": "e", "đ": "dj", "ð": "th"}
IN_TWO = (str.maketrans(_RINGED), str.maketrans(_OTHERS), str.maketrans(_RINGED | _OTHERS))
# The syllables lü and nü, as keyboards and as passports have them.
_PINYIN = re.compile(r"([ln])[üǖǘǚǜ](?=e?\b)")
# The same letter in two that no plain way of writing it has: Grosz for Groß.
SHARP_S = str.maketrans({"ß": "sz", "ẞ": "sz"})
# Words that are written in short or in full, as somebody pleases.
IN_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
IN_FULL = {full: short for short, full in IN_SHORT.items()}
# What stands behind a name, in short or in full.
_BEHIND = {"jr": "junior", "sr": "senior", "ii": "2nd", "iii": "3rd", "iv": "4th"}
_BEHIND_IN_FULL = {full: short for short, full in _BEHIND.items()}
_FROM_THE_FRENCH = re.compile(r"\bd['’ʼ‘`´](?=\w)")
_SON_OF = re.compile(r"(?:mc(?=[a-z]{2})|mac(?=[a-z]{3}))")
_VAN_DER = {"vd": "vande"}  # and whatever ends so: van de, van den, van der


def in_pinyin(text: str) -> set[str]:
    """The text with the syllables lü and nü in each way of writing them."""
    return {_PINYIN.sub(rf"\1{said}", text) for said in ("v", "yu")}


def otherwise(word: str) -> set[str]:
    """“saint” for “st”, “junior” for “jr”, “iii” for “3rd”."""
    return {known[word] for known in (IN_SHORT, _BEHIND, _BEHIND_IN_FULL) if word in known}


def behind(pieces: Iterable[str]) -> set[str]:
    """What stands behind the first word of a name, written otherwise: “3rd” for “III”."""
    known = _BEHIND | _BEHIND_IN_FULL
    return {known[piece] for piece in list(pieces)[1:] if piece in known}


def with_de(text: str) -> str:
    """“De Souza” for “D’Souza”."""
    return _FROM_THE_FRENCH.sub("de ", text)


def meant(word: str) -> set[str]:
    """The other spellings in which a name that begins so may be: “macdon” of “mcdon”."""
    short = {_VAN_DER[word]} if word in _VAN_DER else set()
    son = _SON_OF.match(word)
    if son is None:
        return short
    other = "mac" if son[0] == "mc" else "mc"
    return {other + word[son.end() :]}
