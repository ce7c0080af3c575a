"""The portal's own WSGI application, served on a loopback port by threads of this process."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


class _QuietHandler(WSGIRequestHandler):
    disable_nagle_algorithm = (
        True  # or every answer waits for the other side to say that it has the first half
    )

    def log_message(self, *args: Any) -> None:
        """The tests look at what was answered, not at a log."""


class Portal:
    """The portal's own WSGI application on a free loopback port."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        """`::ffff:127.0.0.1` is a socket for both, as a server on `[::]` has."""
        self._server = ThreadedWSGIServer((host, 0), _QuietHandler, ipv6=":" in host)
        self._server.set_app(get_wsgi_application())
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Portal:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
