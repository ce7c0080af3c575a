"""Exam sessions as the portal knows them from the list, without asking the stand-in."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from scheduling.exam_sessions.search import word_index
from scheduling.models import Attempt, ExamSession, Institution


def user(number: int) -> str:
    return f"US{number:032x}"


def known_session(institution: Institution, **facts: object) -> ExamSession:
    """A listed and indexed session with these facts, of an exam of its own unless told."""
    number = 0xA000 + ExamSession.objects.count()
    facts = {"sid": f"ES{number:032x}", "exam_sid": f"EX{7:032x}"} | facts
    session = ExamSession.objects.create(institution=institution, listed_at=timezone.now(), **facts)
    word_index.catch_up()
    session.refresh_from_db()
    return session


def asked_for(session: ExamSession, *, needs_person: bool = False) -> Attempt:
    """A booking of it of which nobody knows yet what became."""
    now = timezone.now()
    return Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        action=Attempt.Action.SCHEDULE,
        actor_name="Ana Ruiz",
        time_zone="America/Chicago",
        state=Attempt.State.UNCONFIRMED,
        needs_person=needs_person,
        started_at=now,
        deadline_at=now,
    )
