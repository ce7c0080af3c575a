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
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.models import Heartbeat, Institution
from scheduling.worker import heartbeat, silence
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.fault_processes import worker
from tests.support.html import words
from tests.support.outcomes import attempt_of
from tests.support.polling import until

NEVER_HEARD = "The part of the portal that works in the background has not started"
DEAD = "The part of the portal that works in the background is not running"


@pytest.fixture
def frozen_queue() -> Iterator[str]:
    """The address of a Redis that takes connections and never answers, as one that is frozen."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


@pytest.mark.long
@pytest.mark.faults(76)
def test_with_the_queue_frozen_an_open_booking_gets_its_looks(
    desk: Desk, sandbox: Sandbox, database: Path, frozen_queue: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    assert desk.book(where).status_code == 302
    with worker(database, REDIS_URL=frozen_queue) as process:
        until(lambda: attempt_of(where).state == "accepted")
        assert silence.of_worker() is None
        assert Heartbeat.objects.filter(name="worker").count() == 1
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    with time_machine.travel(timezone.now() + silence.SILENT_AFTER, tick=True):
        assert DEAD in words(desk.get("/audit/"))


@pytest.mark.long
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
    assert "Booking works. Tell your administrator." in words(elsewhere)
    assert "It usually takes under a minute." not in words(dead)
    assert "Nobody is checking at the moment" in words(dead)


@pytest.mark.long
@pytest.mark.faults(76)
def test_a_worker_that_was_never_heard_of_is_missed_and_not_said_to_have_stopped(
    desk: Desk, sandbox: Sandbox, settings: Settings
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    desk.book(where)
    just_started = words(desk.get("/audit/"))
    settings.WORKER_GRACE = 0
    page, elsewhere = words(desk.get(session_path(where))), words(desk.get("/audit/"))

    assert NEVER_HEARD not in just_started
    assert NEVER_HEARD in elsewhere
    assert NEVER_HEARD in page and "Nobody is checking at the moment" in page
    assert [one for one in (just_started, page, elsewhere) if DEAD in one] == []
    heartbeat.beat()
    assert NEVER_HEARD not in words(desk.get("/audit/"))


@pytest.mark.faults(76)
def test_a_portal_without_an_institution_needs_no_worker(
    institution: Institution, settings: Settings
) -> None:
    settings.WORKER_GRACE = 0
    assert silence.of_worker() == silence.Silence()
    Institution.objects.update(is_active=False)
    assert silence.of_worker() is None
