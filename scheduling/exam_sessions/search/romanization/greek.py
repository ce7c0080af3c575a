"""Greek in Latin letters, in each way of passports, of maps and by the sound: an accent on the
second of two vowels leaves them one sound, “Σταύρος”.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

from scheduling.exam_sessions.search.romanization.letter_tables import replaced, table

_WAYS = [
    table(way)
    for way in (
        "ου ou; αυ av; ευ ev; γγ ng; γκ g; μπ b; ντ d; η i; υ y; χ ch; φ f; ξ x",
        "ου ou; αυ au; ευ eu; γγ ng; γκ gk; μπ mp; ντ nt; η i; υ i; χ h; φ ph; ξ x; β v",
        "ου ou; αυ af; ευ ef; γγ g; γκ g; μπ b; ντ nt; η e; υ u; χ ch; φ ph; ξ ks; β b",
        "ου ou; αυ av; ευ ev; γγ gg; γκ g; μπ b; ντ d; η i; υ y; χ ch; φ f; ξ x",
        "ου u; αυ av; ευ ev; γγ ng; γκ gk; μπ mp; ντ nt; η i; υ y; χ h; φ f; ξ x; β v; ει i; οι i",
    )
]
_AS_HEARD = _WAYS[0]
# As by ear, and as Latin has it: Ikonomou, Economou.
_BY_EAR = [
    table(f"ου u; αι e; οι {oi}; ει i; αυ av; ευ ev; γγ ng; γκ g; μπ b; ντ {nt}; η {eta}; υ i; χ h")
    for oi, eta, nt in (("i", "i", "d"), ("i", "e", "nt"), ("e", "i", "nt"), ("e", "e", "nt"))
]
_STRESS = re.compile("[\u0300\u0301\u0313\u0314\u0342]")
_ETA_BEFORE_ANOTHER = re.compile("η(?=.*η)")
_ONE_SOUND = re.compile("([αεοηυ])([υι])[\u0300\u0301\u0313\u0314\u0342]+(?!\u0308)")
_HARD = re.compile("([αεη])υ(?=[θκξπσςτφχψ])")  # as af, ef and if
_BEFORE_A_VOWEL = re.compile("γ[ιυ]\u0301?(?=[αεηιουω])")
_BEFORE_E_OR_I = re.compile("γ(?=[ειηυ])")


def ways(text: str) -> set[str]:
    """The text with its Greek letters in Latin ones, in each way."""
    apart = _ONE_SOUND.sub(r"\1\2", unicodedata.normalize("NFD", text))
    heard = _HARD.sub(r"\1φ", apart)
    found = {replaced(_whole(one), way) for one in {apart, heard} for way in _WAYS}
    softened = {_BEFORE_A_VOWEL.sub("y", heard), _BEFORE_E_OR_I.sub("y", heard)}
    return found | {replaced(_whole(one), _AS_HEARD) for one in softened}


def as_heard(word: str) -> set[str]:
    """The word in Latin letters, in each way and by ear: ai and e are one sound, and oi, ei, y and
    i; an eta is written as i or as e, Dimitris, Demetris.
    """
    apart = _ONE_SOUND.sub(r"\1\2", unicodedata.normalize("NFD", word))
    heard = _HARD.sub(r"\1φ", _STRESS.sub("", apart))
    forms = (heard, _ETA_BEFORE_ANOTHER.sub("ε", heard))
    by_ear = {replaced(_whole(one), way) for one in forms for way in _BY_EAR}
    return {anyascii(one).lower() for one in ways(word) | by_ear}


def _whole(text: str) -> str:
    return unicodedata.normalize("NFC", text)
