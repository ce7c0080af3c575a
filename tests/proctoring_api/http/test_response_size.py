"""A body is read up to a limit, and costs no memory beyond it."""

from __future__ import annotations

import contextlib
import json
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from scheduling.proctoring_api.errors import UnknownOutcome
from scheduling.proctoring_api.signed_calls import SESSION_LIMIT
from tests.support.provider_session import BODY, EXAM, INSTALL, SESSION
from tests.support.scripted_provider import Arrived, Link, answer, says


def _unknown(client: Any, address: Any) -> UnknownOutcome:
    with pytest.raises(UnknownOutcome) as caught:
        client.schedule(address, BODY)
    return caught.value


def test_a_body_is_limited(serve, connect, address, record) -> None:
    room = SESSION_LIMIT - len(json.dumps({**record, "notes": ""}))
    at_the_limit = connect(serve(says({**record, "notes": "x" * room})))
    assert at_the_limit.schedule(address, BODY).record.sid == SESSION
    one_more = connect(serve(says({**record, "notes": "x" * (room + 1)})))
    assert _unknown(one_more, address).cause == "too-large"


def test_an_endless_body_is_left_early_and_costs_no_memory(serve, connect, address) -> None:
    def endless(link: Link, _: Arrived) -> None:
        link.send(b"HTTP/1.1 200 OK\r\nContent-Length: 300000000\r\n\r\n")
        while not link.stop.is_set():
            link.send(b"x" * 65536)

    started = time.monotonic()
    with _little_memory():
        error = _unknown(connect(serve(endless)), address)
    assert (error.cause, error.status) == ("too-large", 200)
    assert error.exchange.bytes_read < SESSION_LIMIT + 128 * 1024
    assert time.monotonic() - started < 20


def test_a_gzip_bomb_costs_no_memory(serve, connect, address) -> None:
    bomb = _bomb(200)
    server, started = serve(answer(200, bomb, [("Content-Encoding", "gzip")])), time.monotonic()
    with _little_memory():
        error = _unknown(connect(server), address)
    assert error.cause == "too-large"
    assert time.monotonic() - started < 20


def test_lists_may_be_larger_than_sessions(serve, connect) -> None:
    rows = [
        {"sid": f"{SESSION[:-4]}{number:04x}", "examSid": EXAM, "notes": "x" * 1000}
        for number in range(1000)
    ]
    assert len(connect(serve(says({"results": rows}))).appointments(INSTALL).rows) == 1000


@contextlib.contextmanager
def _little_memory() -> Iterator[None]:
    """What happens inside takes a few megabytes at most, at any moment."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def _bomb(megabytes: int) -> bytes:
    zeros = bytes(1_000_000)
    packer = zlib.compressobj(6, wbits=31)
    packed = b"".join(packer.compress(zeros) for _ in range(megabytes))
    return packed + packer.flush()
