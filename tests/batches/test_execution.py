"""Batches carried out: each row once, as a single move would be, or told why not."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks.batch_records import digest_of_batch
from scheduling.audit.verifier import verify
from scheduling.batches import execution, leases, progress, start_pause_stop
from scheduling.batches.start_pause_stop import InAnother
from scheduling.booking import attempts, submit
from scheduling.booking.admission import not_opened
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.exam_sessions.refresh import refresh_session
from scheduling.institutions import circuit_breaker
from scheduling.models import (
    Attempt,
    AuditEvent,
    Batch,
    BatchRow,
    Circuit,
    ExamSession,
    Institution,
)
from tests.support.batches import ANA, ONE, TEN, begun, booked_there, carried_out
from tests.support.booking_actions import take_the_provider_away
from tests.support.outcomes import details, kinds
from tests.support.polling import until

MINUTE = timedelta(minutes=1)
SECONDS = timedelta(seconds=1)


def moved(sandbox: Sandbox) -> dict[str, int]:
    """How often each session was moved at the provider."""
    found: dict[str, int] = {}
    for one in sandbox.bookings():
        found[one["session_sid"]] = found.get(one["session_sid"], 0) + 1
    return found


def outcomes(batch: Batch) -> list[str]:
    return [str(outcome) for outcome in progress.of(batch).outcomes.values()]


def carried_out_apart(row: BatchRow) -> bool:
    """As a lane does it, beside whoever else does something."""
    try:
        return execution.carry_out(row)
    finally:
        connections.close_all()


def test_each_row_is_read_first_and_moved_once_by_its_own_attempt(
    sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    batch = carried_out(begun(sessions))

    assert (batch.state, outcomes(batch)) == ("done", ["moved"] * 3)
    assert moved(sandbox) == {one.sid: 1 for one in sessions}
    asked = [one["method"] for one in sandbox.requests()]
    assert (asked.count("PUT"), asked.count("GET")) == (3, 6)
    numbers = set(batch.rows.values_list("attempt_id", flat=True))
    made = Attempt.objects.filter(attempt_id__in=numbers)
    assert [(one.action, one.state, one.actor_name) for one in made] == [
        ("reschedule", "accepted", "Ana Ruiz")
    ] * 3
    starts = ExamSession.objects.filter(pk__in=[one.pk for one in sessions])
    assert {one.appointment_at for one in starts} == {ONE}
    assert verify().holds


def test_the_log_tells_who_began_it_why_which_and_how_it_ended(
    sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = carried_out(begun([session]))

    assert kinds() == ["batch_begun", "intent", "outcome", "batch_ended"]
    [row] = batch.rows.all()
    assert details("batch_begun") == {
        "batch": batch.pk,
        "reason": "The power is out.",
        "to_be_moved": [
            {
                "session": session.sid,
                "attempt": str(row.attempt_id),
                "before": "2027-01-14T16:00:00Z",
                "after": "2027-01-14T19:00:00Z",
            }
        ],
        "rows_sha256": digest_of_batch(batch, [row]),
    }
    assert details("batch_ended") == {"batch": batch.pk, "counts": {"moved": 1}}
    said = AuditEvent.objects.get(kind="batch_begun").sentence
    assert said == (
        f"Ana Ruiz began rescue {batch.pk} for Duluth Testing Center: 1 to be moved."
        " Reason: The power is out."
    )


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"start": (TEN + MINUTE).isoformat()}, execution.CHANGED),
        ({"fields": {"proctorLocationSid": "PL" + "2".zfill(32)}}, execution.CHANGED),
        ({"status": "Cancelled"}, execution.CHANGED),
    ],
)
def test_what_changed_since_it_was_approved_is_not_sent(
    sandbox: Sandbox, institution: Institution, wanted: dict, why: str
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = begun([session])
    sandbox.place(session.sid, **wanted)
    carried_out(batch)

    assert sandbox.requests("PUT") == []
    assert list(batch.rows.values_list("state", "reason")) == [("held", why)]
    assert outcomes(batch) == ["not sent"]


def test_what_a_colleague_moves_while_a_row_is_being_sent_is_not_sent(
    sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    command = execution.command_of(begun([session]).rows.get(), session)
    shown = SessionVersion.of(session)
    ExamSession.objects.update(appointment_at=TEN + MINUTE)
    with pytest.raises(not_opened.ChangedSince):
        submit.reschedule(command=command, session=session, shown=shown)

    assert sandbox.requests("PUT") == []
    assert (Attempt.objects.count(), kinds()[-1]) == (0, "stale_form")
    assert session.appointment_at == TEN + MINUTE


def test_a_new_time_that_has_passed_is_not_sent(sandbox: Sandbox, institution: Institution) -> None:
    [session] = booked_there(sandbox, institution, 1, timezone.now() + MINUTE)
    batch = carried_out(begun([session], later=-2 * MINUTE))

    assert sandbox.requests("PUT") == []
    assert [row.reason for row in batch.rows.all()] == [execution.PAST]


@pytest.mark.faults(58)
def test_what_is_refused_is_told_and_the_others_go_on(
    sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    batch = begun(sessions)
    sandbox.trouble("status", method="PUT", code=409)
    carried_out(batch)

    assert sorted(outcomes(batch)) == ["moved", "moved", "not moved"]
    assert details("batch_ended")["counts"] == {"moved": 2, "not moved": 1}


def test_all_refused_ends_with_nobody_moved(sandbox: Sandbox, institution: Institution) -> None:
    batch = begun(booked_there(sandbox, institution, 3))
    sandbox.trouble("status", method="PUT", code=422, times=None)
    carried_out(batch)

    assert outcomes(batch) == ["not moved"] * 3
    assert moved(sandbox) == {}


def test_a_lost_answer_is_read_back_and_its_row_follows(
    sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    batch = begun(sessions)
    sandbox.trouble("drop_after", method="PUT")
    carried_out(batch)

    assert outcomes(batch) == ["moved", "moved"]
    assert moved(sandbox) == {one.sid: 1 for one in sessions}
    assert Attempt.objects.filter(settled_how="read-back").count() == 1


def test_a_provider_that_can_not_be_reached_is_waited_for_and_nothing_is_lost(
    sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    batch = begun(sessions)
    where = {"installSid": institution.sid}
    address = institution.base_url
    take_the_provider_away(where)
    execution.run(institution.pk)
    batch.refresh_from_db()

    assert (batch.state, outcomes(batch)) == ("running", ["waiting", "waiting"])
    assert batch.wait_until > timezone.now()
    assert "could not be reached" in batch.wait_reason
    Institution.objects.filter(pk=institution.pk).update(base_url=address)
    assert outcomes(carried_out(batch)) == ["moved", "moved"]
    assert batch.wait_reason == ""


def test_a_provider_that_hangs_is_sent_nothing(sandbox: Sandbox, institution: Institution) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    sandbox.trouble("hang_before", method="GET", seconds=30)
    execution.run(institution.pk)

    assert sandbox.requests("PUT") == []
    assert outcomes(batch) == ["waiting"]
    sandbox.clear()
    assert outcomes(carried_out(batch)) == ["moved"]


def test_a_provider_that_answers_more_slowly_than_a_page_waits_moves_them_all_the_same(
    sandbox: Sandbox, institution: Institution, settings: Settings
) -> None:
    settings.PAGE_PATIENCE = 0.05
    sessions = booked_there(sandbox, institution, 2)
    batch = begun(sessions)
    sandbox.set_latency(150)
    execution.run(institution.pk)

    assert outcomes(batch) == ["moved", "moved"]
    assert set(batch.rows.values_list("tries", flat=True)) == {0}
    assert moved(sandbox) == {one.sid: 1 for one in sessions}


def test_what_a_lane_has_taken_and_not_begun_when_its_turn_is_over_is_free_at_once(
    sandbox: Sandbox, institution: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "PATIENCE", 0.1)
    batch = begun(booked_there(sandbox, institution, 40))
    sandbox.set_latency(100)
    execution.run(institution.pk)

    assert (len(sandbox.requests("PUT")), outcomes(batch).count("waiting")) == (1, 39)
    waiting = batch.rows.filter(state="waiting")
    assert set(waiting.values_list("lease_holder", "lease_until", "tries")) == {("", None, 0)}


@pytest.mark.faults(58)
def test_while_bookings_are_paused_the_rows_wait(
    sandbox: Sandbox, institution: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circuit_breaker, "PROBE_PAUSE", 20 * MINUTE)
    batch = begun(booked_there(sandbox, institution, 1))
    later = timezone.now() + circuit_breaker.PROBE_PAUSE
    Circuit.objects.create(
        institution=institution, failures=9, opened_at=timezone.now(), next_probe_at=later
    )
    execution.run(institution.pk)

    assert (sandbox.requests(), outcomes(batch)) == ([], ["waiting"])
    Circuit.objects.all().delete()
    assert outcomes(carried_out(batch)) == ["moved"]


def test_asked_for_too_much_it_waits_and_is_moved_under_another_number(
    sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = begun([session])
    [first] = batch.rows.values_list("attempt_id", flat=True)
    sandbox.trouble("status", method="PUT", code=429)
    carried_out(batch)

    assert (outcomes(batch), moved(sandbox)) == (["moved"], {session.sid: 1})
    assert Attempt.objects.get(attempt_id=first).state == "refused"
    assert batch.rows.get().attempt_id != first


def test_paused_nothing_begins_and_continued_it_goes_on(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    assert start_pause_stop.pause(batch=batch, actor=ANA)
    assert not start_pause_stop.pause(batch=batch, actor=ANA)
    execution.run(institution.pk)
    assert (sandbox.requests(), outcomes(batch)) == ([], ["waiting", "waiting"])

    assert start_pause_stop.resume(batch=batch, actor=ANA)
    assert outcomes(carried_out(batch)) == ["moved", "moved"]
    assert [one for one in kinds() if one.startswith("batch")] == [
        "batch_begun",
        "batch_paused",
        "batch_continued",
        "batch_ended",
    ]


@pytest.mark.faults(59)
def test_stopped_what_was_not_begun_is_left_as_it_was(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 3))
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    sandbox.trouble("latency", method="PUT", ms=500)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(carried_out_apart, row)
        until(Attempt.objects.filter(state="sending").exists)
        assert batch.rows.filter(state="sending").get() == row
        assert start_pause_stop.stop(batch=batch, actor=ANA)
        assert not start_pause_stop.resume(batch=batch, actor=ANA)
        assert leases.claim(institution.pk, at_once=execution.AT_ONCE) == []
        assert sending.result()
    leases.sent([row])
    execution.close_finished(institution.pk)
    batch.refresh_from_db()

    assert (batch.state, sorted(outcomes(batch))) == (
        "stopped",
        ["left as they were", "left as they were", "moved"],
    )
    assert details("batch_stopped") == {"batch": batch.pk, "left": 2}


def test_a_row_that_was_left_while_it_was_read_is_not_sent(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    start_pause_stop.stop(batch=batch, actor=ANA)
    execution.carry_out(row)

    assert (sandbox.requests("PUT"), outcomes(batch)) == ([], ["left as they were"])


def test_paused_rows_that_a_lane_has_taken_already_begin_when_it_is_continued(
    sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 32)
    batch = begun(sessions)
    rows = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    assert len(rows) > 1
    assert execution.carry_out(rows[0])
    assert start_pause_stop.pause(batch=batch, actor=ANA)
    assert not any(execution.carry_out(row) for row in rows[1:])

    assert len(sandbox.requests("PUT")) == 1
    batch.refresh_from_db()
    assert (batch.wait_until, batch.wait_reason) == (None, "")
    assert not batch.rows.filter(pk__in=[row.pk for row in rows[1:]]).exclude(lease_holder="")
    assert outcomes(batch).count("waiting") == len(sessions) - 1
    assert start_pause_stop.resume(batch=batch, actor=ANA)
    assert outcomes(carried_out(batch)) == ["moved"] * len(sessions)
    assert moved(sandbox) == {one.sid: 1 for one in sessions}


def lapsed(row: BatchRow) -> None:
    """Whoever had the row is gone for long."""
    BatchRow.objects.filter(pk=row.pk).update(lease_until=timezone.now() - SECONDS)


@pytest.mark.faults(55, 61)
@pytest.mark.parametrize("state", ["waiting", "sending"])
def test_a_row_of_a_worker_that_is_gone_is_taken_again(
    sandbox: Sandbox, institution: Institution, state: str
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = begun([session])
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    BatchRow.objects.filter(pk=row.pk).update(state=state)
    assert leases.claim(institution.pk, at_once=execution.AT_ONCE) == []
    lapsed(row)

    assert outcomes(carried_out(batch)) == ["moved"]
    assert moved(sandbox) == {session.sid: 1}


def test_a_row_whose_attempt_was_admitted_is_never_admitted_again(
    sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = begun([session])
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    leases.begin_sending(row)
    execution.submit.reschedule(command=execution.command_of(row, row.session), session=row.session)
    lapsed(row)
    carried_out(batch)

    assert (len(sandbox.requests("PUT")), moved(sandbox)) == (1, {session.sid: 1})
    assert outcomes(batch) == ["moved"]


@pytest.mark.faults(61)
def test_a_worker_that_wakes_up_after_its_lease_sends_nothing_twice(
    sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = begun([session])
    [asleep] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    leases.begin_sending(asleep)
    lapsed(asleep)
    carried_out(batch)
    execution._send(asleep, asleep.session)

    assert len(sandbox.requests("PUT")) == 1
    assert outcomes(batch) == ["moved"]


def test_what_was_left_being_sent_is_settled_by_reading_back(
    sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = begun([session])
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    sandbox.trouble("drop_after", method="PUT")
    execution._send(row, row.session)
    Attempt.objects.update(state="sending", deadline_at=timezone.now() - SECONDS)
    lapsed(row)
    execution.run(institution.pk)
    assert outcomes(batch) == ["being sent"]
    assert [one.pk for one in attempts.abandoned_before(timezone.now())]

    assert outcomes(carried_out(batch)) == ["moved"]
    assert len(sandbox.requests("PUT")) == 1


def test_a_session_is_in_one_batch_that_is_under_way(
    sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    first = begun(sessions[:1])
    with pytest.raises(InAnother):
        begun(sessions)
    assert kinds() == ["batch_begun"]
    carried_out(first)
    later = ExamSession.objects.select_related("institution").get(pk=sessions[0].pk)
    assert outcomes(carried_out(begun([later]))) == ["moved"]


def test_another_booking_of_the_learner_holds_the_row_back(
    sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    [other] = booked_there(sandbox, institution, 1, ONE, like=session.sid)
    refresh_session(other)
    batch = begun([session])
    carried_out(batch)

    [row] = batch.rows.all()
    assert (row.state, "The learner has another booking" in row.reason) == ("held", True)
    assert sandbox.requests("PUT") == []


def test_a_batch_of_nothing_ends_at_once(institution: Institution) -> None:
    batch = start_pause_stop.begin(
        institution=institution,
        kind="rescue",
        title="Nobody",
        reason="None",
        moves=[],
        form_id="12345678-1234-5678-1234-567812345678",
        actor=ANA,
    )
    assert carried_out(batch).state == "done"
    assert json.loads(AuditEvent.objects.get(kind="batch_ended").details)["counts"] == {}
