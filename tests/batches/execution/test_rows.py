"""Batches carried out: each row once, as a single move would be, or told why not."""

from __future__ import annotations

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks.requests import batch_records
from scheduling.audit.table_checks.requests.batch_records import digest_of_batch
from scheduling.audit.verifier import verify
from scheduling.batches import execution
from scheduling.booking import submit
from scheduling.booking.admission import not_opened
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import (
    Attempt,
    AuditEvent,
    Batch,
    ExamSession,
    Institution,
)
from tests.support.batch_rows import MINUTE, moved, outcomes
from tests.support.batches import ONE, TEN, begun, booked_there, carried_out
from tests.support.outcomes import details, kinds


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
    assert verify().is_intact


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
    holds = batch_records.fingerprint(list(batch.rows.all()))
    ended = {"batch": batch.pk, "counts": {"moved": 1}, "holds": holds}
    assert details("batch_ended") == ended
    said = AuditEvent.objects.get(kind="batch_begun").sentence
    assert said == (
        f"Ana Ruiz began rescue {batch.pk} for Duluth Testing Center: 1 to be moved."
        " Reason: {because}."
    )


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"start": (TEN + MINUTE).isoformat()}, execution.CHANGED),
        ({"fields": {"proctorLocationSid": "PL" + "2".zfill(32)}}, execution.CHANGED),
        ({"status": "Cancelled"}, execution.CHANGED),
        ({"fields": {"type": "proctoru"}}, execution.CHANGED),
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


@pytest.mark.parametrize("ahead", [-30, 0, 30], ids=["put back", "same", "put forward"])
@pytest.mark.parametrize(("is_before", "sent"), [(False, 0), (True, 1)])
def test_who_is_somebody_else_since_it_was_approved_is_not_moved(
    sandbox: Sandbox, institution: Institution, is_before: bool, sent: int, ahead: int
) -> None:
    """Also where a clock is put back or forward meanwhile: the log's order tells, not its times."""
    [session] = booked_there(sandbox, institution, 1)
    refresh_session(session)
    other = {"userSid": f"US{0xB0:032x}", "enrollment": None}
    batch = None if is_before else begun([session])
    sandbox.trouble("other_fields", method="GET", fields=other, times=None)
    if batch is None:
        refresh_session(session)
        batch = begun([session])
    Batch.objects.update(begun_at=batch.begun_at - ahead * MINUTE)
    carried_out(batch)

    assert len(sandbox.requests("PUT")) == sent
    reasons = [one for one in batch.rows.values_list("reason", flat=True) if one]
    assert reasons == [execution.CHANGED] * (not sent)


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
