"""gunicorn's worker with limits on how slowly a request may arrive and a connection may end: who
sends a byte now and then, or never hangs up, holds a thread for some seconds, not for ever.
"""

from __future__ import annotations

import errno
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from portal.interpreter_frames import with_frame_room
from portal.worker_threads import new_threads

PATIENCE = 5.0  # seconds for a request to arrive
LEAST_SPEED = 20_000  # bytes a second: what is larger may take longer
LONGEST = 120.0  # seconds for the largest one
WRITE_PATIENCE = 30.0  # seconds for a piece of the answer to be taken
PIECE = 64 * 1024  # bytes, so 2 KB a second are quick enough
LINGER = 1.0  # seconds for the other side to hang up after the last answer
ALIVE_EVERY = 1.0  # seconds
MOST_LINGERED = 64 * 1024 * 1024  # bytes that are read past meanwhile, as a proxy sends them


class PatientSocket:
    """A connection's socket of which a request is read within a time, however it is dealt out."""

    def __init__(
        self, sock: socket.socket, patience: float = PATIENCE, longest: float = LONGEST
    ) -> None:
        self._sock, self._patience, self._longest = sock, patience, longest
        self._is_over = self._was_cut = False
        self.begin()

    def begin(self) -> None:
        """From here on the next request has the whole time."""
        now = time.monotonic()
        self._end, self._last = now + self._patience, now + self._longest

    def recv(self, size: int, *flags: int) -> bytes:
        if self._is_over:
            return b""
        left = min(self._end, self._last) - time.monotonic()
        if left <= 0:
            raise self._cut()
        self._sock.settimeout(left)
        try:
            data = self._sock.recv(size, *flags)
        except TimeoutError:
            raise self._cut() from None
        self._end += len(data) / LEAST_SPEED
        return data

    def sendall(self, data: bytes, *flags: int) -> None:
        """In pieces, so that who reads slowly gets all of a long answer."""
        self._sock.settimeout(WRITE_PATIENCE)
        whole = memoryview(data)
        try:
            for start in range(0, len(whole), PIECE):
                self._sock.sendall(whole[start : start + PIECE], *flags)
        except TimeoutError:
            raise self._cut() from None

    def end(self) -> None:
        """Say that no answer follows, and wait a moment for the other side to hang up, unless it
        was waited for enough: closed with something unread, a connection would take the end of the
        answer with it.

        gunicorn does so by itself, for everybody at once and in its one thread that accepts
        connections; it finds nothing left to wait for.
        """
        self._is_over, past = True, 0
        end = time.monotonic() + (0 if self._was_cut else LINGER)
        try:
            self._sock.shutdown(socket.SHUT_WR)
            while past < MOST_LINGERED and (left := end - time.monotonic()) > 0:
                self._sock.settimeout(left)
                if not (data := self._sock.recv(65_536)):
                    return
                past += len(data)
        except OSError:
            return  # it is gone, or says nothing

    def _cut(self) -> ConnectionResetError:
        """As gunicorn knows a client that is gone: it closes the connection without a word."""
        self._was_cut = True
        return ConnectionResetError(errno.ECONNRESET, "the client was too slow")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class PatientWorker(ThreadWorker):
    """gunicorn's threads over sockets that are not waited for without an end."""

    _told_at = 0.0

    def notify(self) -> None:
        """Tell that it lives, once a second: told with each request, it stands in the way of the
        thread that has just begun to serve it.
        """
        now = time.monotonic()
        if now - self._told_at >= ALIVE_EVERY:
            self._told_at = now
            super().notify()

    def get_thread_pool(self) -> ThreadPoolExecutor:
        return new_threads(self.cfg.threads)

    @with_frame_room
    def handle(self, conn: Any) -> Any:
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(conn.sock)
        conn.sock.begin()
        goes_on = super().handle(conn)
        if not goes_on:
            conn.sock.end()
        return goes_on
