"""Bulkhead: how many calls to one institution's provider may be under way in this process.

A provider that hangs keeps every thread that asks it. Without a limit, forty people who book at one
institution would take all threads, and no page of any institution would be answered.
"""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from django.conf import settings

NOT_ASKED = "SmarterProctoring is slow to answer, so we did not ask."
WAIT = 0.5  # seconds for a place, where those who have one are about to be answered
SLOW = 1.0  # a call that takes longer gives no hope of a place


class Purpose(Enum):
    """What a call is for. Bookings have more places than what can be shown from memory."""

    BOOKING = "booking"
    READING = "reading"


_free = threading.Condition()
_under_way: dict[tuple[int, Purpose], list[float]] = defaultdict(list)


def _after_fork() -> None:
    global _free
    _free = threading.Condition()
    _under_way.clear()


os.register_at_fork(after_in_child=_after_fork)


def limit(purpose: Purpose) -> int:
    """Places per institution: half of the threads for bookings, a fifth for reading."""
    share = 2 if purpose == Purpose.BOOKING else 5
    return max(2, settings.WEB_THREADS // share)


@contextmanager
def place(institution_id: int, purpose: Purpose) -> Iterator[bool]:
    """A place for one call; False where there is none, so that nothing may be sent."""
    key, started = (institution_id, purpose), _taken((institution_id, purpose))
    try:
        yield started is not None
    finally:
        if started is not None:
            with _free:
                _under_way[key].remove(started)
                _free.notify()


def _taken(key: tuple[int, Purpose]) -> float | None:
    """When the place was taken; None where there is none."""
    patience = WAIT if key[1] == Purpose.BOOKING else 0.0
    end = time.monotonic() + patience
    with _free:
        while len(_under_way[key]) >= limit(key[1]):
            now = time.monotonic()
            if now >= end or now - min(_under_way[key]) > SLOW:
                return None
            _free.wait(min(end - now, 0.1))
        started = time.monotonic()
        _under_way[key].append(started)
        return started
