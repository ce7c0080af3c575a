"""The consonants of scripts that write no vowels, or none that is heard as it is written, beside
those of a word in Latin letters.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from scheduling.exam_sessions.search.romanization import short_names, thai
from scheduling.exam_sessions.search.romanization.latin_spellings import (
    NASALS,
    OTHER_SCRIPT,
    as_spoken,
    plain,
)
from scheduling.exam_sessions.search.romanization.letter_tables import table

SOUNDS = "~"  # begins and ends what is no spelling but a word's consonants; no word has one
SHORTEST = 2  # consonants by which a whole word is found; one of fewer by its vowels as well
BEGUN_FROM = 3  # consonants that a longer word may begin with
MOST_WAYS = 16
_WITH_VOWELS = re.compile("[\u0370-\u058f\u10a0-\u11ff\u1c80-\u1cbf\u2d00-\u2d2f\u3000-\ud7ff]")
_HEARD = re.compile("[a-z]+")
_NON_JOINER = "\u200c"
# Each consonant as whatever it may be heard as; "-" for none.
_CONSONANTS = {
    letter: tuple("" if one == "-" else one for one in heard)
    for letter, heard in table(
        "א -; ב b; ג g; ד d; ה h; ו -b; ז s; ח h; ט t; י -; כ kh; ל l; מ m; נ n; ס s; ע -; פ b;"
        " צ s; ק k; ר r; ש s; ת t; ך kh; ם m; ן n; ף b; ץ s;"
        " ا -; ب b; پ b; ت t; ث ts; ج g; چ s; ح h; خ h; د d; ذ ds; ر r; ز s; ژ s; س s; ش s; ص s;"
        " ض ds; ط t; ظ ds; ع -; غ g; ف b; ڤ b; ق kg; ك k; ک k; گ g; ل l; م m; ن n; ه h; ة -; و -b;"
        " ي -; ی -; ى -; ہ h; ھ h; ء -; ٹ t; ڈ d; ڑ r; ں n; ے -"
    ).items()
}
# How consonants are heard that are written with several Latin letters, and in several ways.
_LATIN_SOUNDS = table(
    "tsch s; shch s; sch s; tch s; ch shk; sh s; kh hk; zh s; ph b; bh b; gh g; th ts; dh ds; ts s;"
    " tz s; ck k; dj g; x K; q kg; c k; z s; p b; f b; v b; w -w; W w; j g-; y -; a -; e -; i -;"
    " o -; u -"
)
_FIRST_W = re.compile("^w")  # is always heard, as one inside a name is not: Wanna is no Anna
_IN_LATIN = re.compile("|".join([*_LATIN_SOUNDS, "[a-z]"]))
# What is heard as one name, though a blank stands in it: Abdullah, Zulfiqar, Nasrullah, Saifuddin;
# and what families of two words begin with: Bengurion, Barlev, Abubakr.
_HEARD_AS_ONE = re.compile(
    r"\b((?:عبد|ذو|بن|ابن|أبو|ابو|آل|בן|בר|בת|אבן|אבו|בית) \w+|\w+ (?:الله|الدين|الدین))\b"
)
_NASAL_BEFORE_H = re.compile(f"(?<=[{NASALS}])[\u0939\u09b9\u0a39\u0ab9\u0b39\u0c39\u0cb9\u0d39]")
_ARTICLES = ("ال", "ה")


def sounds_of(text: str) -> set[str]:
    """What stands in the index for each word of such a script."""
    found: set[str] = set()
    apart = text.replace(_NON_JOINER, " ").split() if _NON_JOINER in text else []
    for word in (*text.split(), *apart, *_heard_as_one(text)):
        if OTHER_SCRIPT.search(word) and not _WITH_VOWELS.search(word):
            found |= set(_of_word(word))
    return {f"{SOUNDS}{one}{SOUNDS}" for one in found}


def _heard_as_one(text: str) -> Iterator[str]:
    """Names of two words in one, with the article's l and without: Abdulrahman, Abdurrahman."""
    for one in _HEARD_AS_ONE.findall(text):
        yield one.replace(" ", "")
        yield one.replace(" ال", "")


def _of_word(word: str) -> Iterator[str]:
    if any(char in _CONSONANTS for char in word):
        without = (word[len(one) :] for one in _ARTICLES if word.startswith(one))
        for said in {word, *without, word.replace("عبدال", "عبد")}:
            yield from _of_semitic(said)
        return
    heard = thai.as_heard(word) if thai.THAI.search(word) else {word, as_spoken(word)}
    for one in heard | {_NASAL_BEFORE_H.sub("\u0918", one) for one in heard}:  # Sinh, Singh
        yield from _of_latin(_FIRST_W.sub("W", plain(one)), also_unheard="v")


def _of_semitic(word: str) -> Iterator[str]:
    """Its consonants; of a word with fewer than two, its vowels too, as far as they are written."""
    bare = word[:-1] if word[-1:] in ("ה", "ه", "ہ") else word
    found = set(_every(_CONSONANTS.get(char, ("",)) for char in bare))
    if min(map(len, found)) < SHORTEST:
        found |= set(_every(_CONSONANTS.get(char, ("",)) for char in word))
        yield from short_names.shapes_of(word, _CONSONANTS)
    yield from (one for one in found if len(one) >= SHORTEST)


def sounds_meant(word: str) -> set[str]:
    """What a word in Latin letters may begin in the index of sounds."""
    if not _HEARD.fullmatch(word):
        return set()
    found = set(_of_latin(word))
    whole = {f"{SOUNDS}{one}{SOUNDS}" for one in found if _is_whole(one)}
    return whole | {f"{SOUNDS}{one}" for one in found if not _is_whole(one)}


def _is_whole(sounds: str) -> bool:
    return len(sounds) < BEGUN_FROM or not short_names.VOWELS.isdisjoint(sounds)


def _of_latin(word: str, also_unheard: str = "") -> Iterator[str]:
    """As above, of a word in Latin letters."""
    bare = word if len(word) == 1 else word.removesuffix("h")
    found = set(_latin_consonants(bare, also_unheard))
    if min(map(len, found), default=0) < SHORTEST:
        found |= set(_latin_consonants(word, also_unheard))
        parted = [(one, _ways_to_hear(one, "")) for one in _IN_LATIN.findall(bare)]
        yield from short_names.latin_shapes(parted)
    yield from (one for one in found if len(one) >= SHORTEST)


def _latin_consonants(word: str, also_unheard: str) -> Iterator[str]:
    return _every(_ways_to_hear(said, also_unheard) for said in _IN_LATIN.findall(word))


def _ways_to_hear(said: str, also_unheard: str) -> tuple[str, ...]:
    heard = _LATIN_SOUNDS.get(said, said).replace("K", "k")
    more = "-" if said == also_unheard else ""
    return tuple("" if one == "-" else one for one in heard + more)


def _every(options: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Each way to hear the consonants, doubled ones once."""
    found = [""]
    for heard in options:
        both = chain.from_iterable(
            (one if one.endswith(said) and said else one + said for said in heard) for one in found
        )
        found = list(dict.fromkeys(both))[:MOST_WAYS]
    yield from found
