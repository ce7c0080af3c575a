"""Log filter for the worker: trouble that repeats itself is told once a minute, in one line."""

from __future__ import annotations

import logging
import time

PAUSE = 60.0
QUEUE, LONGEST = "huey", 200
REPEATING = (QUEUE, "scheduling.worker", "scheduling.tasks")


class LineAMinute(logging.Filter):
    """Lets the same line of the queue's and the worker's own loggers through once a minute, its
    traceback shortened to what was raised. What the queue's raise may have a whole message in it,
    another each time: one line of a kind is enough.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(REPEATING):
            return True
        said = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            raised, is_queue = f"{type(error).__name__}: {error}", record.name.startswith(QUEUE)
            record.msg = f"{said}: {raised[:LONGEST] if is_queue else raised}"
            record.args, record.exc_info, record.exc_text = None, None, None
            said = f"{said}: {type(error).__name__}" if is_queue else record.msg
        key, now = (record.name.partition(".")[0], said), time.monotonic()
        if now - self._told.get(key, now - PAUSE) < PAUSE:
            return False
        self._told = {one: at for one, at in self._told.items() if now - at < PAUSE} | {key: now}
        return True


def calm_down() -> None:
    """Put the filter before whatever writes this program's log, and before its other filters: what
    was raised is still to be looked at.
    """
    calm = LineAMinute()
    for handler in logging.getLogger().handlers:
        handler.filters.insert(0, calm)
