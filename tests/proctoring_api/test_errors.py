"""What is certain after a call that failed: only where nothing was sent may it be sent again."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest

from scheduling.proctoring_api.errors import NothingSent, ProctoringError, Refused, UnknownOutcome
from tests.support.provider_session import BODY
from tests.support.scripted_provider import (
    Arrived,
    Link,
    answer,
    closes,
    hangs,
    message,
    raw,
    resets,
    says,
)


@contextlib.contextmanager
def _deaf() -> Iterator[str]:
    """An address whose backlog is full: every further SYN is dropped."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting = [socket.socket() for _ in range(4)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex(listener.getsockname())
    time.sleep(0.05)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    for one in (*waiting, listener):
        one.close()


def _closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_refused_connection_is_nothing_sent(connect, address) -> None:
    with pytest.raises(NothingSent) as caught:
        connect(_closed_port()).schedule(address, BODY)
    assert caught.value.cause == "refused"


def test_unknown_name_is_nothing_sent(connect, address) -> None:
    with pytest.raises(NothingSent) as caught:
        connect("https://nowhere.invalid").schedule(address, BODY)
    assert caught.value.cause == "name"


def test_connect_timeout_is_nothing_sent_within_the_total_time(connect, address) -> None:
    started = time.monotonic()
    with _deaf() as url, pytest.raises(NothingSent) as caught:
        connect(url, timeout=0.6).schedule(address, BODY)
    assert caught.value.cause == "connect-timeout"
    assert 0.5 < time.monotonic() - started < 30  # the system itself would try for minutes


def test_a_name_lookup_that_hangs_is_given_up_at_the_total_time(
    connect, address, monkeypatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(60))
    started = time.monotonic()
    with pytest.raises(NothingSent) as caught:
        connect("https://slow.example", timeout=0.4).schedule(address, BODY)
    assert caught.value.cause == "name"
    assert time.monotonic() - started < 30


def test_a_slow_lookup_within_the_time_is_waited_for(
    serve, connect, address, record, monkeypatch
) -> None:
    real = socket.getaddrinfo

    def slow(*args: object, **kwargs: object) -> object:
        time.sleep(0.3)
        return real(*args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    assert connect(serve(says(record))).schedule(address, BODY).status == 200


@pytest.mark.parametrize("script", [closes, resets], ids=["closed", "reset"])
def test_closed_without_an_answer_is_unknown(serve, connect, address, script) -> None:
    server = serve(script)
    with pytest.raises(UnknownOutcome) as caught:
        connect(server).schedule(address, BODY)
    assert (caught.value.cause, caught.value.status) == ("closed", None)
    assert len(server.arrived) == 1


def test_no_answer_in_time_is_unknown(serve, connect, address) -> None:
    server = serve(hangs)
    with pytest.raises(UnknownOutcome) as caught:
        connect(server, timeout=0.4).schedule(address, BODY)
    assert (caught.value.cause, len(server.arrived)) == ("timeout", 1)


def test_a_kept_connection_closed_after_reading_the_request_is_unknown(
    serve, connect, address, record
) -> None:
    server = serve(says(record), closes)
    client = connect(server)
    client.schedule(address, BODY)
    with pytest.raises(UnknownOutcome):
        client.schedule(address, BODY)
    assert [one.connection for one in server.arrived] == [1, 1]


def test_a_kept_connection_closed_while_idle_is_replaced_silently(
    serve, connect, address, record
) -> None:
    def answer_and_close(link: Link, request: Arrived) -> None:
        says(record)(link, request)
        link.close()

    server = serve(answer_and_close)
    client = connect(server)
    client.schedule(address, BODY)
    time.sleep(0.05)
    assert client.schedule(address, BODY).status == 200
    assert [one.connection for one in server.arrived] == [1, 2]


@pytest.mark.parametrize("call", ["schedule", "reschedule", "cancel"])
@pytest.mark.parametrize(
    "script",
    [closes, resets, answer(503), answer(200, "{"), answer(429)],
    ids=["closed", "reset", "503", "cut", "429"],
)
def test_what_changes_something_is_sent_once(serve, connect, address, call, script) -> None:
    server = serve(script)
    with contextlib.suppress(ProctoringError):
        getattr(connect(server), call)(address, BODY)
    assert len(server.arrived) == 1


def test_reading_is_tried_again(serve, connect, address, record) -> None:
    server = serve(closes, answer(503), says(record))
    assert connect(server).session(address).record.sid == record["sid"]
    assert len(server.arrived) == 3


def test_reading_gives_up_after_three(serve, connect, address) -> None:
    server = serve(answer(502, "<html>bad</html>", kind="text/html"))
    with pytest.raises(UnknownOutcome) as caught:
        connect(server).session(address)
    assert (caught.value.cause, caught.value.status, len(server.arrived)) == (
        "server-error",
        502,
        3,
    )


def test_reading_again_stays_within_the_total_time(serve, connect, address) -> None:
    def slow_trouble(link: Link, request: Arrived) -> None:
        time.sleep(0.3)
        answer(503)(link, request)

    server = serve(slow_trouble)
    with pytest.raises((UnknownOutcome, NothingSent)):
        connect(server).session(address, timeout=0.5)
    assert len(server.arrived) < 3


@pytest.mark.parametrize("status", [400, 401, 404, 409, 429])
def test_a_refused_reading_is_not_tried_again(serve, connect, address, status) -> None:
    server = serve(answer(status))
    with pytest.raises(Refused):
        connect(server).session(address)
    assert len(server.arrived) == 1


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 599])
def test_a_server_error_is_unknown(serve, connect, address, status) -> None:
    with pytest.raises(UnknownOutcome) as caught:
        connect(serve(answer(status, "<h1>oh</h1>", kind="text/html"))).schedule(address, BODY)
    assert (caught.value.cause, caught.value.status) == ("server-error", status)
    assert "<" not in caught.value.reason + caught.value.exchange.detail


@pytest.mark.parametrize(
    "data",
    [
        b"not http at all\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: nonsense\r\n\r\n",
        b"HTTP/1.1 103 Early\r\n\r\n",
        message(200, b"{}")[:20],
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 300 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 70_000 + b"\r\n\r\n",
    ],
    ids=["garbage", "status", "length", "103", "cut", "many headers", "long header"],
)
def test_an_answer_that_is_no_http_is_unknown(serve, connect, address, data) -> None:
    with pytest.raises(UnknownOutcome) as caught:
        connect(serve(raw(data, close=True))).schedule(address, BODY)
    assert caught.value.cause in ("closed", "unreadable")
