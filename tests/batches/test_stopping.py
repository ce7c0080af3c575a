"""Batches that are stopped at any moment: each comes to its end, with its event."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest
from django.db import connections

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.batches import execution, leases, start_pause_stop
from scheduling.models import Batch, BatchRow, Institution
from tests.support.batches import ANA, begun, booked_there
from tests.support.outcomes import details, kinds

AT_ONCE = execution.AT_ONCE


def stopped_apart(batch: Batch) -> bool:
    """As a person's request stops it, beside the lane."""
    try:
        return start_pause_stop.stop(batch=Batch.objects.get(pk=batch.pk), actor=ANA)
    finally:
        connections.close_all()


def states(batch: Batch) -> list[str]:
    batch.refresh_from_db()
    return [batch.state, *batch.rows.order_by("pk").values_list("state", flat=True)]


@pytest.mark.faults(59)
def test_stopped_just_while_a_row_is_put_back_it_ends(
    sandbox: Sandbox, institution: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    [row] = leases.claim(institution.pk, at_once=AT_ONCE)
    assert leases.begin_sending(row)
    number, stops = leases._number_for_later, list[Future[bool]]()
    with ThreadPoolExecutor(1) as pool:

        def meanwhile(row: BatchRow) -> object:
            stops.append(pool.submit(stopped_apart, batch))
            wait(stops, timeout=0.5)
            return number(row)

        monkeypatch.setattr(leases, "_number_for_later", meanwhile)
        leases.put_back(row, execution.UNREACHED)
        assert [one.result() for one in stops] == [True]
    assert states(batch) == ["stopping", "left"]
    execution.close_finished(institution.pk)

    assert (states(batch), kinds()[-1]) == (["stopped", "left"], "batch_ended")
    assert (details("batch_stopped")["left"], verify().is_intact) == (1, True)


@pytest.mark.faults(59)
def test_a_row_that_waits_in_a_batch_that_is_stopping_is_left_and_it_ends(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    start_pause_stop.stop(batch=batch, actor=ANA)
    stuck = batch.rows.earliest("pk")
    BatchRow.objects.filter(pk=stuck.pk).update(state="waiting", reason=execution.UNREACHED)
    execution.run(institution.pk)

    assert states(batch) == ["stopped", "left", "left"]
    assert details("batch_ended")["counts"] == {"left as they were": 2}
    assert sandbox.requests("PUT") == []
