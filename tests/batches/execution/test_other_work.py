"""Batches beside other batches and bookings, and one of nothing."""

from __future__ import annotations

import json

import pytest

from portal.sandbox.server import Sandbox
from scheduling.batches import start_pause_stop
from scheduling.batches.start_pause_stop import InAnother
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import (
    AuditEvent,
    ExamSession,
    Institution,
)
from tests.support.batch_rows import outcomes
from tests.support.batches import ANA, ONE, begun, booked_there, carried_out
from tests.support.outcomes import kinds


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
