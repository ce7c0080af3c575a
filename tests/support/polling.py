"""Waiting for what happens in another thread or process."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 300.0  # seconds for what takes a moment: a slow machine is no fault


def until(true: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something holds."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
