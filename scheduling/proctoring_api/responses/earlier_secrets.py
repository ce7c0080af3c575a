"""Taking out of an answer what earlier requests carried: a voucher or a card token of which only
the fingerprint is known.
"""

from __future__ import annotations

import re
import string
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from itertools import islice
from typing import Any, TypeVar

from scheduling.proctoring_api.redaction import (
    HIDDEN,
    MIN_SECRET,
    NO_WORD,
    UNSPACED,
    as_a_word,
    each_text,
    may_be_a_secret,
    may_echo,
    undisguised,
)

Record = TypeVar("Record", bound=Any)
_WORDS = [
    re.compile(one) for one in (r"\S+", r"[^\s“”\"'‘’(),;:!?]+", r"[\w-]+", r"\w+", r"[^\W_]+")
]
# What joins words without being of one, and what stands beside one without a blank.
_BETWEEN = [re.compile(one) for one in ("_", f"[{UNSPACED}]", f"[_{UNSPACED}]")]
_SPACED = re.compile(rf"(?:[^\W_{UNSPACED}]|-)+")
_IN_PARTS = 4  # a code may be written in as many groups
_UNSPACED_BESIDE = 6  # letters of a code that has others, too
_MOST = 5_000  # such readings of one text
_SIGNS = string.punctuation + "“”‘’"


class Spent(ABC):
    """What went with requests on a session, as it can be recognized."""

    __slots__ = ()

    @abstractmethod
    def is_voucher(self, code: str) -> bool: ...

    @abstractmethod
    def is_card(self, code: str) -> bool: ...

    def is_either(self, code: str) -> bool:
        return self.is_voucher(code) or self.is_card(code)

    def is_secret_word(self, code: str) -> bool:
        """Whether a word of any text is the secret: a voucher's code may be an ordinary word."""
        return self.is_card(code) or (len(code) >= NO_WORD and self.is_voucher(code))


def without(record: Record, spent: Spent) -> Record:
    """The record, or the row of a list, without these secrets wherever one stands as such: as a
    word in a field that may echo what was sent, as the whole of any other that `may_be_a_secret`,
    and a card token everywhere. The rule is that of `redaction.cleaned`.
    """

    def hide(name: str, said: str) -> str:
        if may_echo(name):
            return hidden(said, spent)
        if said and may_be_a_secret(name, said) and spent.is_either(undisguised(said)):
            return HIDDEN
        return _hidden_words(said, spent.is_secret_word)

    texts = {one.name: getattr(record, one.name) for one in fields(record)}
    told = {name: one for name, one in texts.items() if isinstance(one, str | dict | list)}
    return replace(record, **{name: each_text(one, hide, name=name) for name, one in told.items()})


def hidden(said: str, spent: Spent) -> str:
    """The text without these secrets: as the whole of it, or as a word of its own, whatever signs
    stand beside it, and however it is escaped. A word in small letters alone is the language's.
    """
    if spent.is_either(undisguised(said)):
        return HIDDEN
    return _hidden_words(said, spent.is_either)


def _hidden_words(said: str, is_known: Callable[[str], bool]) -> str:
    plain = undisguised(said)
    secrets = [one for one in _words(plain) if _may_be_secret("".join(one.split()))]
    without_them = plain
    for secret in sorted(filter(is_known, secrets), key=len, reverse=True):
        without_them = re.sub(as_a_word(secret), HIDDEN, without_them)
    return said if without_them == plain else without_them


def _may_be_secret(word: str) -> bool:
    return len(word) >= MIN_SECRET and not (word.isalpha() and word.islower())


def _words(said: str) -> set[str]:
    """What may be a word of its own in a text: with the signs in it, and without; in groups; and in
    a script that puts no blanks between words.
    """
    texts = [said, *(pattern.sub(" ", said) for pattern in _BETWEEN)]
    found = {one for text in texts for pattern in _WORDS for one in pattern.findall(text)}
    found |= set(_in_groups(said)) | set(islice(_among_unspaced(said), _MOST))
    return found | {one.strip(_SIGNS) for one in found}


def _in_groups(said: str) -> Iterator[str]:
    spans = [match.span() for match in re.finditer(r"\S+", said)]
    for at, (start, _) in enumerate(spans):
        yield from (said[start:end] for _, end in spans[at + 1 : at + _IN_PARTS])


def _among_unspaced(said: str) -> Iterator[str]:
    """Each run of other letters and digits with some of the unspaced letters around it."""
    for match in _SPACED.finditer(said):
        start, end = match.span()
        before = re.search(rf"[{UNSPACED}]{{0,{_UNSPACED_BESIDE}}}$", said[:start])
        behind = re.match(rf"[{UNSPACED}]{{0,{_UNSPACED_BESIDE}}}", said[end:])
        firsts = range(before.start() if before else start, start + 1)
        ends = range(end, end + (behind.end() if behind else 0) + 1)
        yield from (said[first:last] for first in firsts for last in ends)
