"""Rows whose session can't be read, however often it is asked for: one that alone is so ends, so
that its batch does.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.batches import execution
from scheduling.models import Batch, BatchRow, ExamSession, Institution
from tests.support.batch_rows import moved, outcomes
from tests.support.batches import begun, booked_there, carried_out, no_pause
from tests.support.booking_actions import take_the_provider_away
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.rescue_pages import page_of

NEVER_READ = "We asked again and again. Open it, then move it by itself."


def asked_often(batch: Batch, tries: int = 60) -> BatchRow:
    """Its waiting row after so many looks, the last of which went as the next one will."""
    carry_on(batch)
    batch.rows.filter(state="waiting").update(tries=tries)
    return batch.rows.get(state="waiting")


def carry_on(batch: Batch) -> None:
    no_pause()
    execution.run(batch.institution_id)


def unreadable(sandbox: Sandbox, session: ExamSession, kind: str = "status", **how: object) -> None:
    how = how or {"code": 500}
    sandbox.trouble(kind, method="GET", path_contains=session.sid, times=None, **how)


@pytest.mark.faults(58)
@pytest.mark.parametrize(
    "how",
    mostly_long(
        [
            *({"code": code} for code in (400, 403, 500)),
            {"code": 503, "headers": {"Retry-After": "1"}},
        ],
        everyday=2,
    ),
)
def test_one_that_is_never_read_ends_and_its_rescue_with_it(
    desk: Desk, sandbox: Sandbox, institution: Institution, how: dict[str, object]
) -> None:
    sick, well = booked_there(sandbox, institution, 2)
    batch = begun([sick, well])
    unreadable(sandbox, sick, **how)
    while batch.rows.filter(state="waiting").count() > 1:
        carry_on(batch)
    asked_often(batch)
    carried_out(batch)

    assert (batch.state, sorted(outcomes(batch))) == ("done", ["moved", "not sent"])
    assert moved(sandbox) == {well.sid: 1}
    assert batch.rows.get(session=sick).reason.endswith(f". {NEVER_READ}")
    said = page_of(desk, batch)
    assert NEVER_READ in said and "Find other times for the 1 not moved" in said


@pytest.mark.parametrize("tries", [0, 59])
def test_until_then_it_waits(sandbox: Sandbox, institution: Institution, tries: int) -> None:
    [one] = booked_there(sandbox, institution, 1)
    batch = begun([one])
    unreadable(sandbox, one)
    row = asked_often(batch, tries)
    carry_on(batch)
    row.refresh_from_db()
    assert (row.state, row.tries) == ("waiting", tries + 1)
    sandbox.clear()
    assert outcomes(carried_out(batch)) == ["moved"]


def test_while_the_list_is_not_read_either_it_waits(
    sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    batch = begun([one])
    unreadable(sandbox, one)
    asked_often(batch)
    Institution.objects.update(synced_at=timezone.now() - timedelta(hours=1))
    carry_on(batch)
    assert outcomes(batch) == ["waiting"]


def test_where_it_was_not_the_same_the_time_before_it_waits_once_more(
    sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    batch = begun([one])
    unreadable(sandbox, one)
    asked_often(batch)
    batch.rows.update(reason=execution.PAUSED, waits_for="")
    carry_on(batch)
    assert outcomes(batch) == ["waiting"]
    carry_on(batch)
    assert outcomes(batch) == ["not sent"]


def test_what_is_told_of_it_may_read_otherwise_each_time(
    sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    batch = begun([one])
    unreadable(sandbox, one)
    before = asked_often(batch)
    assert (before.waits_for, before.reason != "") == ("answer", True)
    sandbox.clear()
    unreadable(sandbox, one, code=403)
    carry_on(batch)
    assert outcomes(batch) == ["not sent"]
    assert batch.rows.get().waits_for == ""


def test_a_provider_that_is_too_busy_is_waited_for(
    sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    batch = begun([one])
    unreadable(sandbox, one, code=429)
    asked_often(batch)
    carry_on(batch)
    assert outcomes(batch) == ["waiting"]


def test_so_is_one_that_can_not_be_reached(sandbox: Sandbox, institution: Institution) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    take_the_provider_away({"installSid": institution.sid})
    asked_often(batch)
    carry_on(batch)
    assert outcomes(batch) == ["waiting"]
