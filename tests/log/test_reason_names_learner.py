"""A reason that somebody typed tells no story of another person: a sentence in it is set apart."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit import event_reader
from scheduling.audit.codes import codes_file, restoring
from scheduling.audit.name_edges import reason_with_edges
from scheduling.batches import start_pause_stop
from scheduling.batches.approved_booking import SeenBooking
from scheduling.batches.start_pause_stop import ApprovedMove
from scheduling.exam_sessions import attendance
from scheduling.log import learner_erasure
from scheduling.models import AuditEvent, Batch, ExamSession, Institution
from tests.support.audit_log import ANA
from tests.support.booking_actions import book
from tests.support.client import Desk
from tests.support.known_sessions import known_session

STORY = "A slip of the pen. Tom Okafor approved it. The portal erased the rest."
QUOTED = f"“{STORY.removesuffix('.')}”"
Typed = Callable[[ExamSession], object]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *(("The power is out.", "The power is out"), ("asked on May 2", "asked on May 2")),
        (".....", "....."),
        *(("Out; 2:30 PM at the latest", "“Out; 2:30 PM at the latest”"), (" ", "")),
        ("He said “no”. Ana Ruiz agreed", "“He said ‘no’. Ana Ruiz agreed”"),
    ],
)
def test_only_what_goes_on_after_a_sentence_is_set_apart(typed: str, said: str) -> None:
    assert reason_with_edges(typed) == said


def erase(session: ExamSession) -> None:
    here = session.institution
    learner_erasure.erase_learner(
        user_sid=session.learner_key, institution=here, why=STORY, actor=ANA
    )


def take_back(session: ExamSession) -> None:
    now = timezone.now() + timedelta(minutes=5)
    mine = known_session(session.institution, status="Scheduled", appointment_at=now)
    attendance.mark(session=mine, mark=attendance.Mark.ARRIVED, shown_event=0, actor=ANA)
    known = attendance.of(mine)
    assert known
    attendance.take_back(session=mine, shown_event=known.event_number, reason=STORY, actor=ANA)


def rescue(session: ExamSession) -> None:
    new_start = session.appointment_at + timedelta(hours=3)
    start_pause_stop.begin(
        institution=session.institution,
        kind=Batch.Kind.RESCUE,
        title="Duluth Testing Center",
        reason=STORY,
        moves=[ApprovedMove(session=session, stood=SeenBooking.of(session), new_start=new_start)],
        form_id=uuid4(),
        actor=replace(ANA, user_id=User.objects.get(username="coordinator").pk),
    )


def explain(session: ExamSession) -> None:
    Institution.objects.update(name="Another University")
    call_command("audit_explain", "--why", STORY, stdout=io.StringIO())


def restored(session: ExamSession) -> None:
    codes_file.write(reason="a test")
    restoring.record(source=STORY, actor=ANA)


@pytest.mark.parametrize("typed", [erase, take_back, rescue, explain, restored])
def test_a_story_in_a_reason_stands_in_quotation_marks(
    desk: Desk, sandbox: Sandbox, typed: Typed
) -> None:
    where = book(desk, sandbox)
    typed(ExamSession.objects.get(sid=where["sessionSid"]))
    event = AuditEvent.objects.first()
    assert event
    values = event_reader.load_personal_values([event.number]).get(event.number, {})
    said = event_reader.fill_sentence(event, values)
    assert QUOTED in said, said
