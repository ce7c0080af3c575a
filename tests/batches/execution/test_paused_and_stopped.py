"""Batches that people pause, continue and stop."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.batches import execution, leases, start_pause_stop
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import Mark
from scheduling.models import (
    Attempt,
    BatchRow,
    Institution,
    OpeningHours,
)
from tests.support.batch_rows import moved, outcomes
from tests.support.batches import ANA, begun, booked_there, carried_out
from tests.support.outcomes import details, kinds
from tests.support.polling import until


def carried_out_apart(row: BatchRow) -> bool:
    """As a lane does it, beside whoever else does something."""
    try:
        return execution.carry_out(row)
    finally:
        connections.close_all()


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
        assert leases.claim(institution.pk, at_once=execution.AT_ONCE) == {}
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
    rows = [*leases.claim(institution.pk, at_once=execution.AT_ONCE)]
    assert len(rows) > 1
    assert execution.carry_out(rows[0])
    leases.sent(rows[:1])  # or the batch would not end before its lease does
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


@pytest.mark.parametrize("mark", [Mark.ARRIVED, Mark.NO_SHOW])
def test_whom_somebody_marked_while_it_was_paused_is_not_moved(
    sandbox: Sandbox, institution: Institution, mark: Mark
) -> None:
    OpeningHours.objects.all().delete()  # whatever hour it is
    start = timezone.now().replace(microsecond=0) - timedelta(minutes=30)
    marked_before, marked_since = booked_there(sandbox, institution, 2, start=start)
    attendance.mark(session=marked_before, mark=mark, shown_event=0, actor=ANA)
    batch = begun([marked_before, marked_since])
    assert start_pause_stop.pause(batch=batch, actor=ANA)
    attendance.mark(session=marked_since, mark=mark, shown_event=0, actor=ANA)
    assert start_pause_stop.resume(batch=batch, actor=ANA)
    carried_out(batch)

    assert [(row.state, row.reason) for row in batch.rows.order_by("pk")] == [
        ("sent", ""),
        ("held", execution.CHANGED),
    ]
    assert moved(sandbox) == {marked_before.sid: 1}
