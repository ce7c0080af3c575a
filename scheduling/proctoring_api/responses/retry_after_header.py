"""The provider's `Retry-After`: how long it wants to be left alone."""

from __future__ import annotations

import email.utils
import re
import time

BOUNDS = (1.0, 3600.0)  # seconds


def retry_after(header: str) -> float | None:
    """Seconds to wait out of `Retry-After` (seconds or an HTTP date), held between 1 and 3600; None
    for garbage.
    """
    header = header.strip()[:100]
    if re.fullmatch(r"[+-]?\d{1,90}(\.\d{1,9})?", header):
        seconds = float(header)
    else:
        try:
            seconds = email.utils.parsedate_to_datetime(header).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
    return min(max(seconds, BOUNDS[0]), BOUNDS[1])
