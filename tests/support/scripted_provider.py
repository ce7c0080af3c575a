"""A server on raw sockets that does exactly what a test tells it to, and remembers what really
arrived.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Arrived:
    """One request as it came in; `connection` numbers the connections of the server."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Link:
    """One connection, in the hands of a script."""

    sock: socket.socket
    stop: threading.Event
    open: bool = True

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def drip(self, data: bytes, pause: float) -> None:
        for byte in data:
            if self.stop.wait(pause):
                return
            self.sock.sendall(bytes([byte]))

    def close(self) -> None:
        self.open = False

    def reset(self) -> None:
        """RST instead of a proper end."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
        self.open = False

    def hang(self) -> None:
        self.stop.wait(30)
        self.open = False


Script = Callable[[Link, Arrived], None]


@dataclass
class ScriptedServer:
    """Answers each request with the next script of `scripts`;
    the last one answers all that follow.
    """

    scripts: list[Script] = field(default_factory=list)
    context: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    arrived: list[Arrived] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self._listener = socket.create_server((self.host, 0), family=family, backlog=64)
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"{'https' if self.context else 'http'}://{self.host}:{self.port}"

    def stop(self) -> None:
        self._stop.set()
        self._listener.close()
        for sock in self._open:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._open.append(sock)
            threading.Thread(target=self._serve, args=(sock, self.connections), daemon=True).start()

    def _serve(self, sock: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError):
            if self.context:
                sock = self.context.wrap_socket(sock, server_side=True)
            link, reader = Link(sock, self._stop), sock.makefile("rb")
            while link.open and (request := _read(reader, number)):
                self._next(request)(link, request)
            reader.close()
        with contextlib.suppress(OSError):
            sock.close()

    def _next(self, request: Arrived) -> Script:
        with self._lock:
            self.arrived.append(request)
            return self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]


def _read(reader: Any, number: int) -> Arrived | None:
    first = reader.readline().decode("latin-1")
    if not first.strip():
        return None
    method, target, _ = first.split(" ", 2)
    headers: dict[str, str] = {}
    while line := reader.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return Arrived(
        method, target, headers, reader.read(int(headers.get("content-length", 0))), number
    )


def raw(data: bytes, *, close: bool = False) -> Script:
    """These very bytes."""

    def script(link: Link, _: Arrived) -> None:
        link.send(data)
        if close:
            link.close()

    return script


def answer(
    status: int = 200,
    body: bytes | str = b"",
    headers: Iterable[tuple[str, str]] = (),
    *,
    kind: str = "application/json",
) -> Script:
    """A proper HTTP/1.1 answer."""
    return raw(message(status, body, headers, kind=kind))


def message(
    status: int = 200,
    body: bytes | str = b"",
    headers: Iterable[tuple[str, str]] = (),
    *,
    kind: str = "application/json",
) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(data)}", f"Content-Type: {kind}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + data


def says(value: Any, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Script:
    """A JSON answer."""
    return answer(status, json.dumps(value), headers)


def hangs(link: Link, _: Arrived) -> None:
    link.hang()


def closes(link: Link, _: Arrived) -> None:
    link.close()


def resets(link: Link, _: Arrived) -> None:
    link.reset()


def after(seconds: float, script: Script) -> Script:
    def waiting(link: Link, request: Arrived) -> None:
        time.sleep(seconds)
        script(link, request)

    return waiting
