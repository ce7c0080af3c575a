"""Room for the frames of whatever a request calls, however deep the call that repeats itself is."""

from __future__ import annotations

import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from portal.interpreter_frames import with_frame_room

CALLS = 200
DEPTHS = range(500)  # several pieces of 16 KB


def test_no_depth_asks_the_system_for_memory_with_each_call() -> None:
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(with_frame_room(_asked_at_each_depth)).result()
    assert max(asked) < CALLS / 4


def test_a_function_takes_and_answers_what_it_did() -> None:
    assert with_frame_room(sorted)([2, 3, 1], reverse=True) == [3, 2, 1]


def _asked_at_each_depth() -> list[int]:
    return [_deep(depth, _asked) for depth in DEPTHS]


def _deep(depth: int, act: Callable[[], Any]) -> Any:
    return _deep(depth - 1, act) if depth else act()


def _asked() -> int:
    """How often a page of memory was missing while a small function was called again and again."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        _leaf(1, 2, 3, 4, 5, 6, 7, 8)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def _leaf(*places: int) -> int:
    a, b, c, d, e, f, g, h = places
    return a + b + c + d + e + f + g + h
