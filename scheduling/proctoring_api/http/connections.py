"""Pooled connections that know the call they serve: its deadline, and whether anything of it was
sent.

The HTTP library's exceptions alone don't say whether a request left (contract §6). These
connections note it at the only place that knows: where the first byte is handed to the socket.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from scheduling.proctoring_api.http import deadline, name_resolution
from scheduling.proctoring_api.http.deadline import Call, Lifeline
from scheduling.proctoring_api.http.final_answers import FinalAnswer
from scheduling.proctoring_api.http.web_addresses import is_loopback, is_public

_local = threading.local()


@contextlib.contextmanager
def serving(call: Call) -> Iterator[Call]:
    """Everything that this thread sends and reads inside belongs to `call`, and is cut at its
    deadline.
    """
    deadline.watcher.watch(call)
    _local.call = call
    try:
        yield call
    finally:
        _local.call = None
        call.finish()


def _current() -> Call:
    call: Call | None = getattr(_local, "call", None)
    if call is None:
        raise RuntimeError("a connection was used outside a call")
    return call


class _InCall(HTTPConnection):
    """A connection of one call at a time. A request goes out whole, in one piece: in two, the other
    side wakes up for its head alone.
    """

    response_class = FinalAnswer
    _line: Lifeline | None = None
    _has_body = False
    _head = b""

    def request(self, *args: Any, body: Any = None, **options: Any) -> None:
        self._has_body, self._head = bool(body), b""
        super().request(*args, body=body, **options)

    def _new_conn(self) -> socket.socket:
        call = _current()
        sock = self._open(call)
        self._line = Lifeline(sock)
        call.hold(self._line)
        call.phase = "tls"
        return sock

    def _open(self, call: Call) -> socket.socket:
        host = self._dns_host.strip("[]")
        try:
            call.phase = "name"
            addresses = name_resolution.resolve(host, self.port, call.deadline)
            if not is_loopback(host):
                addresses = [one for one in addresses if is_public(str(one[4][0]))]
                if not addresses:
                    raise socket.gaierror(socket.EAI_FAIL, "the name leads to no public address")
            call.phase = "connect"
            return name_resolution.connect(addresses, call.deadline, self.socket_options or ())
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"no connection in time: {error}") from error
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except (OSError, UnicodeError) as error:
            raise NewConnectionError(self, f"no connection: {error}") from error

    def send(self, data: Any) -> None:
        if self._has_body and not self._head:
            self._head = data
            return
        data, self._head, self._has_body = self._head + data, b"", False
        call = _current()
        if self.sock is None:
            if call.sent:
                raise OSError("the connection was lost while sending")
            self.connect()
        if not call.sent:
            if self._line:
                call.hold(self._line)
            call.phase = "sent"
        super().send(data)


class _SecureInCall(_InCall, HTTPSConnection):
    pass


class _Returning:
    """A pool whose connections leave their call before anybody else can have them."""

    def _put_conn(self, conn: Any) -> None:
        if call := getattr(_local, "call", None):
            call.let_go()
        super()._put_conn(conn)  # type: ignore[misc]


class PlainPool(_Returning, HTTPConnectionPool):
    ConnectionCls = _InCall


class SecurePool(_Returning, HTTPSConnectionPool):
    ConnectionCls = _SecureInCall


POOLS = {"http": PlainPool, "https": SecurePool}
