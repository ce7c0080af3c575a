"""Lanes of the worker: what can't be begun just now is offered again by a later round."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from scheduling.worker.loop import Lanes, Loop
from scheduling.worker.schedule import EACH_DAY, EACH_HOUR, Step


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


def offered(loop: Loop, step: Step) -> bool:
    """Whether the day's step was taken in a round."""
    before = loop._last.get("day work")
    loop._offer_now_and_then("day", EACH_DAY, {"work": step})
    loop.lanes.wait(30)
    return loop._last.get("day work") != before


def test_what_the_day_has_to_do_is_due_still_where_its_lane_was_busy(database: object) -> None:
    calm, goes_on, done = Loop(), threading.Event(), threading.Event()
    assert calm.lanes.offer("work", goes_on.wait)
    calm._offer_now_and_then("day", EACH_DAY, {"work": done.set})
    goes_on.set()
    calm.lanes.wait(30)
    assert not done.is_set()
    assert offered(calm, done.set) and done.is_set()
    assert not offered(calm, done.set)


def fails() -> None:
    raise OSError("the disk is full")


def has_to_wait() -> bool:
    return False


@pytest.mark.parametrize("fails", [fails, has_to_wait])
def test_what_failed_or_had_to_wait_is_tried_again_in_an_hour(
    database: object, fails: Callable[[], bool | None]
) -> None:
    calm = Loop()
    assert offered(calm, fails)
    assert not offered(calm, fails)
    calm._last["day work"] -= EACH_HOUR
    assert offered(calm, lambda: None)
    calm._last["day work"] -= EACH_HOUR
    assert not offered(calm, lambda: None)
