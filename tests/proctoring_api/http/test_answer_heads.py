"""How the head of an answer is read, and how a request goes out."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
from typing import Any

import pytest

from scheduling.proctoring_api.auth import HeaderToken
from scheduling.proctoring_api.client import Client
from scheduling.proctoring_api.connection_settings import Connection
from scheduling.proctoring_api.errors import ProctoringError
from scheduling.proctoring_api.http.final_answers import FinalAnswer
from tests.support.provider_session import BODY, TOKEN


class _Said:
    """A socket from which these bytes come."""

    def __init__(self, said: bytes) -> None:
        self._said = said

    def makefile(self, _: str) -> io.BytesIO:
        return io.BytesIO(self._said)


def begun(head: bytes, method: str = "POST") -> FinalAnswer:
    said: Any = _Said(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
    answer = FinalAnswer(said, method=method)
    answer.begin()
    return answer


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        (b"Date: now\r\nX-Id:7\r\n", {"date": "now", "x-id": "7"}),
        (b"A: 1\r\nB: 2\r\na: 3\r\n", {"a": "1, 3", "b": "2"}),
        (b"A: one\r\n\ttwo\r\nB:\r\n", {"a": "one\ttwo", "b": ""}),
        (b" nobody's\r\nA: 1\r\n", {"a": "1"}),
        (b"A: 1\r\nno header\r\nB: 2\r\n", {"a": "1"}),
        (b"A: 1\r\nB : 2\r\n", {"a": "1"}),
        (b"A: \xe9: x\n", {"a": "é: x"}),
    ],
)
def test_headers_are_told_by_their_names_in_small_letters(
    head: bytes, fields: dict[str, str]
) -> None:
    assert begun(head).fields == fields


@pytest.mark.parametrize(
    ("head", "length", "will_close"),
    [
        (b"Content-Length: 5\r\n", 5, False),
        (b"Content-Length: -5\r\n", None, True),
        (b"Content-Length: five\r\n", None, True),
        (b"Content-Length: 5\r\nContent-Length: 6\r\n", 5, True),
        (b"Content-Length: 5\r\nConnection: Close\r\n", 5, True),
        (b"Transfer-Encoding: Chunked\r\n", None, False),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", None, True),
        (b"", None, True),
    ],
)
def test_an_answer_ends_where_its_head_says(
    head: bytes, length: int | None, will_close: bool
) -> None:
    answer = begun(head)
    assert (answer.length, bool(answer.will_close)) == (length, will_close)


def test_a_head_has_an_end() -> None:
    with pytest.raises(Exception, match="more than 100 headers"):
        begun(b"A: 1\r\n" * 101)
    with pytest.raises(Exception, match="header line"):
        begun(b"A: " + b"1" * 70_000 + b"\r\n")


def test_a_request_goes_out_in_one_piece(address) -> None:
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            there, _ = listening.accept()
            with there:
                came.append(there.recv(65_536))

        listener = threading.Thread(target=listen)
        listener.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with contextlib.suppress(ProctoringError):
            Client(Connection(url, HeaderToken(TOKEN), timeout=20.0)).schedule(address, BODY)
        listener.join()
    head, _, body = came[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /") and body.startswith(b"{") and body.endswith(b"}")
