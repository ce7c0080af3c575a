"""How long a text of 1 MB is searched for card numbers, and whether twice the text takes twice as
long.
"""

from __future__ import annotations

import time

from benchmarks.sizes import Sizes
from benchmarks.stage import Scene
from benchmarks.table import Row
from scheduling.card_numbers import contains_card_number

LENGTH = 1_000_000
TURNS = 5
GOAL, LINEAR = 50, 2.6
# Ordinary words, and what once took a text's square: many groups that might be a part of a number.
TEXTS = {
    "of words": "Wheelchair access, ground floor. ",
    "of times": "12:30 ",
    "of groups": "1234 ",
}


def rows(played: Scene, sizes: Sizes) -> list[Row]:
    """Milliseconds for 1 MB of words, and for each text what twice its length costs."""
    seconds = {name: _best(part, LENGTH) for name, part in TEXTS.items()}
    words = Row("card search", "1 MB of words", seconds["of words"] * 1000, GOAL, "ms")
    return [words, *(_row(name, part, seconds[name]) for name, part in TEXTS.items())]


def _row(name: str, part: str, once: float) -> Row:
    twice = _best(part, 2 * LENGTH)
    return Row("card search", f"2 MB {name} against 1 MB", twice / once, LINEAR)


def _best(part: str, length: int) -> float:
    text = part * (length // len(part))
    taken = []
    for _ in range(TURNS):
        start = time.perf_counter()
        assert not contains_card_number(text)
        taken.append(time.perf_counter() - start)
    return min(taken)
