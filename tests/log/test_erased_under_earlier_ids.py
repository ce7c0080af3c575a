"""Who was looked up before anything told whose a session is, is erased under that id as well."""

from __future__ import annotations

import json

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.search import learners, word_index
from scheduling.log import learner_erasure, learner_lookups
from scheduling.models import AuditEvent, ExamSession, PersonalValue
from tests.support.audit_log import ANA
from tests.support.booking_actions import book, mirrored
from tests.support.client import Desk

OTHER = f"US{0xB0:032x}"


def known(session: ExamSession, **ids: str) -> ExamSession:
    """The session as it is once it was listed with these ids alone."""
    listed = ExamSession.objects.filter(pk=session.pk)
    listed.update(**{"user_sid": "", "enrollment_sid": "", "indexed_by": 0} | ids)
    word_index.catch_up()
    return listed.get()


def looked_up(session: ExamSession) -> int:
    """The number of the event that tells so."""
    learner = learners.by_key(session.learner_key, session.institution)
    learner_lookups.note(actor=ANA, institution=session.institution, learner=learner)
    return AuditEvent.objects.filter(kind=Kind.LOOKED_UP).latest("number").number


def names_kept(*numbers: int) -> list[str]:
    rows = PersonalValue.objects.filter(event_number__in=numbers, name="learner")
    return sorted(rows.values_list("value", flat=True))


def erase(session: ExamSession, key: str) -> None:
    learner_erasure.erase_learner(
        user_sid=key, institution=session.institution, why="asked on May 2", actor=ANA
    )


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> ExamSession:
    session = mirrored(book(desk, sandbox))
    word_index.catch_up()
    return session


def test_by_the_enrollment_and_by_the_session_alone(booked: ExamSession) -> None:
    account, enrollment = booked.user_sid, booked.enrollment_sid
    ExamSession.objects.filter(pk=booked.pk).update(learner_key="")
    numbers = [
        looked_up(known(booked)),
        looked_up(known(booked, enrollment_sid=enrollment)),
        looked_up(known(booked, enrollment_sid=enrollment, user_sid=account)),
    ]
    events = AuditEvent.objects.filter(number__in=numbers).order_by("number")
    told = [json.loads(one.details)["learner_id"] for one in events]
    assert told == [booked.sid, enrollment, account]
    assert names_kept(*numbers) == [booked.learner_name] * 3
    erase(booked, account)
    assert names_kept(*numbers) == []
    with pytest.raises(learner_erasure.NothingToErase):
        learner_erasure.kept_of(account, booked.institution)


def test_an_enrollment_that_two_accounts_are_told_to_have_is_nobodys(booked: ExamSession) -> None:
    account, enrollment = booked.user_sid, booked.enrollment_sid
    number = looked_up(known(booked, enrollment_sid=enrollment))
    known(booked, enrollment_sid=enrollment, user_sid=account)
    another = ExamSession(institution=booked.institution, sid=f"ES{0xB1:032x}")
    another.save()
    known(another, enrollment_sid=enrollment, user_sid=OTHER)
    erase(booked, account)
    assert names_kept(number) == [booked.learner_name]
