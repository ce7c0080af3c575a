"""A limit on requests a minute, shared by everything that an install asks for."""

from __future__ import annotations

import math
import threading
import time


class Quota:
    """Counts requests in windows of a minute; none is refused until a limit is set."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.lift()

    def lift(self) -> None:
        """No limit any more."""
        self.a_minute: int | None = None
        self._since, self._used = 0.0, 0

    def limit(self, a_minute: int | None) -> None:
        """So many requests a minute from now on; None for no limit."""
        self.lift()
        self.a_minute = a_minute

    def take(self) -> int:
        """Count one request: 0 where it is within the limit, else the seconds to wait."""
        with self._lock:
            now = time.monotonic()
            if now - self._since >= 60:
                self._since, self._used = now, 0
            self._used += 1
            if self.a_minute is None or self._used <= self.a_minute:
                return 0
            return max(1, math.ceil(self._since + 60 - now))
