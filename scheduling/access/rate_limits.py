"""Limit on what one address of the network may try in vain, counted by the minute in the cache that
all processes share.
"""

from __future__ import annotations

import time

from django.core.cache import cache

SECONDS = 60


def is_exceeded(what: str, ip: str, most: int, *, at: float | None = None) -> bool:
    """Count one more vain try, now or `at` a time in seconds, and tell whether there were more than
    so many within the minute.
    """
    now = time.time() if at is None else at
    key = f"tries:{what}:{ip}:{int(now) // SECONDS}"
    cache.add(key, 0, timeout=2 * SECONDS)
    try:
        return bool(cache.incr(key) > most)
    except ValueError:  # it went out of the cache meanwhile
        return False
