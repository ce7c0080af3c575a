"""Clients that send a byte now and then: their connection ends, and others are served meanwhile."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from pathlib import Path

import pytest
import requests

from portal.slow_clients import PATIENCE, PatientSocket
from tests.support.fault_processes import Gunicorn

SLOW = 40  # five times as many as there are threads


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


@pytest.mark.long
def test_slow_clients_hold_no_thread_for_ever(database: Path) -> None:
    with Gunicorn(database) as portal, contextlib.ExitStack() as stack:
        port = int(portal.url.rsplit(":", 1)[1])
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(SLOW)
        ]
        for one in slow:
            one.send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        end = threading.Event()

        def deal_out() -> None:
            while not end.wait(0.5):
                for one in slow:
                    with contextlib.suppress(OSError):
                        one.send(b"x")

        dealing = threading.Thread(target=deal_out, daemon=True)
        dealing.start()
        turns = SLOW / 8 + 1
        assert requests.get(f"{portal.url}/healthz", timeout=turns * PATIENCE * 2).ok
        end.set()
        dealing.join()
