"""The way back to one caller: whole answers, or anything a socket can be made to do instead."""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from email.utils import formatdate
from http import HTTPStatus

from portal.sandbox.answers import Reply
from portal.sandbox.ledger import Entry, Ledger

_LINGER_RESET = struct.pack("ii", 1, 0)


class Way:
    """One connection for the length of one request.

    Once `closed`, the server reads no more from it.
    """

    def __init__(
        self,
        sock: socket.socket,
        ledger: Ledger,
        entry: Entry,
        stopping: threading.Event,
        *,
        nth: int = 1,
        without_body: bool = False,
    ) -> None:
        self.sock, self.nth, self.without_body = sock, nth, without_body
        self.closed = False
        self._ledger, self._entry, self._stopping = ledger, entry, stopping

    def send(self, reply: Reply, *, date_skew: float = 0.0, close: bool = False) -> None:
        """A whole answer in one write."""
        body = reply.payload()
        head = self.head(reply, len(body), date_skew=date_skew, close=close)
        self.raw(head if self.without_body else head + body)
        self.closed = self.closed or close

    def head(
        self, reply: Reply, length: int | None, *, date_skew: float = 0.0, close: bool = False
    ) -> bytes:
        """Status line and headers. No length means that the body comes in chunks."""
        self._ledger.note(self._entry, status=reply.status)
        headers = {
            "Date": formatdate(time.time() + date_skew, usegmt=True),
            "Server": "stand-in",
            "X-Request-Id": f"req-{self._entry.get('n', 0):08}",
            **({"Content-Type": reply.content_type} if reply.content_type else {}),
            **(
                {"Transfer-Encoding": "chunked"}
                if length is None
                else {"Content-Length": str(length)}
            ),
            **({"Connection": "close"} if close else {}),
            **reply.headers,
        }
        lines = [f"HTTP/1.1 {reply.status} {_phrase(reply.status)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def raw(self, data: bytes) -> None:
        """Sends bytes as they are. A caller who left is no fault."""
        try:
            self.sock.sendall(data)
        except OSError:
            self.closed = True

    def pour(self, block: bytes, total: int) -> None:
        """Sends `total` bytes made of one block repeated, as fast as they are taken."""
        while total > 0 and not self.closed and not self._stopping.is_set():
            self.raw(block[:total])
            total -= len(block)

    def drip(self, data: bytes, size: int, interval: float) -> None:
        """Sends a few bytes at a time."""
        for start in range(0, len(data), size):
            self.raw(data[start : start + size])
            if self.closed or not self.wait(interval):
                return

    def chunk(self, data: bytes) -> None:
        self.raw(b"%x\r\n%s\r\n" % (len(data), data))

    def wait(self, seconds: float) -> bool:
        """Says nothing for a while. False if the caller left or the server stops meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._stopping.is_set() or self._caller_left(min(left, 0.05)):
                self.closed = True
                return False
        return not self._stopping.is_set()

    def close(self, *, rst: bool = False) -> None:
        """Ends the connection; `rst` makes it a reset instead of an orderly end."""
        self.closed = True
        if rst:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_RESET)
            self.sock.close()

    def _caller_left(self, seconds: float) -> bool:
        try:
            waiting = select.poll()
            waiting.register(self.sock, select.POLLIN)
            return bool(waiting.poll(seconds * 1000)) and not self.sock.recv(1, socket.MSG_PEEK)
        except (OSError, ValueError):
            return True


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
