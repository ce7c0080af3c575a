"""The lock of a file that several programs append to, waited for with a limit: one that was frozen
with it, or a copy over a slow disk, must not hold up every page that appends.
"""

from __future__ import annotations

import errno
import fcntl
import time

PATIENCE = 2.0  # seconds; a line is written in some milliseconds
PAUSE = 0.01


def take(file: int, *, patience: float = PATIENCE) -> None:
    """Lock an open file until it is closed. Raises OSError where another program keeps it so."""
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= end:
                said = f"another program has kept it locked for {patience:g} s"
                raise TimeoutError(errno.ETIMEDOUT, said) from None
        time.sleep(PAUSE)
