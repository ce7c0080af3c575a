"""Lengths and spans of time behind a page's command: “free 90 min”, “rescue duluth 10-1”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import product

from scheduling.exam_sessions.search.query_reading.command_words import (
    behind_command,
    command_in,
)
from scheduling.exam_sessions.search.query_reading.days_and_times import halves_of
from scheduling.exam_sessions.search.query_reading.found_words import FoundWords, Reader, text_of
from scheduling.exam_sessions.search.query_reading.vocabulary import Vocabulary
from scheduling.typed_times.lengths import read_length
from scheduling.typed_times.reading import read_clock
from scheduling.typed_times.spoken_clocks import HOURS

LONGEST_LENGTH, LONGEST_SPAN = 4, 6  # words: “2 h 30 min”, “from 10 am to 1 pm”
Span = tuple[time, time]

_HAS_UNIT = re.compile(r".*\d ?[hm].*")
_MINUTES_ALONE = re.compile(r"\d{2,3}")
_A_NUMBER = {**HOURS, "a": 1, "an": 1}
_CLOCK = r"(\d{1,2}(?:[:.]?\d\d)? ?(?:[ap]\.?m?\.?)?|noon)"
_SPAN = re.compile(rf"(?:from |between )?{_CLOCK} ?(?:-|–|—|to|till?|until|and) ?{_CLOCK}")
_ORDINARY_FROM = time(8)  # o'clock; a start before may be the afternoon's as well
_ANY_DAY = date(2000, 1, 1)


def length_reader(words: list[str], found: list[FoundWords], vocabulary: Vocabulary) -> Reader:
    """Reads a length as its minutes; a number alone is one directly behind the command."""

    def read_words(span: range) -> int | None:
        if "minutes" not in vocabulary.pages.get(command_in(found), ()):
            return None
        first, _, rest = text_of(words, span).casefold().partition(" ")
        text = f"{_A_NUMBER.get(first, first)} {rest}".strip()
        behind = behind_command(words, found, span)[1]
        is_one = _HAS_UNIT.fullmatch(text) or _MINUTES_ALONE.fullmatch(behind)
        return read_length(text) if is_one else None

    return read_words


def span_reader(words: list[str], found: list[FoundWords], vocabulary: Vocabulary) -> Reader:
    """Reads from when to when; where no half of the day is said, both that may be meant."""

    def read_words(span: range) -> tuple[Span, ...] | None:
        if "spans" not in vocabulary.pages.get(command_in(found), ()):
            return None
        match = _SPAN.fullmatch(text_of(words, span).casefold())
        return tuple(_spans(*match.groups())) or None if match else None

    return read_words


def _spans(start: str, end: str) -> Iterator[Span]:
    """The shortest of those that the two times may mean; “1-3” may be two."""
    both = [*product(_clocks(start), _clocks(end))]
    lengths = [(_length(*one), one) for one in both if one[0] < one[1]]
    shortest = [one for length, one in sorted(lengths) if length == min(lengths)[0]]
    return iter(shortest[:1] if shortest and shortest[0][0] >= _ORDINARY_FROM else shortest)


def _clocks(text: str) -> tuple[time, ...]:
    clock = read_clock(text)
    if clock is None:
        return ()
    return (clock,) if any(map(str.isalpha, text)) else halves_of(clock, text)


def _length(start: time, end: time) -> timedelta:
    return datetime.combine(_ANY_DAY, end) - datetime.combine(_ANY_DAY, start)
