"""The portal's own WSGI application, served on a loopback port by threads of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterable
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


PATIENCE = 60.0  # seconds: above what the portal itself waits for a provider


class _UnderWay:
    """The portal's own WSGI application, and how many of its requests are under way."""

    def __init__(self) -> None:
        self._application = get_wsgi_application()
        self._changed = threading.Condition()
        self._count = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self._add(1)
        try:
            return self._application(environ, start_response)
        finally:
            self._add(-1)

    def _add(self, number: int) -> None:
        with self._changed:
            self._count += number
            self._changed.notify_all()

    def wait_for_none(self) -> bool:
        """Whether none is under way any more within `PATIENCE`."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, PATIENCE)


class Portal:
    """The portal's own WSGI application on a free loopback port."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        """`::ffff:127.0.0.1` is a socket for both, as a server on `[::]` has."""
        self._server = ThreadedWSGIServer((host, 0), _QuietHandler, ipv6=":" in host)
        self._requests = _UnderWay()
        self._server.set_app(self._requests)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def settle(self) -> None:
        """Waits for the requests whose answers nobody waited for.

        What one of them still sends would arrive among the next test's calls.
        """
        assert self._requests.wait_for_none(), "a request of this test is still under way"

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
