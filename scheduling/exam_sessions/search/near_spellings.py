"""Near spellings: words of the index that somebody may have meant who typed one that it hasn't.

A word is changed by a letter, or by up to two sounds that are written in several ways, and what
comes of that is looked up. So the cost depends on the word's length alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase

from scheduling.models import Institution, SearchWord

SHORTEST, LONGEST = 4, 20  # letters of a word that is changed
MOST = 3
AT_ONCE = 500
KINDS = [kind for kind in SearchWord.Kind if kind is not SearchWord.Kind.OTHER_ID]
# Letters that sound alike in names.
ALIKE = (
    *(("y", "j"), ("y", "i"), ("ie", "y"), ("ph", "f"), ("c", "k"), ("ck", "k"), ("z", "s")),
    *(("ea", "ae"), ("ie", "ei"), ("ai", "ay"), ("v", "w"), ("sch", "sh"), ("th", "t")),
    *(("x", "ks"), ("tz", "z"), ("dt", "t"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("g", "j")),
)


def near(word: str, institutions: Iterable[Institution]) -> list[str]:
    """The nearest words that the institutions' index has, best first."""
    if not (SHORTEST <= len(word) <= LONGEST and word.isalpha()):
        return []
    here, found = [one.pk for one in institutions], dict.fromkeys(())
    for tried in (changed_once(word), changed_twice(word)):
        found |= dict.fromkeys(sorted(_known(tried, here)))
        if len(found) >= MOST:
            break
    return list(found)[:MOST]


def changed_once(word: str) -> list[str]:
    """The word with one letter left out, swapped, put in or another, or one sound otherwise."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    changed = [
        *_sounded(word),
        *(start + end[1:] for start, end in cuts if end),
        *(start + end[1] + end[0] + end[2:] for start, end in cuts if end[1:]),
        *(start + one + end[1:] for start, end in cuts if end for one in ascii_lowercase),
        *(start + one + end for start, end in cuts for one in ascii_lowercase),
    ]
    return list(dict.fromkeys(one for one in changed if one != word))


def changed_twice(word: str) -> list[str]:
    """The word with two sounds otherwise."""
    twice = (other for one in _sounded(word) for other in _sounded(one))
    return list(dict.fromkeys(one for one in twice if one != word))


def _sounded(word: str) -> Iterator[str]:
    for pair in ALIKE:
        for old, new in (pair, pair[::-1]):
            at = word.find(old)
            while at >= 0:
                yield word[:at] + new + word[at + len(old) :]
                at = word.find(old, at + 1)


def _known(words: Sequence[str], institutions: Sequence[int]) -> set[str]:
    """Those of the words that the index has."""
    known: set[str] = set()
    rows = SearchWord.objects.filter(kind__in=KINDS, institution__in=institutions)
    for start in range(0, len(words), AT_ONCE):
        found = rows.filter(word__in=words[start : start + AT_ONCE])
        known.update(found.values_list("word", flat=True).distinct())
    return known
