"""Asking again what only reads: how often, after which pause, and when it is of no use."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from scheduling.proctoring_api.errors import FailureCause, NothingSent, UnknownOutcome
from scheduling.proctoring_api.http.deadline import Deadline

RETRIES = 2
_PAUSE = 0.15  # seconds before the first; twice as long before each one after it
HOPELESS = frozenset(
    {
        FailureCause.TLS,
        FailureCause.MISCONFIGURED,
        FailureCause.LOCKED,
        FailureCause.REDIRECT,
        FailureCause.TOO_LARGE,
        FailureCause.WRONG_SESSION,
    }
)
Read = TypeVar("Read")


def with_retries(ask: Callable[[], Read], deadline: Deadline, *, retries: int = RETRIES) -> Read:
    """What was read, asked for again where that may help and the deadline leaves time for it."""
    for left in range(retries, -1, -1):
        try:
            return ask()
        except (NothingSent, UnknownOutcome) as error:
            pause = _PAUSE * 2 ** (retries - left) * random.uniform(0.5, 1.5)
            pause = max(pause, error.retry_after or 0.0)
            if not left or not _passing(error) or deadline.left <= pause:
                raise
        time.sleep(pause)
    raise AssertionError("unreachable")


def _passing(error: NothingSent | UnknownOutcome) -> bool:
    """Whether asking again may help:
    not where the setup is at fault, or the answer is clear but wrong.
    """
    return error.cause not in HOPELESS
