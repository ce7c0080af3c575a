"""The answer that a server means, and whether it is certain where it ended: else the next request
on its connection may be given what is left of it.
"""

from __future__ import annotations

import http.client
import re
from collections import defaultdict
from collections.abc import Callable
from http import HTTPStatus
from typing import BinaryIO

MOST_BEFORE = 100  # answers ahead of one
MOST_LINES, LONGEST_LINE = 100, 65_536  # of a head
_MEANS_ANOTHER_PROTOCOL = HTTPStatus.SWITCHING_PROTOCOLS
# Nothing follows them, or should: whatever does is not told from the next answer.
_WITHOUT_A_BODY = frozenset(
    {_MEANS_ANOTHER_PROTOCOL, HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
)
_VERSIONS = {"HTTP/0.9": 10, "HTTP/1.0": 10}  # as the library numbers them; any other 1.x is 11
_FIELD = re.compile(r"([!-9;-~]+):[ \t]*(.*)", re.DOTALL)


class FinalAnswer(http.client.HTTPResponse):
    """An answer behind whatever the server said before it; its connection is closed where another
    one might be read out of its rest.
    """

    is_left_over = False
    release_conn: Callable[[], None]  # called behind `close`: as `requests` has it

    def begin(self) -> None:
        """Read the head, by the library's rules. Its own way takes it for an email, which is a
        fifth of all that a call does here.
        """
        version, self.status, self.reason = self._read_status()
        if not version.startswith(("HTTP/1.", "HTTP/0.9")):
            raise http.client.UnknownProtocol(version)
        self.code, self.version = self.status, _VERSIONS.get(version, 11)
        self._told = _fields_of(_head_lines(self.fp))
        self.headers = self.msg = {name: said[0] for name, said in self._told.items()}
        self.chunked = self.headers.get("transfer-encoding", "").lower() == "chunked"
        self.chunk_left = None
        self.length = self._told_length()
        is_open_ended = self.length is None and not self.chunked
        self.will_close = is_open_ended or self._check_close() or not self._has_a_certain_end()

    @property
    def fields(self) -> dict[str, str]:
        """The headers by their names in small letters; several of one name are one, parted by
        commas (RFC 9110 §5.3).
        """
        return {name: ", ".join(said) for name, said in self._told.items()}

    def close(self) -> None:
        """And keep whether something of its body, or behind it, may be left."""
        if not self.isclosed():
            self.is_left_over = self.will_close or self.length != 0
        super().close()

    def _told_length(self) -> int | None:
        if self.status in _WITHOUT_A_BODY or self._method == "HEAD":
            return 0
        try:
            length = None if self.chunked else int(self.headers.get("content-length", ""))
        except ValueError:
            return None
        return length if length is not None and length >= 0 else None

    def _read_status(self) -> tuple[str, int, str]:
        """The first status line that is no 1xx: any of those may come ahead of it (RFC 9110 §15.2),
        but for the one behind which no HTTP comes. The library reads over 100 alone.
        """
        for _ in range(MOST_BEFORE):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if status >= HTTPStatus.OK or status == _MEANS_ANOTHER_PROTOCOL:
                return version, status, reason.strip()
            _head_lines(self.fp)
        raise http.client.HTTPException("nothing but answers ahead of an answer")

    def _has_a_certain_end(self) -> bool:
        """By one length, or by its last chunk: of two that say otherwise nobody knows which holds
        (RFC 9112 §6.3).
        """
        told = [self._told.get(name, []) for name in ("content-length", "transfer-encoding")]
        return self.status not in _WITHOUT_A_BODY and sum(map(len, told)) == 1


def _head_lines(stream: BinaryIO) -> list[str]:
    """What stands before the blank line."""
    lines: list[str] = []
    while (line := stream.readline(LONGEST_LINE + 1)) not in (b"\r\n", b"\n", b""):
        if len(line) > LONGEST_LINE:
            raise http.client.LineTooLong("header line")
        lines.append(line.decode("latin-1").rstrip("\r\n"))
        if len(lines) > MOST_LINES:
            raise http.client.HTTPException(f"got more than {MOST_LINES} headers")
    return lines


def _fields_of(lines: list[str]) -> dict[str, list[str]]:
    """What each header says, by its name in small letters; a line that begins with a blank goes on
    with the one before. Behind a line that is no header nothing is believed to be one.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    last: list[str] = []
    for line in lines:
        if line[:1] in (" ", "\t"):
            if last:
                last[-1] += line
        elif field := _FIELD.match(line):
            last = found[field[1].lower()]
            last.append(field[2])
        else:
            break
    return dict(found)
