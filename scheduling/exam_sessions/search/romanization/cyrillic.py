"""Cyrillic in Latin letters, in each way of maps, of passports, of those who write their own name
in English.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""

from __future__ import annotations

import re

from anyascii import anyascii

from scheduling.exam_sessions.search.romanization.letter_tables import replaced, table

# From one way to the next: of maps, of passports, of Ukraine and before, of the southern Slavs, of
# mailboxes, of the Balkans, of those who write theirs in English.
_WAYS = [
    table(way)
    for way in (
        "ё yo; ж zh; й y; х kh; ц ts; щ shch; ы y; ъ; ь; э e; ю yu; я ya; є ye; ї yi; ий y; ый y",
        "ё e; ж zh; й i; х kh; ц ts; щ shch; ы y; ъ ie; ь; э e; ю iu; я ia; є ie; ї i; кс x",
        "г h; ґ g; и y; й i; х kh; ц ts; щ shch; ь; ю iu; я ia; є ie; ї i; ій ii; зг zgh",
        "г h; ґ g; и y; й y; х kh; ц ts; щ shch; ь; ю yu; я ya; є ye; ї yi; ій iy; зг zgh",
        "ё e; ж z; й j; х h; ц c; ч c; ш s; щ sht; ъ a; ь; ю ju; я ja; ђ dj; љ lj; њ nj; ћ c; џ dz",
        "ё yo; ж j; й i; х h; ц tz; щ sch; ы i; ъ; ь; э e; ю yu; я ya; ия ia; ий i; ый i; в w;"
        " дж j; кс x",
        "ё e; ж zh; й y; х h; ц ts; щ sht; ъ a; ь y; ю yu; я ya; ђ đ; ћ ch; џ dzh; ѓ gj; ќ kj;"
        " ксандр ksander",
        "ё e; ж zh; й y; х kh; ц ts; щ shch; ы y; ъ; ь; э e; ю yu; я ya; ия ia; ий y; ый y; кс ks;"
        " ксандр xander; ктор ctor",
        "ё e; ж zh; й y; х kh; ц ts; щ shch; ы y; ъ; ь; э e; ю yu; я ya; ий iy; ый yy; кс x",
    )
]
_OF_MAPS, _OF_PASSPORTS, _OF_MAILBOXES = _WAYS[0], _WAYS[1], _WAYS[5]
_AFTER_A_HUSH = re.compile("(?<=[жчшщ])ё")
_INITIAL = re.compile(r"\b[єїюя]")
_INITIALLY = table("є ye; ї yi; ю yu; я ya")
_SOFTENED = re.compile("(?<![бвгґджзклмнпрстфхцчшщ])е")  # the first of a word, and behind a vowel


def ways(text: str) -> set[str]:
    """The text with its Cyrillic letters in Latin ones, in each way."""
    softened = {text, _SOFTENED.sub("ye", _INITIAL.sub(_at_first, text))}
    return {replaced(one, way) for one in softened for way in _WAYS}


def as_heard(word: str) -> set[str]:
    """The word in Latin letters, in the ways that differ by ear: Gorbachyov, Gorbachov."""
    softened = {word, _AFTER_A_HUSH.sub("о", word), _SOFTENED.sub("ye", word)}
    ways = (_OF_MAPS, _OF_PASSPORTS, _OF_MAILBOXES)
    return {anyascii(replaced(one, way)).lower() for one in softened for way in ways}


def _at_first(letter: re.Match[str]) -> str:
    return _INITIALLY[letter[0]]
