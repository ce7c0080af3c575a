"""Rescues changed past the portal are named; as people and the worker leave them they are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.access import roles
from scheduling.batches import execution, start_pause_stop
from scheduling.models import (
    Batch,
    BatchRow,
    ExamSession,
    Institution,
)
from scheduling.session_commands import PORTAL
from tests.support.batches import booked_there, carried_out
from tests.support.desk_records import ANA, HOUR, TOM, found
from tests.support.table_changes import run_sql

OF_A_RESCUE: dict[str, tuple[Callable[[], object], str]] = {
    "by whom": (
        lambda: Batch.objects.update(actor_name="Tom Okafor"),
        "was begun by another person than event",
    ),
    "as what": (
        lambda: Batch.objects.update(actor_role="administrator"),
        "was begun by another person than event",
    ),
    "by an account that is there": (
        lambda: Batch.objects.update(actor=None),
        "was begun by another person than event",
    ),
    "in whose name": (
        lambda: Batch.objects.update(sender_name="Tom Okafor"),
        "is sent in another name than its events say",
    ),
    "that it is another's": (
        lambda: Batch.objects.update(is_taken_over=True),
        "is sent in another name than its events say",
    ),
    "why": (lambda: Batch.objects.update(reason="Because."), "is not what event"),
    "a new start": (
        lambda: BatchRow.objects.update(new_start=F("new_start") + HOUR),
        "is not what event",
    ),
    "how it stood": (lambda: BatchRow.objects.update(stood_status="x"), "is not what event"),
    "what was warned of": (
        lambda: run_sql("""UPDATE scheduling_batchrow SET warnings = '{"x": "invented"}'"""),
        "is not what event",
    ),
    "a booking of another institution": (
        lambda: ExamSession.objects.filter(pk=BatchRow.objects.first().session_id).update(
            institution=Institution.objects.exclude(pk=Batch.objects.get().institution_id)[0]
        ),
        "has bookings of another institution than event",
    ),
    "a row removed": (lambda: BatchRow.objects.first().delete(), "is not what event"),
    "a row added": (
        lambda: BatchRow.objects.create(
            batch=Batch.objects.get(),
            session=ExamSession.objects.exclude(sid__in=BatchRow.objects.values("session__sid"))[0],
            action="reschedule",
            attempt_id=uuid4(),
            new_start=timezone.now(),
        ),
        "is not what event",
    ),
    "other numbers": (
        lambda: BatchRow.objects.filter(pk=BatchRow.objects.first().pk).update(attempt_id=uuid4()),
        "has requests of other numbers than event",
    ),
    "paused": (
        lambda: Batch.objects.update(state="paused"),
        "is shown as “paused”, but its last event left it “running”",
    ),
    "rows that were sent": (
        lambda: BatchRow.objects.update(state="sent"),
        "has rows shown as sent, for which no request is there",
    ),
    "its end": (
        lambda: Batch.objects.update(ended_at=timezone.now()),
        "is shown as ended at another time than its events say",
    ),
    "rows left": (
        lambda: BatchRow.objects.filter(pk=BatchRow.objects.first().pk).update(state="left"),
        "has bookings left as they were: no event did that",
    ),
    "all of it removed": (
        lambda: (BatchRow.objects.all().delete(), Batch.objects.all().delete()),
        "began a rescue that is not there any more",
    ),
    "one that nobody began": (
        lambda: Batch.objects.create(
            form_id=uuid4(),
            institution=Institution.objects.first(),
            kind="rescue",
            title="Made up",
            actor_name="Ana Ruiz",
            begun_at=timezone.now(),
        ),
        "Made up, is shown, but no event began it",
    ),
}


@pytest.mark.parametrize("what", OF_A_RESCUE)
def test_a_rescue_that_was_changed_is_named(
    batch: Batch, institution: Institution, sandbox: Sandbox, what: str
) -> None:
    booked_there(sandbox, institution, 1)
    change, said = OF_A_RESCUE[what]
    change()
    assert said in found()


def test_a_rescue_that_is_sent_by_nobody_though_who_took_it_over_is_there_is_named(
    batch: Batch,
) -> None:
    ana, tom = (get_user_model().objects.get(username=one.username) for one in (ANA, TOM))
    roles.take(user=ana, role="coordinator", institution=None, actor=PORTAL)
    execution.run(batch.institution_id)
    batch.refresh_from_db()
    assert start_pause_stop.resume(batch=batch, actor=replace(TOM, user_id=tom.pk))
    batch.refresh_from_db()
    assert (batch.sender_id, found()) == (tom.pk, "")
    Batch.objects.update(sender=None)
    assert "is sent in another name than its events say" in found()


def test_a_rescue_is_as_its_events_say_to_its_end(batch: Batch) -> None:
    assert start_pause_stop.pause(batch=batch, actor=TOM)
    assert found() == ""
    assert start_pause_stop.resume(batch=batch, actor=ANA)
    assert found() == ""
    carried_out(batch)
    assert found() == ""
    BatchRow.objects.update(reason="The room was full.")
    assert "has rows that are not as its last event left them" in found()
    Batch.objects.update(state="stopped")
    assert "is shown as “stopped”, but its last event left it “done”" in found()


def test_a_rescue_that_was_stopped_left_what_its_event_counts(
    batch: Batch, sessions: Sequence[ExamSession]
) -> None:
    ExamSession.objects.filter(pk=sessions[0].pk).update(status="Scheduled")
    assert start_pause_stop.stop(batch=batch, actor=TOM)
    carried_out(batch)
    assert found() == ""
    BatchRow.objects.filter(pk=BatchRow.objects.first().pk).update(state="held")
    assert "did not end as its last event counted" in found()
