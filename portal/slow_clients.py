"""gunicorn's worker with a limit on how slowly a request may arrive: who sends a byte now and then
holds a thread for some seconds, not for ever.
"""

from __future__ import annotations

import errno
import socket
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

PATIENCE = 5.0  # seconds for a request to arrive
LEAST_SPEED = 20_000  # bytes a second: what is larger may take longer
WRITE_PATIENCE = 30.0  # seconds for a piece of the answer to be taken


class PatientSocket:
    """A connection's socket of which a request is read within a time, however it is dealt out."""

    def __init__(self, sock: socket.socket, patience: float = PATIENCE) -> None:
        self._sock, self._patience = sock, patience
        self.begin()

    def begin(self) -> None:
        """From here on the next request has the whole time."""
        self._end = time.monotonic() + self._patience

    def recv(self, size: int, *flags: int) -> bytes:
        left = self._end - time.monotonic()
        if left <= 0:
            raise _cut()
        self._sock.settimeout(left)
        try:
            data = self._sock.recv(size, *flags)
        except TimeoutError:
            raise _cut() from None
        self._end += len(data) / LEAST_SPEED
        return data

    def sendall(self, data: bytes, *flags: int) -> None:
        self._sock.settimeout(WRITE_PATIENCE)
        try:
            self._sock.sendall(data, *flags)
        except TimeoutError:
            raise _cut() from None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def _cut() -> ConnectionResetError:
    """As gunicorn knows a client that is gone: it closes the connection without a word."""
    return ConnectionResetError(errno.ECONNRESET, "the client was too slow")


class PatientWorker(ThreadWorker):
    """gunicorn's threads over sockets that are not waited for without an end."""

    def handle(self, conn: Any) -> Any:
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(conn.sock)
        conn.sock.begin()
        return super().handle(conn)
