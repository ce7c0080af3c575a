"""The threads of a worker process: whichever was done last takes the next request.

Python's own pool gives it to the one that has waited longest: its connection to the database has
to read again what others have written since, and none of its memory is near the processor any more.
"""

from __future__ import annotations

import queue
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from threading import RLock, local
from typing import Any


class LastDoneFirst:
    """A queue in which whoever began to wait last is served first."""

    def __init__(self) -> None:
        self._lock, self._own = RLock(), local()
        self._left: deque[Any] = deque()
        self._waiting: list[queue.SimpleQueue[Any]] = []

    def put(self, item: Any) -> None:
        with self._lock:
            if not self._waiting:
                self._left.append(item)
                return
            served = self._waiting.pop()
        served.put(item)

    def get(self, block: bool = True) -> Any:
        with self._lock:
            if self._left:
                return self._left.popleft()
            if not block:
                raise queue.Empty
            self._own.served = own = getattr(self._own, "served", None) or queue.SimpleQueue()
            self._waiting.append(own)
        return own.get()

    def get_nowait(self) -> Any:
        return self.get(block=False)


def new_threads(count: int) -> ThreadPoolExecutor:
    pool = ThreadPoolExecutor(max_workers=count)
    pool._work_queue = LastDoneFirst()  # type: ignore[assignment]
    return pool
