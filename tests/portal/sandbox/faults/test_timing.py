"""Troubles without an answer, or with a late one:
hanging up, hanging, latency, and what took effect meanwhile.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import pytest

from portal.sandbox.server import Sandbox
from tests.support.polling import until
from tests.support.raw_http import listen, request_bytes, talk
from tests.support.sandbox_bookings import BODY, Trial


@pytest.mark.parametrize(("rst", "end"), [(False, "eof"), (True, "reset")])
def test_drop_before_closes_without_a_word_or_an_effect(trial: Trial, rst: bool, end: str) -> None:
    heard = trial("drop_before", rst=rst)
    assert (heard.head, heard.end, trial.effects) == ("", end, [])


@pytest.mark.parametrize(("rst", "end"), [(False, "eof"), (True, "reset")])
def test_drop_after_books_and_closes_without_a_word(trial: Trial, rst: bool, end: str) -> None:
    heard = trial("drop_after", rst=rst)
    assert (heard.head, heard.end, trial.effects) == ("", end, ["scheduled"])
    assert trial.sandbox.requests()[-1]["status"] is None


def test_hang_before_says_nothing_and_does_nothing(trial: Trial) -> None:
    heard = trial("hang_before", listening={"patience": 0.2})
    assert (heard.head, heard.end, trial.effects) == ("", "timeout", [])


def test_hang_after_books_and_says_nothing(trial: Trial) -> None:
    heard = trial("hang_after", listening={"patience": 0.2})
    assert (heard.head, heard.end) == ("", "timeout")
    until(lambda: trial.effects == ["scheduled"])


def test_a_hang_ends_by_hanging_up(trial: Trial) -> None:
    heard = trial("hang_before", seconds=0.1)
    assert (heard.head, heard.end) == ("", "eof")


def test_late_effect_hangs_up_first_and_books_later(trial: Trial) -> None:
    heard = trial("late_effect", seconds=0.2)
    assert (heard.head, heard.end) == ("", "eof")
    until(lambda: trial.effects == ["scheduled"])
    arrived, took_effect = trial.times
    assert took_effect - arrived >= 0.19
    trial.sandbox.reset()
    assert trial("late_effect", seconds=60).seconds < 30
    assert trial.effects == []


def test_latency_late_takes_effect_at_the_end(trial: Trial) -> None:
    assert trial("latency", ms=300).status == 200
    assert trial.effects == ["scheduled"]
    arrived, took_effect = trial.times
    assert took_effect - arrived >= 0.29


def test_latency_early_takes_effect_at_once(trial: Trial) -> None:
    heard = trial("latency", ms=300, effect="early")
    answered = time.time()
    assert (heard.status, trial.stored["status"], trial.effects) == (
        200,
        "Scheduled",
        ["scheduled"],
    )
    assert answered - trial.times[1] >= 0.29


def test_base_latency_holds_for_every_call(sandbox: Sandbox, url: Callable, waiting: dict) -> None:
    sandbox.set_latency(120)
    begun = time.monotonic()
    talk("GET", url(waiting))
    assert time.monotonic() - begun >= 0.12


def test_stale_keepalive_answers_first_and_hangs_up_on_the_second(trial: Trial) -> None:
    trial.sandbox.trouble("stale_keepalive")
    with socket.create_connection(("127.0.0.1", trial.sandbox.port), timeout=30) as sock:
        sock.sendall(request_bytes("GET", trial.url))
        assert listen(sock).status == 200
        sock.sendall(request_bytes("POST", trial.url, BODY))
        assert (second := listen(sock)).head == "" and second.end == "eof"
    assert trial.effects == []


def test_close_after_answer_promises_to_stay_and_goes(trial: Trial) -> None:
    trial.sandbox.trouble("close_after_answer")
    with socket.create_connection(("127.0.0.1", trial.sandbox.port), timeout=30) as sock:
        sock.sendall(request_bytes("POST", trial.url, BODY))
        heard = listen(sock)
        assert (heard.status, heard.header("Connection")) == (200, "")
        assert sock.recv(1) == b""


def test_a_late_effect_does_not_outlive_a_reset(trial: Trial) -> None:
    trial("late_effect", seconds=0.1)
    trial.sandbox.reset()
    time.sleep(0.3)
    assert trial.effects == []
