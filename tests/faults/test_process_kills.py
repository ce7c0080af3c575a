"""SIGKILL at named points: nothing lost, nothing doubled, nothing claimed that is not so."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking import read_back
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.booking.outcome_panel.failed_sentences import CHECKED
from scheduling.booking.outcome_panel.open_sentences import SENDING
from scheduling.models import Attempt, AuditEvent
from tests.support.booking_form import form_path, session_path
from tests.support.client import Desk
from tests.support.database_faults import Storage
from tests.support.fault_processes import Gunicorn, Reconcilers, is_alive, worker
from tests.support.interrupted_posts import Sent, automated, settle_after_the_kill
from tests.support.outcomes import attempt_of, effects, kinds, page_of, posts
from tests.support.polling import until
from tests.support.tcp_relay import Relay


def let_it_be(seconds: float = 0.3) -> None:
    """Time enough for a process to run into what blocks it."""
    time.sleep(seconds)


@pytest.mark.faults(32)
def test_killed_before_the_intent_nothing_happened_and_the_form_books_later(
    gunicorn: Gunicorn, clerk: Desk, sandbox: Sandbox, storage: Storage
) -> None:
    where = sandbox.needs_proctor()[0]
    clerk.get(session_path(where))
    storage.lock()
    sent = Sent(clerk, where)
    let_it_be()
    gunicorn.kill_worker()
    assert sent.wait() is None
    storage.unlock()

    assert (posts(sandbox), Attempt.objects.count(), kinds()) == (0, 0, [])
    assert clerk.get(form_path(where)).status_code == 200
    assert (clerk.book(where).status_code, effects(sandbox, where)) == (302, ["scheduled"])


@pytest.mark.long
@pytest.mark.faults(33)
@pytest.mark.parametrize("held_at", ["before connecting", "before the provider reads"])
def test_killed_between_the_intent_and_the_call_it_is_read_back_as_not_booked(
    gunicorn: Gunicorn,
    clerk: Desk,
    sandbox: Sandbox,
    relay: Callable[..., Relay],
    point_at: Callable[[str], None],
    full_backlog: int,
    held_at: str,
) -> None:
    where = sandbox.needs_proctor()[0]
    clerk.get(session_path(where))
    held = relay(holding=True)
    point_at(f"http://127.0.0.1:{full_backlog}" if held_at == "before connecting" else held.url)
    sent = Sent(clerk, where)
    until(Attempt.objects.exists)
    let_it_be(0.1)
    gunicorn.kill_worker()
    assert sent.wait() is None
    point_at(sandbox.url)

    assert (posts(sandbox), attempt_of(where).state, kinds()) == (0, "sending", ["intent"])
    assert SENDING["schedule"] in page_of(clerk, where)
    assert clerk.book(where).status_code == 409
    settle_after_the_kill()
    assert (posts(sandbox), attempt_of(where).state) == (0, "not-applied")
    assert CHECKED["schedule"] in page_of(clerk, where)


@pytest.mark.long
@pytest.mark.faults(34)
@pytest.mark.parametrize("took_effect", [True, False])
def test_killed_during_the_call_it_is_read_back_as_it_is(
    gunicorn: Gunicorn, clerk: Desk, sandbox: Sandbox, took_effect: bool
) -> None:
    where = sandbox.needs_proctor()[0]
    clerk.get(session_path(where))
    sandbox.trouble("hang_after" if took_effect else "hang_before", seconds=60)
    sent = Sent(clerk, where)
    until(lambda: posts(sandbox) and (not took_effect or effects(sandbox, where)))
    gunicorn.kill_worker()
    assert sent.wait() is None

    assert clerk.book(where).status_code == 409
    settle_after_the_kill()
    assert attempt_of(where).state == ("accepted" if took_effect else "not-applied")
    assert (posts(sandbox), effects(sandbox, where)) == (1, ["scheduled"] if took_effect else [])
    assert kinds()[:3] == ["intent", "blocked", "interrupted"]


@pytest.mark.faults(35)
def test_killed_between_the_call_and_its_outcome_the_booking_is_found(
    gunicorn: Gunicorn,
    clerk: Desk,
    sandbox: Sandbox,
    storage: Storage,
    relay: Callable[..., Relay],
    point_at: Callable[[str], None],
) -> None:
    where = sandbox.needs_proctor()[0]
    clerk.get(session_path(where))
    held = relay(holding=True)
    point_at(held.url)
    sent = Sent(clerk, where)
    until(held.asked.is_set)
    storage.lock()
    held.let_go()
    until(lambda: [one["status"] for one in sandbox.requests("POST")] == [200])
    let_it_be()
    gunicorn.kill_worker()
    assert sent.wait() is None
    storage.unlock()

    assert (attempt_of(where).state, kinds()) == ("sending", ["intent"])
    settle_after_the_kill()
    assert (attempt_of(where).state, attempt_of(where).settled_how) == ("accepted", "read-back")
    assert BOOKED in page_of(clerk, where)


def unconfirmed(desk: Desk, sandbox: Sandbox, count: int) -> list[dict[str, str]]:
    """So many attempts whose answers were lost, every second one after it took effect."""
    places = sandbox.needs_proctor()[:count]
    for n, where in enumerate(places):
        sandbox.trouble("drop_after" if n % 2 else "drop_before")
        desk.post(form_path(where), automated())
    assert Attempt.objects.filter(state="unconfirmed").count() == count
    return places


def check_verdicts(sandbox: Sandbox, places: list[dict[str, str]]) -> None:
    """One verdict for each, and the true one."""
    verdicts = AuditEvent.objects.filter(kind="read_back", outcome__in=("accepted", "not-applied"))
    assert Counter(verdicts.values_list("session_sid", flat=True)) == Counter(
        w["sessionSid"] for w in places
    )
    for where in places:
        assert attempt_of(where).state == ("accepted" if effects(sandbox, where) else "not-applied")
    assert posts(sandbox) == len(places)
    assert verify().is_intact


@pytest.mark.long
@pytest.mark.faults(36)
def test_two_processes_that_read_back_reach_one_verdict_each(
    desk: Desk, sandbox: Sandbox, database: Path
) -> None:
    places = unconfirmed(desk, sandbox, 12)
    with Reconcilers(database) as reconcilers:
        both = [reconcilers.start(), reconcilers.start()]
        until(lambda: not any(map(is_alive, both)))

    check_verdicts(sandbox, places)


@pytest.mark.long
@pytest.mark.faults(36)
def test_killed_while_reading_back_another_one_goes_on(
    desk: Desk, sandbox: Sandbox, database: Path
) -> None:
    places = unconfirmed(desk, sandbox, 10)
    chance = random.Random(36)
    with Reconcilers(database) as reconcilers:
        for _ in range(20):
            pair = [reconcilers.start(), reconcilers.start()]
            time.sleep(chance.uniform(0, 0.12))
            for pid in pair:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
    settle_after_the_kill()

    check_verdicts(sandbox, places)


@pytest.mark.long
@pytest.mark.faults(36)
def test_killed_in_the_middle_of_a_look_the_next_look_settles_it(
    desk: Desk, sandbox: Sandbox, database: Path
) -> None:
    [where] = unconfirmed(desk, sandbox, 1)
    looks = len(sandbox.requests("GET"))
    sandbox.trouble("hang_before", method="GET", seconds=60)
    with Reconcilers(database) as reconcilers:
        reader = reconcilers.start()
        until(lambda: len(sandbox.requests("GET")) > looks)
        os.kill(reader, signal.SIGKILL)
    held = attempt_of(where)

    assert (held.state, bool(held.lease_holder)) == ("unconfirmed", True)
    assert read_back.read_back(held.pk) is None
    settle_after_the_kill()
    check_verdicts(sandbox, [where])


@pytest.mark.long
@pytest.mark.faults(11, 36)
def test_a_worker_that_starts_after_a_crash_settles_what_was_left(
    desk: Desk, sandbox: Sandbox, database: Path
) -> None:
    places = unconfirmed(desk, sandbox, 2)
    Attempt.objects.filter(pk=attempt_of(places[1]).pk).update(
        lease_until=timezone.now(), lease_holder="crashed"
    )
    with worker(database):
        until(lambda: not Attempt.objects.filter(state="unconfirmed").exists())

    check_verdicts(sandbox, places)


@pytest.mark.long
@pytest.mark.faults(33, 37)
def test_what_a_process_learns_after_it_was_given_up_still_counts(
    gunicorn: Gunicorn,
    clerk: Desk,
    sandbox: Sandbox,
    relay: Callable[..., Relay],
    point_at: Callable[[str], None],
) -> None:
    """A machine asleep in the middle of its call:
    meanwhile the session was read back as not booked.
    """
    where = sandbox.needs_proctor()[0]
    clerk.get(session_path(where))
    held = relay(holding=True)
    point_at(held.url)
    sent = Sent(clerk, where)
    until(held.asked.is_set)
    [worker] = gunicorn.workers()
    os.kill(worker, signal.SIGSTOP)
    point_at(sandbox.url)
    settle_after_the_kill()
    assert attempt_of(where).state == "not-applied"
    held.let_go()
    until(lambda: sandbox.bookings(where["sessionSid"]))
    os.kill(worker, signal.SIGCONT)
    sent.wait()
    until(lambda: attempt_of(where).state != "not-applied")

    assert (attempt_of(where).state, effects(sandbox, where)) == ("accepted", ["scheduled"])
    assert verify().is_intact


@pytest.mark.long
@pytest.mark.faults(37)
def test_a_restart_lets_the_calls_under_way_finish(database: Path, sandbox: Sandbox) -> None:
    places = sandbox.needs_proctor()[:4]  # as many as one worker has places for
    with (
        Gunicorn(database, workers=2, timeout=30) as portal,
        Desk(portal.url, "coordinator") as clerk,
    ):
        sandbox.set_latency(600)
        sent = [Sent(clerk, where) for where in places]
        until(lambda: posts(sandbox) == 4)
        portal.process.terminate()
        answers = [one.wait() for one in sent]
        portal.process.wait(30)

    assert [answer.status_code for answer in answers if answer] == [302] * 4
    assert {attempt_of(where).state for where in places} == {"accepted"}
    assert sorted(kinds()) == ["intent"] * 4 + ["outcome"] * 4
    assert verify().is_intact
