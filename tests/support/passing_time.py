"""Time that passes without anybody waiting: the clock of this process goes on, its threads' too.

What is measured by another clock, as how long a socket is waited for, takes as long as it takes.
"""

from __future__ import annotations

import threading
import time

from time_machine import Traveller, traveller_stack

_moved: list[tuple[Traveller, float]] = []  # the clocks that a test has moved on, and how far


def let_pass(seconds: float) -> None:
    """The clock shows at once what it would have shown so many seconds later."""
    clock = traveller_stack[-1]  # the test's own, where it has set one
    clock.shift(seconds)
    _moved.append((clock, seconds))


def wait_until(moment: float) -> None:
    """Let the clock reach `moment`, in seconds since the epoch; where something is to happen
    meanwhile by a timer, a little of that time really goes by first.
    """
    if any(isinstance(one, threading.Timer) for one in threading.enumerate()):
        time.sleep(0.05)
    else:
        let_pass(max(moment - time.time(), 0.0) + 0.001)


def put_back() -> None:
    """The next test begins at the time that it is."""
    while _moved:
        clock, seconds = _moved.pop()
        clock.shift(-seconds)
