"""Machines whose clocks differ a little, and who took the time before they waited for a lock: what
a colleague wrote a moment later was not written before the clock was put back.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import User
from pytest_django import Settings

from scheduling.access import rate_limits
from scheduling.access.rate_limits import Limit
from scheduling.audit import verification_jobs
from scheduling.booking import attempts, read_back
from scheduling.booking.outcomes.outcome import Outcome
from scheduling.institutions import circuit_breaker, request_budget
from scheduling.models import (
    Attempt,
    AuditEvent,
    Circuit,
    ExamSession,
    Institution,
    ListWalk,
    VainTries,
    Verification,
)
from scheduling.provider_list import list_age, list_due, list_fetching, list_lease, missing_rows
from scheduling.provider_list.seen_rows import SeenRows
from scheduling.rosters import last_looks
from scheduling.rosters.past_states import RosterScope
from scheduling.session_commands import PORTAL
from scheduling.worker import heartbeat, silence
from tests.support.known_sessions import known_session

NOW = datetime.fromisoformat("2027-01-14T10:30-06:00")
MOMENT, TWO_SECONDS = timedelta(milliseconds=3), timedelta(seconds=2)
LATER = Outcome(
    state=Attempt.State.UNCONFIRMED,
    cause="said-later",
    reason="SmarterProctoring answered: “queued”",
    provider_words="queued",
)


def attempt_at(institution: Institution, started: datetime, **facts: object) -> Attempt:
    return Attempt.objects.create(
        attempt_id=uuid4(),
        session=known_session(institution, status="Needs Proctor"),
        action=Attempt.Action.RESCHEDULE,
        actor_name="Ana Ruiz",
        asked={},
        asked_digest="",
        time_zone="UTC",
        started_at=started,
        deadline_at=attempts.deadline_from(started),
        **facts,
    )


@pytest.mark.faults(43)
@pytest.mark.parametrize("ahead", [MOMENT, TWO_SECONDS])
def test_what_is_just_being_sent_is_not_told_as_interrupted(
    institution: Institution, ahead: timedelta
) -> None:
    sent = attempt_at(institution, NOW + ahead)
    read_back.give_up_interrupted(NOW)
    assert Attempt.objects.get(pk=sent.pk).state == "sending"
    assert not AuditEvent.objects.filter(kind="interrupted").exists()


@pytest.mark.faults(43)
def test_of_one_given_up_while_its_process_lived_the_answer_is_kept_all_the_same(
    institution: Institution, settings: Settings
) -> None:
    settings.READ_BACK_QUIET = 30
    sent = attempt_at(institution, NOW)
    gone = attempts.interrupted(Attempt.objects.get(pk=sent.pk))
    Attempt.objects.filter(pk=gone.pk).update(lease_holder="somebody who looks")
    attempts.finish(sent, LATER, actor=PORTAL)
    attempts.finish(sent, LATER, actor=PORTAL)

    kept = Attempt.objects.select_related("session__institution").get(pk=sent.pk)
    assert (kept.state, kept.cause, kept.answered_words) == ("unconfirmed", "said-later", "queued")
    assert kept.lease_holder == ""  # a look that began before the answer decides nothing
    told = AuditEvent.objects.filter(attempt_id=str(sent.attempt_id)).order_by("number")
    assert list(told.values_list("kind", flat=True)) == ["interrupted", "outcome"]
    assert kept.finished_at is not None
    kept.checks = 1
    asked_at = kept.finished_at + timedelta(seconds=31)
    assert not read_back._quiet_enough(kept, asked_at)


@pytest.mark.faults(43)
def test_one_of_two_looks_at_a_request(institution: Institution) -> None:
    asked = attempt_at(institution, NOW - timedelta(minutes=1), state=Attempt.State.UNCONFIRMED)
    taken = []
    for at in (NOW + MOMENT, NOW):
        with time_machine.travel(at, tick=False):
            taken.append(read_back._claim(asked.pk) is not None)
            assert read_back.due(NOW, institution.pk) == []
    assert taken == [True, False]


@pytest.mark.faults(43)
def test_one_of_two_asks_ahead_of_bookings_that_are_paused(institution: Institution) -> None:
    circuit = Circuit.objects.create(institution=institution, failures=5, opened_at=NOW)
    asking = []
    for at in (NOW + MOMENT, NOW):
        with time_machine.travel(at, tick=False):
            asking.append(circuit_breaker._may_probe(circuit))
    assert asking == [True, False]


@pytest.mark.faults(43)
def test_a_worker_whose_clock_is_ahead_of_the_page_s_works(institution: Institution) -> None:
    with time_machine.travel(NOW + TWO_SECONDS, tick=False):
        heartbeat.beat()
    with time_machine.travel(NOW, tick=False):
        assert silence.of_worker() is None
    with time_machine.travel(NOW - timedelta(hours=1), tick=False):
        assert silence.of_worker() is not None


@pytest.mark.faults(43)
def test_so_does_its_walk_through_the_log(institution: Institution) -> None:
    walk = Verification(started_at=NOW, seen_at=NOW + TWO_SECONDS)
    with time_machine.travel(NOW, tick=False):
        assert verification_jobs.is_alive(walk)
    with time_machine.travel(NOW - timedelta(hours=1), tick=False):
        assert not verification_jobs.is_alive(walk)


@pytest.mark.faults(43)
def test_wrong_passwords_typed_at_the_same_moment_are_all_counted(institution: Institution) -> None:
    limit = Limit("test", 5, timedelta(minutes=5))
    passed = []
    for milliseconds in (50, 51, 52, 53, 54, 49):
        with time_machine.travel(NOW + timedelta(milliseconds=milliseconds), tick=False):
            passed.append(rate_limits.count(limit, "a"))
    assert passed == [True] * 5 + [False]
    assert VainTries.objects.get().count == 6
    with time_machine.travel(NOW, tick=False):
        assert rate_limits.purge() == 0


@pytest.mark.faults(43)
def test_what_somebody_has_seen_goes_back_only_with_the_clock(institution: Institution) -> None:
    user = User.objects.get(username="coordinator")
    scope = RosterScope(institution=institution, location_sid="", day=date(2027, 1, 14), zone="UTC")
    for at in (NOW + TWO_SECONDS, NOW):
        with time_machine.travel(at, tick=False):
            last_looks.move(user.pk, scope, at)
    assert last_looks.seen_until(user.pk, scope) == NOW + TWO_SECONDS
    earlier = NOW - timedelta(hours=1)
    with time_machine.travel(earlier, tick=False):
        last_looks.move(user.pk, scope, earlier)
    assert last_looks.seen_until(user.pk, scope) == earlier


@pytest.mark.faults(43)
def test_one_of_two_fetches_a_list(institution: Institution) -> None:
    first, second = (Institution.objects.get(pk=institution.pk) for _ in range(2))
    with time_machine.travel(NOW + MOMENT, tick=False):
        assert list_lease.claim(first)
    with time_machine.travel(NOW, tick=False):
        assert not list_lease.claim(second)
        list_lease.release(second, sync_failure="not mine")
        assert not list_lease.claim(second)
    with time_machine.travel(NOW - timedelta(hours=1), tick=False):
        assert list_lease.claim(second)


@pytest.mark.faults(43)
def test_who_outlived_the_lease_of_a_list_ends_no_walk_and_frees_nobody_s(
    institution: Institution,
) -> None:
    first, second = (Institution.objects.get(pk=institution.pk) for _ in range(2))
    missing = known_session(institution, status="Scheduled")
    walk = request_budget.walk_of(institution)
    walk.started_at = NOW
    with time_machine.travel(NOW, tick=False):
        assert list_lease.claim(first)
    with time_machine.travel(NOW + timedelta(minutes=3), tick=False):
        assert list_lease.claim(second)
        with pytest.raises(list_lease.LeaseLostError):
            list_fetching._finish(first, walk, SeenRows(b""), is_whole=True)
        list_lease.release(first, sync_failure="late")
        assert not list_lease.claim(first)
    missing.refresh_from_db()
    assert (missing.missed_at, Institution.objects.get(pk=first.pk).sync_failure) == (None, "")


@pytest.mark.faults(43)
def test_two_walks_at_once_are_one_that_missed_it(institution: Institution) -> None:
    missing = known_session(institution, status="Scheduled")
    for minutes in (1, 2):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            missing_rows.note_missing(institution, SeenRows(b""), before=NOW)
    missing.refresh_from_db()
    assert (missing.missed_at, missing.dropped_at) == (NOW + timedelta(minutes=1), None)
    with time_machine.travel(NOW + timedelta(minutes=4), tick=False):
        missing_rows.note_missing(institution, SeenRows(b""), before=NOW + timedelta(minutes=3))
    assert ExamSession.objects.get(pk=missing.pk).dropped_at is not None


@pytest.mark.faults(43)
def test_a_list_fetched_by_a_clock_ahead_is_not_fetched_again(institution: Institution) -> None:
    institution.synced_at = NOW + TWO_SECONDS
    walk = request_budget.walk_of(institution)
    walk.pages, walk.newest_at, walk.started_at = 11, NOW + TWO_SECONDS, NOW + TWO_SECONDS
    walk.save()
    with time_machine.travel(NOW, tick=False):
        assert not list_age.is_old(institution)
        assert not list_due.wants_newest(walk, NOW)
        assert list_fetching._begun(institution).started_at == NOW + TWO_SECONDS


@pytest.mark.faults(43)
def test_a_bucket_is_not_full_because_somebody_took_from_it_a_moment_later(
    institution: Institution, settings: Settings
) -> None:
    settings.BACKGROUND_REQUESTS = 45
    request_budget.walk_of(institution)
    ListWalk.objects.update(allowance=1, allowance_at=NOW + MOMENT)
    with time_machine.travel(NOW, tick=False):
        assert [request_budget.take(institution) for _ in range(2)] == [True, False]
    ListWalk.objects.update(allowance=0, allowance_at=NOW + timedelta(hours=3))
    with time_machine.travel(NOW, tick=False):
        assert request_budget.take(institution)
