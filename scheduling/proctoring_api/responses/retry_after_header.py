"""The provider's `Retry-After`: how long it wants to be left alone."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from scheduling.proctoring_api.http.transport import Reply

BOUNDS = (1.0, 3600.0)  # seconds
_WAIT = re.compile(
    r"([+-]?\d{1,90}(?:\.\d{1,9})?) ?(?:(m|mins?|minutes?)|(h|hrs?|hours?)|s|secs?|seconds?)?\.?",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?", re.IGNORECASE
)
_MINUTE, _HOUR = 60, 3600
_MOMENTS_FROM = 1_000_000_000  # what is as many seconds is a moment, since 1970
_MILLISECONDS_FROM = 1_000_000_000_000
# Before the weekday of an HTTP date, whose comma parts nothing.
_APART = re.compile(r"(?<!Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?<!day),")


def asked_to_wait(reply: Reply) -> float | None:
    """Seconds for which an answer asks to be left alone."""
    header = reply.headers.get("retry-after", "")
    return retry_after(header, ahead=reply.exchange.clock_skew_seconds)


def retry_after(header: str, ahead: float | None = None) -> float | None:
    """Seconds to wait out of `Retry-After`, held between 1 and 3600: the longest where it comes
    more than once, in seconds (or in minutes or hours, where it says so), or until an HTTP date, an
    ISO one or a moment since 1970, by the clock of who says so, which is as many seconds `ahead` of
    ours. None for garbage.
    """
    now = time.time() + (ahead or 0)
    said = [_plain(one) for one in _APART.split(header[:200])]
    waits = [seconds for one in said for seconds in _seconds(one, now)]
    return min(max(*waits, BOUNDS[0]), BOUNDS[1]) if waits else None


def _plain(said: str) -> str:
    """Without quotes, and without a comment behind it."""
    return said.partition(";")[0].strip().strip('"')


def _seconds(said: str, now: float) -> Iterator[float]:
    if plain := _WAIT.fullmatch(said):
        seconds = float(plain[1]) * (_MINUTE if plain[2] else _HOUR if plain[3] else 1)
        if seconds >= _MILLISECONDS_FROM:
            seconds /= 1000
        yield seconds - now if seconds >= _MOMENTS_FROM else seconds
    elif (lasts := _DURATION.fullmatch(said)) and any(lasts.groups()):
        hours, minutes, seconds = (float(one or 0) for one in lasts.groups())
        yield hours * _HOUR + minutes * _MINUTE + seconds
    elif (at := _moment(said)) is not None:
        yield at.timestamp() - now


def _moment(said: str) -> datetime | None:
    for read in (email.utils.parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(said)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None
