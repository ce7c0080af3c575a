"""One limit over a whole call: a watcher shuts the call's socket down when its time is over.

`requests`' own timeout is per read: a server that drips a byte at a time stays below it for ever.
Shutting the socket down from outside ends whatever read or write the calling thread is in, in the
middle of a TLS handshake as well. One thread watches all calls of the process.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import os
import socket
import threading
import time


class Deadline:
    """A moment on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds to go, never negative."""
        return max(0.0, self.at - time.monotonic())

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self.at


class Lifeline:
    """A second handle on a connection's socket, kept for shutting it down.

    The TLS layer takes the first handle over in mid-handshake, and the HTTP library closes its own
    while the body is still being read; this one stays valid until the last holder lets go.
    """

    _sock: socket.socket | None = None

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock.dup()

    def cut(self) -> None:
        if self._sock:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)

    def __del__(self) -> None:
        if self._sock:
            self._sock.close()


class Call:
    """One HTTP exchange under way: how far it got, and the line on which it can be cut.

    `phase` goes "start" → "name" → "connect" → "tls" → "sent". Before "sent", no byte of the
    request has left.
    """

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        self.phase = "start"
        self.was_cut = False
        self._line: Lifeline | None = None
        self._over = False
        self._lock = threading.Lock()

    @property
    def sent(self) -> bool:
        return self.phase == "sent"

    def hold(self, line: Lifeline) -> None:
        """From now on this is the line to cut."""
        with self._lock:
            self._line = line
            if self.was_cut:
                line.cut()

    def let_go(self) -> None:
        """The connection goes back to the pool: another call's from now on."""
        with self._lock:
            self._line = None

    def finish(self) -> None:
        with self._lock:
            self._over = True
            self._line = None

    def cut(self) -> None:
        """The time is over; does nothing to a call that has finished."""
        with self._lock:
            if self._over:
                return
            self.was_cut = True
            if self._line:
                self._line.cut()


class Watcher:
    """Cuts each call at its deadline. Its thread starts with the first call and lives as long as
    the process.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, int, Call]] = []
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None

    def watch(self, call: Call) -> None:
        entry = (call.deadline.at, next(self._numbers), call)
        with self._changed:
            heapq.heappush(self._waiting, entry)
            if self._thread is None:
                thread = threading.Thread(target=self._run, name="call deadlines", daemon=True)
                thread.start()  # where the system has none just now, the next call tries again
                self._thread = thread
            elif self._waiting[0] is entry:
                self._changed.notify()

    def _run(self) -> None:
        while True:
            self._next().cut()

    def _next(self) -> Call:
        """Wait for the next call whose time is over."""
        with self._changed:
            while not self._waiting or (pause := self._waiting[0][0] - time.monotonic()) > 0:
                self._changed.wait(pause if self._waiting else None)
            return heapq.heappop(self._waiting)[2]


watcher = Watcher()


def _after_fork() -> None:
    """Threads and locks don't survive a fork: the child gets its own."""
    global watcher
    watcher = Watcher()


os.register_at_fork(after_in_child=_after_fork)
