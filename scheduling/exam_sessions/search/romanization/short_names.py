"""Names with hardly a consonant, such as علي and נועה, whose vowels are partly written: by both.

Of vowels beside each other the last one counts, and before a consonant at the beginning any is the
same: scripts write whichever letter carries it.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

VOWELS = frozenset("aiu")
MOST_SHAPES = 12
_WRITTEN = (
    dict.fromkeys("אעاعءة", ("a",)) | dict.fromkeys("יيیىے", ("i",)) | dict.fromkeys("וو", ("u",))
)
_AT_THE_END = dict.fromkeys("ىیي", ("i", "a")) | dict.fromkeys("הهہ", ("a",))  # Ali, and Layla
_IN_LATIN = dict.fromkeys("a", "a") | dict.fromkeys("eiy", "i") | dict.fromkeys("ouw", "u")
Options = tuple[str, ...]


def shapes_of(word: str, consonants: Mapping[str, Options]) -> Iterator[str]:
    """Each way to hear a word of a script without vowels."""
    said = unicodedata.normalize("NFD", word)
    letters = "".join(char for char in said if not unicodedata.combining(char))
    heard = [_WRITTEN.get(char) or tuple(consonants.get(char, "")) for char in letters]
    last = _AT_THE_END.get(letters[-1:])
    return _every([*heard[:-1], last] if last else heard)


def latin_shapes(parted: Iterable[tuple[str, Options]]) -> Iterator[str]:
    """Each way to hear a word in Latin letters, in its parts and what each may be heard as."""
    return _every(tuple(_IN_LATIN.get(said, "")) or heard for said, heard in parted)


def _every(options: Iterable[Options]) -> Iterator[str]:
    """The shapes of which one has a vowel, or a consonant, out of each part."""
    found = [""]
    for heard in options:
        longer = (_joined(one, said) for one in found for said in filter(None, heard))
        found = list(dict.fromkeys(longer))[:MOST_SHAPES] or found
    yield from (one for one in found if len(one) > 1 and not VOWELS.isdisjoint(one))


def _joined(shape: str, sound: str) -> str:
    is_first = VOWELS.issuperset(shape)
    if sound not in VOWELS:
        begun = "a" if is_first and shape else shape
        return begun if begun[-1:] == sound else begun + sound
    if is_first:
        return f"a{sound}" if shape else "a"
    return shape[:-1] + sound if shape[-1] in VOWELS else shape + sound
