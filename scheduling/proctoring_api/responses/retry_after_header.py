"""The provider's `Retry-After`: how long it wants to be left alone."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime

BOUNDS = (1.0, 3600.0)  # seconds
_SECONDS = re.compile(r"([+-]?\d{1,90}(?:\.\d{1,9})?) ?(?:s|secs?|seconds?)?", re.IGNORECASE)
_MOMENTS_FROM = 1_000_000_000  # what is as many seconds is a moment, since 1970
_MILLISECONDS_FROM = 1_000_000_000_000
# Before the weekday of an HTTP date, whose comma parts nothing.
_APART = re.compile(r"(?<!Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?<!day),")


def retry_after(header: str) -> float | None:
    """Seconds to wait out of `Retry-After`, held between 1 and 3600: the longest where it comes
    more than once, in seconds, or until an HTTP date, an ISO one or a moment since 1970. None for
    garbage.
    """
    said = [one.strip().strip('"') for one in _APART.split(header[:200])]
    waits = [seconds for one in said for seconds in _seconds(one)]
    return min(max(*waits, BOUNDS[0]), BOUNDS[1]) if waits else None


def _seconds(said: str) -> Iterator[float]:
    if plain := _SECONDS.fullmatch(said):
        seconds = float(plain[1])
        if seconds >= _MILLISECONDS_FROM:
            seconds /= 1000
        yield seconds - time.time() if seconds >= _MOMENTS_FROM else seconds
    elif (at := _moment(said)) is not None:
        yield at.timestamp() - time.time()


def _moment(said: str) -> datetime | None:
    for read in (email.utils.parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(said)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None
