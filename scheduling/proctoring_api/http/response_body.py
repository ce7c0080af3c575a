"""Reading an answer's body with bounded memory, whatever the other side sends."""

from __future__ import annotations

import hashlib
import http.client
import zlib
from dataclasses import dataclass

from urllib3 import HTTPResponse
from urllib3.exceptions import HTTPError

from scheduling.proctoring_api.errors import FailureCause

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Body:
    """What was read. `flaw` is None for a whole body, `why` says it in words. `wire_bytes` and
    `digest` are of the bytes as they came.
    """

    content: bytes
    wire_bytes: int
    digest: str
    flaw: FailureCause | None = None
    why: str = ""


class _Flawed(Exception):
    def __init__(self, flaw: FailureCause, why: str) -> None:
        super().__init__(why)
        self.flaw = flaw
        self.why = why


class _Plain:
    def feed(self, chunk: bytes, room: int) -> bytes:
        if len(chunk) > room:
            raise _Flawed(FailureCause.TOO_LARGE, "the body is too large")
        return chunk

    def finish(self) -> None:
        """Nothing to check."""


class _Zipped:
    """gzip or zlib, never unpacking more than the room that is left."""

    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj(wbits=47)
        self._fed = False

    def feed(self, chunk: bytes, room: int) -> bytes:
        self._fed = True
        try:
            unpacked = self._unpacker.decompress(chunk, room + 1)
        except zlib.error:
            raise _Flawed(
                FailureCause.UNREADABLE, "the body is not compressed as it says"
            ) from None
        if len(unpacked) > room:
            raise _Flawed(FailureCause.TOO_LARGE, "the body is too large")
        if self._unpacker.unused_data:
            raise _Flawed(FailureCause.UNREADABLE, "something follows the compressed body")
        return unpacked

    def finish(self) -> None:
        if self._fed and not self._unpacker.eof:
            raise _Flawed(FailureCause.UNREADABLE, "the compressed body was cut off")


class _Foreign:
    """An encoding that was never asked for."""

    def feed(self, chunk: bytes, room: int) -> bytes:
        raise _Flawed(FailureCause.UNREADABLE, "the body has an encoding that was not asked for")

    def finish(self) -> None:
        """An empty body is as good as any."""


def read_body(response: HTTPResponse, limit: int) -> Body:
    """The body, decoded, of at most `limit` bytes. Never raises over what the other side does."""
    digest, content, count = hashlib.sha256(), bytearray(), 0
    flaw: FailureCause | None = None
    why = ""
    decoder = _decoder(response.headers.get("content-encoding", ""))
    try:
        while chunk := response.read1(_CHUNK, decode_content=False):
            count += len(chunk)
            digest.update(chunk)
            content += decoder.feed(chunk, limit - len(content))
            if count > limit:
                raise _Flawed(FailureCause.TOO_LARGE, "the body is too large")
        decoder.finish()
    except _Flawed as found:
        flaw, why = found.flaw, found.why
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        flaw, why = FailureCause.CLOSED, f"the answer was cut off ({type(error).__name__})"
    return Body(bytes(content), count, digest.hexdigest() if count else "", flaw, why)


def _decoder(encoding: str) -> _Plain | _Zipped | _Foreign:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip" | "deflate":
            return _Zipped()
    return _Foreign()
