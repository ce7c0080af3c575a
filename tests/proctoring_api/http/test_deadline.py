"""The total time holds for everything that comes after the request was sent."""

from __future__ import annotations

import json
import threading
import time

import pytest
import requests

from scheduling.proctoring_api.errors import NothingSent, Refused, UnknownOutcome
from scheduling.proctoring_api.http import connections
from scheduling.proctoring_api.http.deadline import Call, Deadline, Watcher
from scheduling.proctoring_api.http.trusted_adapter import TrustedAdapter
from tests.support.polling import until
from tests.support.provider_session import BODY
from tests.support.scripted_provider import Arrived, Link, Script, answer, message, says

LIMIT = 0.6
TWO_CALLS = 2.0  # of which the first has to get through, also beside other work on the machine
ALL_OF_IT = 10  # seconds; each answer here would take twice as long, or never end


def _drip(data: bytes, whole: int) -> Script:
    """The first `whole` bytes at once, the rest byte by byte."""

    def script(link: Link, _: Arrived) -> None:
        link.send(data[:whole])
        link.drip(data[whole:], 0.05)

    return script


def _late(call: object, *args: object, limit: float = LIMIT) -> UnknownOutcome:
    started = time.monotonic()
    with pytest.raises(UnknownOutcome) as caught:
        call(*args)  # type: ignore[operator]
    assert limit - 0.1 < time.monotonic() - started < ALL_OF_IT
    assert caught.value.cause == "timeout"
    return caught.value


def test_headers_that_drip_are_cut(serve, connect, address, record) -> None:
    client = connect(serve(_drip(message(200, json.dumps(record)), 0)), timeout=LIMIT)
    assert _late(client.schedule, address, BODY).status is None


def test_a_body_that_drips_is_cut(serve, connect, address, record) -> None:
    data = message(200, json.dumps(record))
    client = connect(serve(_drip(data, data.index(b"{"))), timeout=LIMIT)
    error = _late(client.schedule, address, BODY)
    assert error.status == 200 and 0 < error.exchange.bytes_read < len(json.dumps(record))


def test_a_body_without_length_that_drips_is_cut_and_not_taken_for_whole(
    serve, connect, address, record
) -> None:
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    client = connect(
        serve(_drip(head + json.dumps(record).encode() + b" " * 500, 400)), timeout=LIMIT
    )
    _late(client.schedule, address, BODY)


def test_a_chunked_body_that_drips_is_cut(serve, connect, address) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    _late(
        connect(serve(_drip(head + b"1\r\n{\r\n" * 200, len(head))), timeout=LIMIT).schedule,
        address,
        BODY,
    )


def test_a_kept_connection_is_cut_too(serve, connect, address, record) -> None:
    data = message(200, json.dumps(record))
    server = serve(says(record), _drip(data, 0))
    client = connect(server, timeout=TWO_CALLS)
    client.schedule(address, BODY)
    _late(client.schedule, address, BODY, limit=TWO_CALLS)
    assert [one.connection for one in server.arrived] == [1, 1]


def test_endless_continues_are_cut(serve, connect, address) -> None:
    def script(link: Link, _: Arrived) -> None:
        while not link.stop.wait(0.01):
            link.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    _late(connect(serve(script), timeout=LIMIT).schedule, address, BODY)


def test_a_server_that_does_not_read_is_cut(serve, connect, address) -> None:
    def script(link: Link, _: Arrived) -> None:
        raise AssertionError("the request never comes in whole")

    server = serve(script)
    server._serve = lambda sock, number: sock.recv(1) and time.sleep(60)  # type: ignore[method-assign]
    _late(connect(server, timeout=LIMIT).schedule, address, {"notes": "x" * 16_000_000})


def test_a_refusal_whose_body_drips_is_a_refusal_all_the_same(serve, connect, address) -> None:
    data = message(400, json.dumps({"message": "x" * 500}))
    with pytest.raises(Refused) as caught:
        connect(serve(_drip(data, data.index(b"{"))), timeout=LIMIT).schedule(address, BODY)
    assert (caught.value.status, caught.value.message) == (400, "")


def test_after_a_cut_the_next_call_works(serve, connect, address, record) -> None:
    server = serve(_drip(message(200, json.dumps(record)), 0), says(record))
    client = connect(server, timeout=LIMIT)
    _late(client.schedule, address, BODY)
    assert client.schedule(address, BODY).status == 200


def test_a_call_that_is_over_is_never_cut_while_another_uses_its_connection(
    serve, connect, address, record
) -> None:
    server = serve(
        says(record), lambda link, request: (time.sleep(0.8), says(record)(link, request))
    )
    client = connect(server, timeout=30.0)
    assert client.session(address, timeout=0.6).status == 200
    assert client.schedule(address, BODY).status == 200
    assert [one.connection for one in server.arrived] == [1, 1]


def test_many_calls_at_once_are_each_cut_at_their_own_time(serve, connect, address) -> None:
    server = serve(lambda link, _: link.hang())
    client = connect(server)
    took: dict[float, float] = {}

    def call(limit: float) -> None:
        started = time.monotonic()
        with pytest.raises((UnknownOutcome, NothingSent)):
            client.session(address, timeout=limit)
        took[limit] = time.monotonic() - started

    threads = [threading.Thread(target=call, args=(limit / 10,)) for limit in range(9, 1, -1)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(took) == 8
    assert all(limit - 0.1 < seconds < limit + 20 for limit, seconds in took.items())


def test_no_time_at_all_is_nothing_sent(serve, connect, address) -> None:
    server = serve(answer(200))
    with pytest.raises(NothingSent):
        connect(server).session(address, timeout=0)
    assert server.arrived == []


def test_a_connection_that_went_back_to_the_pool_is_no_longer_its_calls_to_cut(serve) -> None:
    server = serve(answer(200, "{}"))
    adapter, asked = TrustedAdapter(""), requests.Request("GET", server.url).prepare()
    with connections.serving(Call(Deadline(5))) as call:
        assert adapter.send(asked).content == b"{}"
        call.cut()
        assert adapter.send(asked).content == b"{}"
    assert [one.connection for one in server.arrived] == [1, 1]


def test_a_cut_that_comes_after_the_end_changes_nothing() -> None:
    call = Call(Deadline(5))
    call.finish()
    call.cut()
    assert call.was_cut is False


def test_calls_are_cut_though_there_was_no_thread_to_watch_the_first_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watcher = Watcher()

    def exhausted(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as system:
        system.setattr(threading.Thread, "start", exhausted)
        with pytest.raises(RuntimeError, match="new thread"):
            watcher.watch(Call(Deadline(0)))
    call = Call(Deadline(0))
    watcher.watch(call)
    until(lambda: call.was_cut)
