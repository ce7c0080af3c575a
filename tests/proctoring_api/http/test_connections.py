"""Connections live across bookings, belong to one process, and suffice for many threads."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import warnings
from dataclasses import replace

from scheduling.proctoring_api.auth import HeaderToken
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.connection_settings import Connection
from scheduling.proctoring_api.errors import ProctoringError, Refused
from tests.support.provider_session import BODY, TOKEN
from tests.support.scripted_provider import after, answer, says


def test_calls_share_a_connection(serve, connect, address, record) -> None:
    server = serve(says(record))
    client = connect(server)
    for _ in range(5):
        client.schedule(address, BODY)
    assert [one.connection for one in server.arrived] == [1] * 5


def test_a_refusal_keeps_the_connection(serve, connect, address, record) -> None:
    server = serve(says({"message": "no"}, 409), says(record))
    client = connect(server)
    for _ in range(2):
        with contextlib.suppress(Refused):
            client.schedule(address, BODY)
    assert [one.connection for one in server.arrived] == [1, 1]


def test_the_same_connection_gives_the_same_client() -> None:
    one = Connection("https://api.example", HeaderToken("t"))
    assert client_for(one) is client_for(replace(one))
    assert client_for(one) is not client_for(replace(one, credentials=HeaderToken("u")))
    assert client_for(one) is not client_for(replace(one, timeout=5.0))


def test_32_threads_keep_32_connections(serve, connect, address, record, caplog) -> None:
    server = serve(after(0.1, says(record)))
    client = connect(server)

    def book() -> None:
        for _ in range(3):
            client.schedule(address, BODY)

    threads = [threading.Thread(target=book) for _ in range(32)]
    with caplog.at_level(logging.WARNING):
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert len(server.arrived) == 96
    assert server.connections <= 32
    assert caplog.text == ""


def test_a_forked_process_has_its_own_connections_and_deadlines(
    serve, connect, address, record
) -> None:
    server = serve(says(record))
    client = client_for(Connection(server.url, HeaderToken(TOKEN), timeout=30.0))
    client.schedule(address, BODY)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        os._exit(_in_child(client, server.url, address))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    client.schedule(address, BODY)
    assert [one.connection for one in server.arrived] == [1, 2, 3, 1]


def _in_child(client, url: str, address) -> int:
    """Both the client that came along and the one asked for anew work, and neither on the parent's
    connection.
    """
    try:
        client.schedule(address, BODY)
        client_for(Connection(url, HeaderToken(TOKEN), timeout=30.0)).schedule(address, BODY)
        return 0
    except BaseException:  # noqa: BLE001 - nothing may leave a forked child
        return 1


def test_cookies_are_not_kept(serve, connect, address, record) -> None:
    server = serve(says(record, headers=[("Set-Cookie", "session=abc; Path=/")]))
    client = connect(server)
    for _ in range(2):
        client.schedule(address, BODY)
    assert all("cookie" not in one.headers for one in server.arrived)


def test_nothing_secret_is_logged(serve, connect, address, record, caplog) -> None:
    record |= {"accessKey": "key-of-the-exam", "URL": "https://exam.example/secret", "notes": "x"}
    body = {"cardToken": "tok_1ABCdef", "voucherCode": "SPRING-26"}
    client = connect(serve(says(record), says({"message": "tok_1ABCdef"}, 400), answer(500)))
    with caplog.at_level(logging.DEBUG):
        shown = [repr(client.schedule(address, body))]
        for _ in range(2):
            try:
                client.schedule(address, body)
            except ProctoringError as error:
                shown.append(f"{error!r}{vars(error)}{error.__cause__!r}")
    for secret in (TOKEN, "tok_1ABCdef", "SPRING-26", "key-of-the-exam", "exam.example"):
        assert secret not in caplog.text + "".join(shown)
