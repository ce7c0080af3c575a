"""Whose turn it is among moves within a room, whatever they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from scheduling.batches.sending_order import Move, _turns
from tests.support.batches import TEN

HALF_HOUR = timedelta(minutes=30)


def at_random(drawn: Random) -> Iterator[Move]:
    """Up to eight moves of one room within a morning."""
    for _ in range(drawn.randrange(1, 9)):
        stood, new = (TEN + drawn.randrange(12) * HALF_HOUR for _ in range(2))
        yield Move(1, "PL", stood, new, drawn.choice([None, 60, 60, 90]))


@pytest.mark.parametrize("seed", range(100))
def test_somebody_has_their_turn_and_waits_for_nobody_but_their_circle(seed: int) -> None:
    moves = frozenset(at_random(Random(seed)))
    turns = _turns(moves)

    assert moves & turns.keys()
    for one in moves & turns.keys():
        assert {other for other in moves if one.is_behind(other)} <= turns[one]
    for one in moves - turns.keys():
        assert any(one.is_behind(other) for other in moves)


def test_the_turns_of_a_long_day_are_found_at_once() -> None:
    """Four hundred who wait one for the other, the first two of them in a circle."""
    hour = 2 * HALF_HOUR
    line = [Move(1, "PL", TEN + n * hour, TEN + (n + 1) * hour, 60) for n in range(399)]
    back = Move(1, "PL", TEN + 399 * hour, TEN + 398 * hour, 60)
    turns = _turns(frozenset([*line, back]))
    circle = frozenset([line[-1], back])
    assert turns == {None: frozenset(), line[-1]: circle, back: circle}
