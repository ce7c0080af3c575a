"""Lanes of the worker: what can't be begun just now is offered again by a later round."""

from __future__ import annotations

import threading

import pytest

from scheduling.worker_loop import Lanes


def test_a_lane_for_which_the_system_has_no_thread_just_now_is_offered_again(
    database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes, done = Lanes(), threading.Event()

    def exhausted(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as system:
        system.setattr(threading.Thread, "start", exhausted)
        assert not lanes.offer("look 1 0", done.set)
    lanes.wait(0.1)
    assert lanes.offer("look 1 0", done.set)
    assert done.wait(30)
    lanes.wait(30)


def test_a_lane_that_is_busy_takes_nothing_more_until_it_is_done(database: object) -> None:
    lanes, goes_on, again = Lanes(), threading.Event(), threading.Event()
    assert lanes.offer("list 1", goes_on.wait)
    assert not lanes.offer("list 1", again.set)
    assert lanes.offer("list 2", again.set)
    goes_on.set()
    lanes.wait(30)
    assert lanes.offer("list 1", again.set)
    lanes.wait(30)
