"""Names as the eye reads them: what looks alike is the same text, whichever characters it is of.

Unicode's table of confusable characters (the package `confusable_homoglyphs`) is read when the
first name is compared: no page needs it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from scheduling.proctoring_api.foreign_text import is_unseen

SPACE = " "
BETWEEN_WORDS = re.compile(r"[\s\-‐‑–./·・־་༌፡]+")
# Scripts that one language writes side by side.
WRITTEN_TOGETHER = (
    {"HAN", "HIRAGANA", "KATAKANA"},
    {"HAN", "HANGUL"},
    {"HAN", "BOPOMOFO"},
)
OF_NO_SCRIPT = {"COMMON", "INHERITED"}
_ONE_STROKE = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o"})
# Digits that are written for a letter; each for one of its own, so that they tell apart.
_DIGITS = str.maketrans({"2": "z", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"})
# Two letters that read as one. None of them does where its first one is a capital.
_PAIRS = (
    *(("rn", "m"), ("nn", "m"), ("vv", "w"), ("ii", "u")),
    *(("cl", "d"), ("c1", "d"), ("c|", "d")),
)
_CAPITAL_FIRST = re.compile(r"(?<=[CСϹNΝ])(?=[A-Za-z1|])")
_APART = "\ue000"  # stands between two letters that are none of these
_LIKE_CL = re.compile(r"(?<=[cсϲ])I")
# Signs that lengthen or repeat what stands before them: letters in the scripts that have them, a
# smudge anywhere else. All other modifier letters are apostrophes, tones, small strokes.
_REPEATING = {
    **dict.fromkeys("々〻", "CJK"),
    # The last one, of Korean, is what ー is read as.
    **dict.fromkeys("ーゝゞヽヾᅳ", ("HIRAGANA", "KATAKANA", "HANGUL", "CJK")),
}
# By its name in Unicode, a Latin letter that is turned, small as a capital, hooked or struck out.
_LATIN = re.compile(r"LATIN (?:[A-Z ]+ )?([A-Z])(?: WITH .+)?")


def readings(text: str) -> frozenset[str]:
    """The text as the eye may read it: one blank between words, no capitals, no accents, nothing
    that can't be seen, and one character for all that look like it.

    Texts that share a reading look alike. There are two, because capitals look like others than
    their small letters do: Cyrillic В like B, and в like nothing Latin.
    """
    apart = _LIKE_CL.sub("l", _CAPITAL_FIRST.sub(_APART, text))
    as_capitals = _plain(apart, only_to_ascii=True).casefold()
    return frozenset(_finished(one) for one in (apart.casefold(), as_capitals))


def letters(text: str) -> frozenset[str]:
    """The readings' letters and digits alone, for names: “Ann-Lee Wu” is “Ann Lee Wu”."""
    return frozenset("".join(one) for one in words(text))


def words(text: str) -> frozenset[tuple[str, ...]]:
    """The same word by word, whatever sign stands between them."""
    return frozenset(
        tuple(word for part in BETWEEN_WORDS.split(one) if (word := _letters_of(part)))
        for one in readings(text)
    )


def _letters_of(text: str) -> str:
    return "".join(
        char
        for before, char in zip(f" {text}", text, strict=False)
        if unicodedata.category(char)[0] in "LNM" and not _is_smudge(char, before)
    )


def _is_smudge(char: str, before: str) -> bool:
    """Whether a modifier letter says nothing behind what stands before it."""
    if char in _REPEATING:
        return not unicodedata.name(before, "").startswith(_REPEATING[char])
    return unicodedata.category(char) == "Lm"


def _finished(text: str) -> str:
    seen = _plain(_plain(text).casefold())
    for two, one in _PAIRS:
        seen = seen.replace(two, one)
    seen = seen.replace(_APART, "").translate(_ONE_STROKE | _DIGITS)
    return SPACE.join(seen.split())


def is_of_one_script(text: str) -> bool:
    """Whether all letters are of one script, or of such as one language writes together."""
    from confusable_homoglyphs.categories import unique_aliases

    scripts = {one.upper() for one in unique_aliases(text)} - OF_NO_SCRIPT
    return len(scripts) < 2 or any(scripts <= together for together in WRITTEN_TOGETHER)


def has_unseen(text: str) -> bool:
    """Whether a character of the text, but for plain blanks, shows nothing."""
    return any(is_unseen(char) for char in text if char != SPACE)


def _plain(text: str, *, only_to_ascii: bool = False) -> str:
    """Compatible forms made one, marks and the unseen left out, what looks alike made the same."""
    alike = _prototypes()
    whole = unicodedata.normalize("NFKC", text)
    drawn = [(char, alike.get(char, char)) for char in unicodedata.normalize("NFKD", whole)]
    taken = (like if like.isascii() or not only_to_ascii else char for char, like in drawn)
    parts = unicodedata.normalize("NFKD", "".join(map(_upright, taken)))
    return "".join(SPACE if char.isspace() else char for char in parts if not _is_dropped(char))


def _upright(text: str) -> str:
    """A Latin letter without what was done to its shape."""
    if text.isascii() or len(text) > 1:
        return text
    found = _LATIN.fullmatch(unicodedata.name(text, ""))
    return found[1].lower() if found else text


def _is_dropped(char: str) -> bool:
    return unicodedata.combining(char) != 0 or (is_unseen(char) and not char.isspace())


@cache
def _prototypes() -> dict[str, str]:
    """What stands for each character that looks like others: a plain one where there is any."""
    from confusable_homoglyphs.confusables import confusables_data

    leader: dict[str, str] = {}

    def lead(text: str) -> str:
        while leader.setdefault(text, text) != text:
            text = leader[text]
        return text

    for one, others in confusables_data.items():
        for other in others:
            leader[lead(_drawn(one))] = lead(_drawn(other["c"]))
    groups: dict[str, list[str]] = {}
    for text in list(leader):
        groups.setdefault(lead(text), []).append(text)
    return {
        text: chosen
        for group in groups.values()
        for chosen in [min(group, key=_plainness)]
        for text in group
        if len(text) == 1 and text != chosen
    }


def _drawn(text: str) -> str:
    """An entry of the table without the marks of direction around it."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf") or text


def _plainness(text: str) -> tuple[bool, int, bool, str]:
    return not text.isascii(), len(text), not text.islower(), text
