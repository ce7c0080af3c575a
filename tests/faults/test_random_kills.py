"""SIGKILL at random moments, many times over: 0 lost, 0 doubled, 0 false claims."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent
from tests.support.client import Desk
from tests.support.fault_processes import Gunicorn
from tests.support.html import words
from tests.support.interrupted_posts import Sent, settle_after_the_kill

AT_ONCE = 3


def usual_time(clerk: Desk, sandbox: Sandbox) -> float:
    """Seconds in which this machine, as busy as it is, books as many as are sent at once."""
    begun = time.monotonic()
    for one in [Sent(clerk, sandbox.place()) for _ in range(AT_ONCE)]:
        one.wait()
    return time.monotonic() - begun


def kill_at_random(
    gunicorn: Gunicorn, clerk: Desk, sandbox: Sandbox, times: int, seed: int
) -> list[Sent]:
    """Kill the worker so many times at a random moment while bookings are under way;
    all that was sent.
    """
    chance, all_sent = random.Random(seed), []
    usual_time(clerk, sandbox)  # the first ones wait for what is loaded only once
    longest = usual_time(clerk, sandbox)
    for n in range(times):
        sandbox.stand_in.troubles.clear()
        sandbox.trouble(
            "latency", ms=chance.uniform(0, 80), effect=chance.choice(("early", "late")), times=None
        )
        places = [sandbox.place() for _ in range(AT_ONCE)]
        sent = [Sent(clerk, where) for where in places]
        time.sleep(chance.uniform(0, longest))
        gunicorn.kill_worker()
        for one in sent:
            one.wait()
        all_sent += sent
        if n % 25 == 24:
            settle_after_the_kill()
    return all_sent


def check_the_books(sandbox: Sandbox, all_sent: list[Sent]) -> Counter[str]:
    """0 lost, 0 doubled, 0 false claims; how often a form had its effect and how often it had none
    is returned.
    """
    effect = Counter(booked["session_sid"] for booked in sandbox.bookings())
    called = Counter(request["path"].rsplit("/", 1)[1] for request in sandbox.requests("POST"))
    found = {attempt.session.sid: attempt for attempt in Attempt.objects.select_related("session")}
    assert max(effect.values()) == max(called.values()) == 1, "something was doubled"
    assert set(called) <= set(found), "something was sent without a record"
    for one in all_sent:
        sid = one.where["sessionSid"]
        state = found[sid].state if sid in found else None
        assert (state == "accepted") == bool(effect[sid]), (
            f"{sid} is {state}, {effect[sid]} effects"
        )
        assert state in ("accepted", "not-applied", "unreachable", None), state
        if (
            one.answer is not None
        ):  # on a machine with no time to spare a connection may take too long
            assert one.answer.status_code == (502 if state == "unreachable" else 302), words(
                one.answer
            )
    return Counter("effect" if effect[one.where["sessionSid"]] else "none" for one in all_sent)


@pytest.mark.long
@pytest.mark.faults(34)
def test_a_hundred_kills_at_random_moments_lose_and_double_nothing(
    gunicorn: Gunicorn, clerk: Desk, sandbox: Sandbox
) -> None:
    all_sent = kill_at_random(gunicorn, clerk, sandbox, 100, seed=1000)
    settle_after_the_kill()
    ended = check_the_books(sandbox, all_sent)

    # The kills fell on both sides of the effect, and in the middle of calls.
    assert min(ended["effect"], ended["none"]) >= 20, ended
    assert AuditEvent.objects.filter(kind="interrupted").count() >= 5
