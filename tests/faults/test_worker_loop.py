"""The worker needs no queue to find what is due, and its death shows."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.institutions import heartbeat
from scheduling.models import Heartbeat
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.fault_processes import worker
from tests.support.html import words
from tests.support.outcomes import attempt_of
from tests.support.polling import until

DEAD = "The portal’s background worker is not running"


@pytest.fixture
def frozen_queue() -> Iterator[str]:
    """The address of a Redis that takes connections and never answers, as one that is frozen."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


@pytest.mark.faults(76)
def test_with_the_queue_frozen_an_open_booking_gets_its_looks(
    desk: Desk, sandbox: Sandbox, database: Path, frozen_queue: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    assert desk.book(where).status_code == 302
    with worker(database, REDIS_URL=frozen_queue) as process:
        until(lambda: attempt_of(where).state == "accepted")
        assert heartbeat.silent_since() is None
        assert Heartbeat.objects.count() == 1
        process.send_signal(signal.SIGKILL)
        process.wait(30)


@pytest.mark.faults(76)
def test_a_dead_worker_shows_within_two_minutes_and_nothing_is_promised_in_its_name(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    desk.book(where)
    heartbeat.beat()
    alive = words(desk.get(session_path(where)))
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=True):
        dead, elsewhere = desk.get(session_path(where)), desk.get("/audit/")

    assert DEAD not in alive
    assert "It usually takes under a minute." in alive
    assert DEAD in words(dead) and DEAD in words(elsewhere)
    assert "It usually takes under a minute." not in words(dead)
    assert "Nobody is checking at the moment" in words(dead)


@pytest.mark.faults(76)
def test_a_worker_that_was_never_started_here_is_not_said_to_have_died(desk: Desk) -> None:
    assert DEAD not in words(desk.get("/audit/"))
