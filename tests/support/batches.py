"""Bookings at a location that are moved together, and the batch that moves them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.batches import execution, start_pause_stop
from scheduling.batches.approved_booking import SeenBooking
from scheduling.batches.start_pause_stop import ApprovedMove
from scheduling.booking import read_back
from scheduling.models import Batch, ExamSession, Institution, ListWalk
from scheduling.session_commands import Actor
from tests.support.booking_form import DULUTH

TEN = datetime.fromisoformat("2027-01-14T16:00:00+00:00")  # 10 AM in Chicago
ONE = TEN + timedelta(hours=3)
ANA = Actor(user_id=None, name="Ana Ruiz", username="coordinator", role="coordinator")
SEAT = {"type": "smarter-scheduling", "proctorLocationSid": DULUTH}
PATIENCE = 60.0
MINUTES = 60  # of their exams, also at the provider


def booked_there(
    sandbox: Sandbox,
    institution: Institution,
    count: int,
    start: datetime = TEN,
    like: str = "",
    **facts: Any,
) -> list[ExamSession]:
    """So many sessions booked at Duluth, at the provider and as the portal knows them; of the
    learner of the session `like`, or each of one of their own.
    """
    sandbox.set_seats(DULUTH, 10 * count + 40)
    made = [sandbox.place(**({"like": like} if like else {})) for _ in range(count)]
    for where in made:
        booking = {"status": "Scheduled", "start": start.isoformat(), "fields": SEAT}
        sandbox.place(where["sessionSid"], **booking, minutes=MINUTES)
    sandbox.clear()
    rows = [_known(institution, where, start, number) for number, where in enumerate(made)]
    return ExamSession.objects.bulk_create([_with(row, facts) for row in rows])


def _known(
    institution: Institution, where: dict[str, str], start: datetime, number: int
) -> ExamSession:
    now = timezone.now()
    return ExamSession(
        institution=institution,
        sid=where["sessionSid"],
        exam_sid=where["examSid"],
        enrollment_sid=where["enrollmentSid"],
        status="Scheduled",
        session_type="smarter-scheduling",
        appointment_at=start,
        location_sid=DULUTH,
        location_name="Duluth Testing Center",
        time_zone="America/Chicago",
        learner_name=f"Learner {number:03d}",
        exam_title="CHEM 322 Final",
        duration_minutes=MINUTES,
        listed_at=now,
        refreshed_at=now,
    )


def _with(row: ExamSession, facts: dict[str, Any]) -> ExamSession:
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def begun(
    sessions: Sequence[ExamSession],
    later: timedelta = timedelta(hours=3),
    room: Mapping[str, str] | None = None,
) -> Batch:
    """A batch that moves them all by so much, begun by the practice data's coordinator; of a `room`
    where it was asked for one.
    """
    return approved([(one, one.appointment_at + later) for one in sessions], room)


def approved(
    new_starts: Sequence[tuple[ExamSession, datetime]], room: Mapping[str, str] | None = None
) -> Batch:
    """The same with a new start for each."""
    person = get_user_model().objects.get(username=ANA.username)
    moves = [
        ApprovedMove(session=one, stood=SeenBooking.of(one), new_start=start)
        for one, start in new_starts
    ]
    return start_pause_stop.begin(
        institution=new_starts[0][0].institution,
        kind=Batch.Kind.RESCUE,
        title="Duluth Testing Center",
        reason="The power is out.",
        moves=moves,
        form_id=uuid4(),
        actor=replace(ANA, user_id=person.pk),
        room=room or {},
    )


def no_pause() -> None:
    """What batches wait for is over: a pause of their own, or one that the provider asked for."""
    Batch.objects.update(wait_until=None)
    ListWalk.objects.update(paused_until=None, pause_reason="")


def carried_out(batch: Batch, patience: float = PATIENCE) -> Batch:
    """Let the worker's own steps run until the batch has ended; no pause is waited for."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        no_pause()
        execution.run(batch.institution_id)
        for pk in read_back.due(timezone.now()):
            read_back.read_back(pk)
        batch.refresh_from_db()
        if not batch.is_open:
            return batch
        time.sleep(0.02)
    raise AssertionError(f"{batch} did not end: {dict(batch.rows.values_list('pk', 'state'))}")
