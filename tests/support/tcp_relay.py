"""A relay between the portal and the stand-in:
it can speak TLS, and hold back every byte of a call.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
import time


class Relay:
    """Listens on a loopback port and passes everything on to `target`, once it is let go."""

    def __init__(
        self, target: int, tls: ssl.SSLContext | None = None, *, holding: bool = False
    ) -> None:
        self._target, self._tls = target, tls
        self._let_go = threading.Event()
        if not holding:
            self._let_go.set()
        self.asked = threading.Event()  # a whole request came in, or the hello that begins TLS
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://localhost:{self.port}"

    def let_go(self) -> None:
        self._let_go.set()

    def close(self) -> None:
        self._let_go.set()
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _serve(self, caller: socket.socket) -> None:
        with contextlib.suppress(OSError), caller:
            while not is_whole(caller.recv(65536, socket.MSG_PEEK), tls=bool(self._tls)):
                time.sleep(0.01)
            self.asked.set()
            self._let_go.wait()
            if self._tls:
                caller = self._tls.wrap_socket(caller, server_side=True)
            with socket.create_connection(("127.0.0.1", self._target)) as provider:
                back = threading.Thread(target=_pump, args=(provider, caller), daemon=True)
                back.start()
                _pump(caller, provider)
                back.join()


def is_whole(request: bytes, *, tls: bool) -> bool:
    """Whether a caller who falls silent now has asked everything; one who left has, too."""
    head, end, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.I)
    return not request or tls or bool(end and len(body) >= int(length[1] if length else 0))


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
