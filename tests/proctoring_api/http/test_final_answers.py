"""What a server says ahead of its answer is read over, and no request is given what is left of
another one's answer.
"""

from __future__ import annotations

import contextlib
import json
import time
from typing import Any

import pytest

from scheduling.proctoring_api.errors import Conflict, UnknownOutcome
from scheduling.proctoring_api.http.final_answers import MOST_BEFORE
from tests.support.provider_session import BODY
from tests.support.scripted_provider import Arrived, Link, message, raw, says

WORKS_ON_IT = b"HTTP/1.1 102 Processing\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"
LATE = 0.3  # seconds


def late(first: bytes, rest: bytes) -> Any:
    """The first bytes at once, the others a moment later."""

    def script(link: Link, _: Arrived) -> None:
        link.send(first)
        time.sleep(LATE)
        with contextlib.suppress(OSError):
            link.send(rest)

    return script


@pytest.mark.parametrize(
    "ahead", [WORKS_ON_IT, HINTS, HINTS * 3 + WORKS_ON_IT, b"HTTP/1.1 199 \r\n\r\n"]
)
def test_an_answer_is_read_behind_what_comes_ahead_of_it(
    serve, connect, address, record, ahead
) -> None:
    server = serve(raw(ahead + message(200, json.dumps(record))))
    client = connect(server)

    assert client.schedule(address, BODY).record.status == "Scheduled"
    assert client.schedule(address, BODY).record.status == "Scheduled"
    assert [one.connection for one in server.arrived] == [1, 1]


def test_so_is_a_refusal(serve, connect, address) -> None:
    client = connect(serve(raw(WORKS_ON_IT * 3 + message(409, "{}"))))
    with pytest.raises(Conflict):
        client.schedule(address, BODY)


def test_an_answer_that_is_long_in_coming_is_its_own_request_s(
    serve, connect, address, record
) -> None:
    behind = message(200, json.dumps(record))
    first = json.dumps(record | {"notes": "of the first"})
    server = serve(late(WORKS_ON_IT, message(200, first)), raw(behind))
    client = connect(server)

    assert [client.schedule(address, BODY).record.notes for _ in range(2)] == ["of the first", ""]


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n",
        b"HTTP/1.1 204 None\r\n\r\n",
        b"HTTP/1.1 204 None\r\nContent-Length: 900\r\n\r\n",
        b"HTTP/1.1 304 Same\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
        b"Content-Length: 900\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ],
)
def test_what_may_come_behind_an_answer_is_nobody_s(serve, connect, address, record, first) -> None:
    rest = message(200, json.dumps(record | {"notes": "behind the first"}))
    server = serve(late(first, rest), says(record))
    client = connect(server)
    with contextlib.suppress(UnknownOutcome):
        client.schedule(address, BODY)

    assert client.schedule(address, BODY).record.notes == ""
    assert [one.connection for one in server.arrived] == [1, 2]


def test_a_server_that_never_comes_to_its_answer_gave_none(serve, connect, address) -> None:
    client = connect(serve(raw(WORKS_ON_IT * (MOST_BEFORE + 1))))
    with pytest.raises(UnknownOutcome) as raised:
        client.schedule(address, BODY)
    assert raised.value.cause == "closed"
