"""Clients that send a byte now and then: their connection ends, and others are served meanwhile."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import time
from pathlib import Path

import pytest
import requests
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory
from gunicorn.config import Config
from gunicorn.workers.workertmp import WorkerTmp

from portal import slow_clients
from portal.slow_clients import LINGER, PATIENCE, PatientSocket, PatientWorker
from scheduling.models import AuditEvent
from tests.support.fault_processes import Gunicorn

# How many deal out what; each fills every thread more than once.
SLOW = {"headers": 32, "bodies": 100, "silence": 32}


def test_a_request_that_is_dealt_out_byte_by_byte_is_cut() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        patient, end = PatientSocket(ours, patience=0.3), threading.Event()

        def deal_out() -> None:
            while not end.wait(0.05):
                theirs.send(b"x")

        dealing = threading.Thread(target=deal_out)
        dealing.start()
        try:
            with pytest.raises(ConnectionResetError):
                for _ in range(10_000):
                    patient.recv(8192)
        finally:
            end.set()
            dealing.join()


def test_a_request_that_says_nothing_is_cut_and_the_next_has_the_whole_time() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        patient = PatientSocket(ours, patience=0.05)
        with pytest.raises(ConnectionResetError):
            patient.recv(10)
        with pytest.raises(ConnectionResetError):
            patient.recv(10)
        patient.begin()
        theirs.send(b"whole")
        assert patient.recv(10) == b"whole"


def test_what_is_large_and_comes_quickly_may_take_longer() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        patient = PatientSocket(ours, patience=0.05)
        theirs.send(b"x" * 100_000)
        got = sum(len(patient.recv(8192)) for _ in range(12))
        time.sleep(0.06)
        theirs.send(b"more")
        assert got > 90_000 and patient.recv(200_000)


def test_what_comes_quickly_enough_ends_at_last_all_the_same() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        patient, end = PatientSocket(ours, patience=0.2, longest=0.5), threading.Event()

        def send() -> None:
            while not end.wait(0.02):
                with contextlib.suppress(OSError):
                    theirs.send(b"x" * 2_000)

        sending = threading.Thread(target=send)
        sending.start()
        begun = time.monotonic()
        try:
            with pytest.raises(ConnectionResetError):
                while True:
                    patient.recv(8192)
        finally:
            end.set()
            sending.join()
        assert 0.4 < time.monotonic() - begun < 2


def test_a_form_that_does_not_arrive_is_no_error_of_ours_and_no_event(
    database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Cut(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise ConnectionResetError(104, "the client was too slow")

    caplog.set_level("WARNING")
    environ = RequestFactory().post("/accounts/login/", {"login": "x"}).environ
    told: list[str] = []
    body = get_wsgi_application()(
        environ | {"wsgi.input": Cut(), "REQUEST_METHOD": "POST", "HTTP_HOST": "127.0.0.1"},
        lambda status, headers: told.append(status),
    )
    assert (told, b"This could not be read" in b"".join(body)) == (["400 Bad Request"], True)
    assert [record for record in caplog.records if record.exc_info] == []
    assert not AuditEvent.objects.filter(kind="denied").exists()


@pytest.mark.parametrize(
    ("pause", "arrives"),
    [pytest.param(0.05, True, marks=pytest.mark.long), (None, False)],
)
def test_who_reads_slowly_gets_all_of_it_and_who_reads_nothing_is_cut(
    pause: float | None, arrives: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_clients, "WRITE_PATIENCE", 2.0)
    ours, theirs = socket.socketpair()
    got, answer = io.BytesIO(), b"x" * 3_000_000
    with ours, theirs:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)

        def read() -> None:
            while pause and (piece := theirs.recv(32_768)):
                got.write(piece)
                time.sleep(pause)

        reading = threading.Thread(target=read)
        reading.start()
        try:
            with contextlib.nullcontext() if arrives else pytest.raises(ConnectionResetError):
                PatientSocket(ours).sendall(answer)
        finally:
            ours.close()
            reading.join(30)
    assert len(got.getvalue()) == (len(answer) if arrives else 0)


@pytest.mark.long
def test_who_sends_too_much_at_once_is_told_so(database: Path) -> None:
    """A proxy sends on a whole form before it looks for an answer."""
    head = FORM + b"Connection: close\r\nContent-Length: 30000000\r\n\r\n"
    with Gunicorn(database) as portal:
        port = int(portal.url.rsplit(":", 1)[1])
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", port)) as one:
                one.sendall(b"POST /accounts/login/ HTTP/1.1\r\n" + head)
                one.sendall(b"x" * 30_000_000)
                assert one.recv(65_536).startswith(b"HTTP/1.1 400 ")


HOST = b"Host: 127.0.0.1\r\n"
FORM = HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
HEADS = {
    "headers": b"GET / HTTP/1.1\r\n" + HOST + b"X-Slow: ",
    "bodies": b"POST /accounts/login/ HTTP/1.1\r\n" + FORM + b"Content-Length: 200000\r\n\r\nx=",
    "silence": b"",
}


@pytest.mark.long
@pytest.mark.parametrize("what", HEADS)
def test_slow_clients_hold_no_thread_for_ever(what: str, database: Path) -> None:
    with Gunicorn(database) as portal, contextlib.ExitStack() as stack:
        port = int(portal.url.rsplit(":", 1)[1])
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            for _ in range(SLOW[what])
        ]
        for one in slow:
            one.send(HEADS[what])
        end = threading.Event()

        def deal_out() -> None:
            while not end.wait(0.5):
                for one in slow:
                    with contextlib.suppress(OSError):
                        one.send(b"x" if HEADS[what] else b"")

        dealing = threading.Thread(target=deal_out, daemon=True)
        dealing.start()
        turns = SLOW[what] / 8 + 1
        assert requests.get(f"{portal.url}/healthz", timeout=turns * PATIENCE * 2).ok
        end.set()
        dealing.join()


@pytest.mark.long
def test_clients_that_do_not_hang_up_keep_nobody_waiting(database: Path) -> None:
    """They ask for the answer to be the last, take it, and leave the connection as it is."""
    asked = b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    with Gunicorn(database) as portal, contextlib.ExitStack() as stack:
        port, end = int(portal.url.rsplit(":", 1)[1]), threading.Event()

        def ask() -> None:
            while not end.is_set():
                one = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
                with contextlib.suppress(OSError):
                    one.sendall(asked)
                    while one.recv(65_536):
                        pass

        asking = [threading.Thread(target=ask, daemon=True) for _ in range(20)]
        for thread in asking:
            thread.start()
        waited = []
        for _ in range(5):
            begun = time.monotonic()
            assert requests.get(f"{portal.url}/healthz", timeout=60).ok
            waited.append(time.monotonic() - begun)
        end.set()
        for thread in asking:
            thread.join(60)
        assert sum(waited) / len(waited) < LINGER * 5, waited


def test_a_worker_tells_that_it_lives_once_a_second_however_much_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker = PatientWorker.__new__(PatientWorker)
    worker.tmp = WorkerTmp(Config())
    worker.notify()
    first = worker.tmp.last_update()
    worker.notify()
    assert worker.tmp.last_update() == first
    monkeypatch.setattr(slow_clients, "ALIVE_EVERY", 0.0)
    worker.notify()
    assert worker.tmp.last_update() > first
