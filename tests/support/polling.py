"""Waiting for what happens in another thread or process."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(true: Callable[[], object], patience: float = 30.0) -> None:
    """Wait until something holds; a slow machine is no fault."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
