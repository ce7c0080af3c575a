"""Trouble with the bytes of an answer: cut, endless, huge, packed wrongly, not quite JSON."""

from __future__ import annotations

import base64 as base64_module
import zlib
from collections.abc import Callable

from portal.sandbox.answers import Reply
from portal.sandbox.connection import Way
from portal.sandbox.faults.registry import Act, kind


@kind
def truncated_json(way: Way, act: Act, keep: float = 0.5) -> None:
    """The length is right, but the JSON stops in the middle."""
    reply = act()
    body = reply.payload()
    reply.body = body[: int(len(body) * keep)]
    way.send(reply)


@kind
def cut_body(way: Way, act: Act, keep: float = 0.5, rst: bool = False) -> None:
    """Promises the whole length, sends a part of it and closes."""
    reply = act()
    body = reply.payload()
    way.raw(way.head(reply, len(body)) + body[: int(len(body) * keep)])
    way.close(rst=rst)


@kind
def cut_chunk(way: Way, act: Act) -> None:
    """A chunked body that closes in the middle of a chunk."""
    reply = act()
    body = reply.payload()
    way.raw(way.head(reply, None) + b"%x\r\n" % len(body) + body[: len(body) // 2])
    way.close()


@kind
def empty_200(way: Way, act: Act) -> None:
    """200 with no body at all."""
    act()
    way.send(Reply(200, body=b""))


@kind
def no_content(way: Way, act: Act) -> None:
    """204."""
    act()
    way.raw(b"HTTP/1.1 204 No Content\r\nServer: stand-in\r\n\r\n")


@kind
def endless_body(way: Way, act: Act, bytes: int = 4096, interval: float = 0.02) -> None:
    """A chunked body that never ends."""
    way.raw(way.head(act(), None))
    while not way.closed and way.wait(interval):
        way.chunk(b" " * bytes)


@kind
def huge_body(way: Way, act: Act, size: int = 300_000_000) -> None:
    """The right answer with blanks after it, `size` bytes in all."""
    reply = act()
    body = reply.payload()
    size = max(size, len(body))
    way.raw(way.head(reply, size) + body)
    way.pour(b" " * 65_536, size - len(body))


@kind
def gzip_bomb(way: Way, act: Act, size: int = 200_000_000) -> None:
    """The right answer, gzipped, with blanks after it: `size` bytes once unpacked."""
    reply = act()
    million = _gzip(b" " * 1_000_000)
    reply.headers["Content-Encoding"] = "gzip"
    reply.body = _gzip(reply.payload()) + million * (size // 1_000_000)
    way.send(reply)


@kind
def gzip_lie(way: Way, act: Act) -> None:
    """Says that the body is gzipped, but it is plain."""
    reply = act()
    reply.headers["Content-Encoding"] = "gzip"
    way.send(reply)


@kind
def raw_body(
    way: Way,
    act: Act,
    text: str = "",
    base64: str = "",
    code: int = 200,
    content_type: str = "application/json",
    headers: dict[str, str] | None = None,
    effect: bool = True,
) -> None:
    """Answers with exactly these bytes."""
    if effect:
        act()
    body = base64_module.b64decode(base64) if base64 else text.encode()
    way.send(Reply(code, body=body, content_type=content_type, headers=headers or {}))


@kind
def strange_json(way: Way, act: Act, which: str = "nan") -> None:
    """The right answer as JSON that should not be taken: nan, infinity, duplicate_keys, deep,
    huge_int, bad_utf8, bom, null, list, string, number, trailing, lone_surrogate."""
    reply = act()
    reply.body = STRANGE_JSON[which](reply.payload())
    way.send(reply)


@kind
def content_type(way: Way, act: Act, value: str = "text/html") -> None:
    """The right answer under another Content-Type, or without one ("")."""
    reply = act()
    reply.content_type = value
    way.send(reply)


@kind
def date_skew(way: Way, act: Act, seconds: float = 7200) -> None:
    """The right answer, but the server's clock is off by `seconds`."""
    way.send(act(), date_skew=seconds)


STRANGE_JSON: dict[str, Callable[[bytes], bytes]] = {
    "nan": lambda body: body[:-1] + b',"duration":NaN}',
    "infinity": lambda body: body[:-1] + b',"score":-Infinity}',
    "duplicate_keys": lambda body: body[:-1] + b',"status":"Needs Proctor"}',
    "deep": lambda body: body[:-1] + b',"series":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "huge_int": lambda body: body[:-1] + b',"count":' + b"9" * 5000 + b"}",
    "bad_utf8": lambda body: body[:-1] + b',"note":"\xff\xfe\xc3"}',
    "bom": lambda body: b"\xef\xbb\xbf" + body,
    "null": lambda body: b"null",
    "list": lambda body: b"[]",
    "string": lambda body: b'"Scheduled"',
    "number": lambda body: b"200",
    "trailing": lambda body: body + b"}",
    "lone_surrogate": lambda body: body[:-1] + b',"note":"\\ud800"}',
}


def _gzip(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()
