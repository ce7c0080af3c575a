"""Neighbouring words that mean something, and the little words that only lead to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile

# Words between others that say nothing: “who was where at 10:37 in Duluth”. They name no location.
FILLERS = {"at", "on", "in", "for", "of", "to", "into", "from", "the"}


@dataclass(frozen=True, slots=True)
class FoundWords:
    """What some of the words mean, by their places in the query."""

    kind: str
    value: object
    span: range


Reader = Callable[[range], object]


def each(
    kind: str, count: int, longest: int, taken: list[FoundWords], reader: Reader
) -> Iterator[FoundWords]:
    """What a reader finds in neighbouring words that nothing has taken, the longest run first."""
    free = set(range(count)) - {at for one in taken for at in one.span}
    at = 0
    while at < count:
        spans = (range(at, at + length) for length in range(longest, 0, -1))
        read_here = (
            FoundWords(kind, reader(span), span) for span in spans if free.issuperset(span)
        )
        first = next((one for one in read_here if one.value is not None), None)
        if first:
            yield first
        at = first.span.stop if first else at + 1


def sole(found: list[FoundWords]) -> list[FoundWords]:
    """What was found of one kind, unless it means two different things."""
    return found if all(one.value == found[0].value for one in found) else []


def text_of(words: list[str], span: range) -> str:
    """The words as they were typed."""
    return " ".join(words[span.start : span.stop])


def are_fillers(text: str) -> bool:
    """Whether nothing in it says anything."""
    return FILLERS.issuperset(text.casefold().split())


def lead_start(words: list[str], span: range) -> int:
    """Where the words begin that only lead to these."""
    leading = takewhile(lambda at: are_fillers(words[at]), range(span.start - 1, -1, -1))
    return span.start - sum(1 for _ in leading)
