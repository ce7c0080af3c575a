"""Leases of rows that ran out: a row is taken again, and never sent twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.batches import execution, leases
from scheduling.booking import attempts
from scheduling.models import (
    Attempt,
    BatchRow,
    Institution,
)
from tests.support.batch_rows import moved, outcomes
from tests.support.batches import begun, booked_there, carried_out

SECONDS = timedelta(seconds=1)


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
    assert leases.claim(institution.pk, at_once=execution.AT_ONCE) == {}
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
