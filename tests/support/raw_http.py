"""One HTTP request over a bare socket, to see the bytes that really come back."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Heard:
    """What came back:
    raw head and body, how it ended ("eof", "reset", "timeout"), how long it took.
    """

    head: str
    body: bytes
    end: str
    seconds: float

    @property
    def status(self) -> int:
        return int(self.head.split()[1]) if self.head else 0

    def header(self, name: str) -> str:
        lines = (line.partition(": ") for line in self.head.split("\r\n")[1:])
        return next((value for key, _, value in lines if key.lower() == name.lower()), "")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def request_bytes(method: str, url: str, body: Any = None) -> bytes:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    payload = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}", "token: practice-token"]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(payload)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + payload


def talk(
    method: str, url: str, body: Any = None, *, patience: float = 30, limit: int = 2_000_000
) -> Heard:
    """Sends one request and listens until the end, a reset, `patience` seconds of silence, or
    `limit` bytes.

    A whole answer by its Content-Length ends the listening too.
    """
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=patience) as sock:
        sock.sendall(request_bytes(method, url, body))
        return listen(sock, limit)


def listen(sock: socket.socket, limit: int = 2_000_000) -> Heard:
    start, data, end = time.monotonic(), b"", "eof"
    try:
        while not _whole(data) and len(data) < limit:
            block = sock.recv(65_536)
            if not block:
                break
            data += block
    except TimeoutError:
        end = "timeout"
    except ConnectionResetError:
        end = "reset"
    head, _, rest = data.partition(b"\r\n\r\n")
    return Heard(head.decode("latin-1"), rest, end, time.monotonic() - start)


def _whole(data: bytes) -> bool:
    head, found, rest = data.partition(b"\r\n\r\n")
    if found and head.startswith(b"HTTP/1.1 204"):
        return True
    if not found or b"content-length: " not in head.lower():
        return False
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return len(rest) >= length
