"""Connection that knows the call it serves: its deadline, and whether anything of it was sent.

The HTTP library's exceptions alone don't say whether a request left (contract §6). These
connections note it at the only place that knows: where the first byte is handed to the socket.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from http import client
from typing import Any

from scheduling.proctoring_api.http import deadline, name_resolution
from scheduling.proctoring_api.http.deadline import Call, Lifeline
from scheduling.proctoring_api.http.final_answers import FinalAnswer
from scheduling.proctoring_api.http.web_addresses import is_loopback, is_public

AT_ONCE = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
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


class CallConnection(client.HTTPConnection):
    """A connection of one call at a time, over TLS where it has a context. A request goes out in
    one piece: in two, the other side wakes up for its head alone.
    """

    response_class = FinalAnswer
    sock: socket.socket | None

    def __init__(self, host: str, port: int | None, context: ssl.SSLContext | None) -> None:
        self.default_port = client.HTTPS_PORT if context else client.HTTP_PORT
        super().__init__(host, port or self.default_port)
        self._context = context
        self._line: Lifeline | None = None
        self._has_body, self._head = False, b""

    def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None
    ) -> FinalAnswer:
        """Send a request, and read the answer's head. A server may answer and hang up while the
        request is still on its way to it: the answer counts.
        """
        call = _current()
        if self.sock is not None:
            self.sock.settimeout(max(0.001, call.deadline.left))
        self._has_body, self._head = bool(body), b""
        self.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            self.putheader(name, value)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.endheaders(body)
        answer: FinalAnswer = self.getresponse()  # type: ignore[assignment]
        return answer

    def connect(self) -> None:
        call = _current()
        sock = self._open(call)
        self._line = Lifeline(sock)
        call.hold(self._line)
        call.phase = "tls"
        if self._context:
            sock = self._context.wrap_socket(sock, server_hostname=self.host.rstrip("."))
        self.sock = sock

    def _open(self, call: Call) -> socket.socket:
        call.phase = "name"
        addresses = name_resolution.resolve(self.host, self.port, call.deadline)
        if not is_loopback(self.host):
            addresses = [one for one in addresses if is_public(str(one[4][0]))]
            if not addresses:
                raise socket.gaierror(socket.EAI_FAIL, "the name leads to no public address")
        call.phase = "connect"
        return name_resolution.connect(addresses, call.deadline, AT_ONCE)

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

    def leave_call(self) -> None:
        """From now on it is no longer its call's to cut."""
        _current().let_go()
