"""Retention: what is older than it is kept is erased by the worker, with an event each."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import Settings

from scheduling.audit import event_reader, event_writer
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.audit.verifier import verify
from scheduling.exam_sessions.search.learners import KnownLearner
from scheduling.handovers import day_sheet, signing
from scheduling.handovers.day_sheet import HandoverPlace
from scheduling.log import learner_lookups
from scheduling.models import (
    AuditEvent,
    ExamSession,
    Heartbeat,
    Institution,
    PersonalValue,
    SearchWord,
    StoredDraft,
)
from scheduling.session_commands import PORTAL
from scheduling.worker import steps
from tests.support.audit_log import ANA
from tests.support.client import Desk
from tests.support.kept_values import found, kept
from tests.support.people import NORTHFIELD


def keep_retention_each_day(*days: int) -> None:
    """What the worker does so many days from now."""
    start = timezone.now()
    for day in days:
        with time_machine.travel(start + timedelta(days=day), tick=False):
            steps.keep_retention()


def test_the_worker_erases_what_is_older_than_it_is_kept_with_an_event_each(
    booked: ExamSession, settings: Settings
) -> None:
    failed = Entry(
        kind=Kind.SIGN_IN_FAILED, sentence="“{name}”", actor=ANA, personal={"name": "typed"}
    )
    number = event_writer.record(failed)
    count = AuditEvent.objects.count()
    steps.keep_retention()
    assert (AuditEvent.objects.count(), kept(booked) > 0) == (count, True)
    settings.RETENTION_SESSIONS_DAYS, settings.RETENTION_SIGN_INS_DAYS = 30, 10
    keep_retention_each_day(19, 20)
    assert kept(booked) > 0
    assert not PersonalValue.objects.filter(event_number=number).exists()
    keep_retention_each_day(30, 31, 31)
    assert kept(booked) == 0
    runs = AuditEvent.objects.filter(kind=Kind.RETENTION_RUN).order_by("number")
    assert ["sign-ins" in one.sentence for one in runs] == [True, False]
    assert "older than 30 days were erased" in runs[1].sentence
    assert found() == ""


def test_the_note_of_a_handover_and_the_names_in_look_ups_go_with_their_age(
    booked: ExamSession, settings: Settings
) -> None:
    where = HandoverPlace(booked.institution, "", "", booked.institution.time_zone)
    now = timezone.now()
    handover = signing.sign(
        where=where,
        day=now.date(),
        sheet=day_sheet.of(where, now.date(), now),
        note=f"{booked.learner_name} felt ill",
        form_id=uuid4(),
        actor=PORTAL,
    )
    learner = KnownLearner(booked.learner_name, "", NORTHFIELD, booked.learner_key)
    learner_lookups.note(actor=ANA, institution=booked.institution, learner=learner)
    settings.RETENTION_OTHERS_DAYS = 30
    keep_retention_each_day(28, 29)
    assert signing.note_of(handover) == f"{booked.learner_name} felt ill"
    keep_retention_each_day(30, 31, 31)
    assert signing.note_of(handover) == event_reader.ERASED
    assert not PersonalValue.objects.filter(event_number__gte=handover.event_number).exists()
    assert kept(booked) > 0
    [run] = AuditEvent.objects.filter(kind=Kind.RETENTION_RUN)
    assert "notes of handovers, look-ups" in run.sentence
    assert (found(), verify().is_intact) == ("", True)


def test_a_clock_that_was_put_forward_erases_nothing_until_it_has_gone_on_for_a_day(
    booked: ExamSession, desk: Desk, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.RETENTION_SESSIONS_DAYS = 365
    caplog.set_level("ERROR")
    person = AuditEvent.objects.filter(kind=Kind.SIGNED_IN).first().actor_id
    now = timezone.now()
    facts = {"person_id": person, "address": "/x/", "page": "1", "contents": "a"}
    StoredDraft.objects.create(**facts, state="typed", changed_at=now)
    steps.keep_retention()

    def work(at: datetime) -> tuple[bool, ...]:
        """What is left after what the worker does each hour and each day."""
        with time_machine.travel(at, tick=False):
            steps.purge_drafts()
            steps.keep_retention()
            steps.clear_lapsed_sign_ins()
        there = StoredDraft.objects.filter(address="/x/").exists()
        return kept(booked) > 0, there, Session.objects.exists()

    ahead = now + timedelta(days=3650)
    for hours in (0, 1, 23):
        assert work(ahead + timedelta(hours=hours)) == (True, True, True)
    assert f"the clock says {ahead.year}-" in caplog.text
    assert not AuditEvent.objects.filter(kind=Kind.RETENTION_RUN).exists()
    assert work(now + timedelta(hours=1)) == (True, True, True)
    # Once more; and nobody has set it right in a day.
    assert work(ahead + timedelta(days=2)) == (True, True, True)
    assert work(ahead + timedelta(days=3)) == (False, False, False)


def test_a_portal_that_just_learned_to_look_at_the_clock_goes_by_its_newest_event(
    booked: ExamSession, settings: Settings
) -> None:
    settings.RETENTION_SESSIONS_DAYS = 365
    start = timezone.now()
    with time_machine.travel(start + timedelta(days=400), tick=False):
        steps.keep_retention()
        assert kept(booked) > 0
    Heartbeat.objects.all().delete()
    with time_machine.travel(start + timedelta(days=400), tick=False):
        event_writer.record(Entry(kind=Kind.SIGNED_IN, sentence="Ana signed in.", actor=ANA))
        steps.keep_retention()
    assert kept(booked) == 0


def test_what_the_clock_holds_back_is_not_done_and_a_weekly_worker_gets_there(
    database: object,
) -> None:
    start, week = timezone.now(), timedelta(days=7, minutes=1)
    assert steps.attempt_step(steps.keep_retention)
    done = []
    for at in (week, week + timedelta(hours=1), 2 * week, 3 * week, 4 * week):
        with time_machine.travel(start + at, tick=False):
            daily = (steps.keep_retention, steps.clear_lapsed_sign_ins)
            done.append([steps.attempt_step(step) for step in daily])
    assert done == [[is_it] * 2 for is_it in (False, False, True, False, True)]


def test_words_of_learners_without_a_later_session_go(
    booked: ExamSession, settings: Settings
) -> None:
    settings.RETENTION_WORDS_DAYS = 100
    words = SearchWord.objects.filter(key=booked.learner_key, kind="learner")
    steps.keep_retention()
    assert words.exists()
    ExamSession.objects.filter(learner_key=booked.learner_key).update(
        appointment_at=timezone.now() - timedelta(days=101)
    )
    steps.keep_retention()
    assert not words.exists()
    assert AuditEvent.objects.first().kind == Kind.RETENTION_RUN


def test_drafts_go_with_an_event_and_lapsed_sign_ins_go(
    institution: Institution, desk: Desk, settings: Settings
) -> None:
    settings.RETENTION_DRAFTS_DAYS = 3
    person = AuditEvent.objects.filter(kind=Kind.SIGNED_IN).first().actor_id
    StoredDraft.objects.create(
        person_id=person,
        address="/x/",
        page="1",
        state="typed",
        contents="a",
        changed_at=timezone.now() - timedelta(days=4),
    )
    steps.purge_drafts()
    assert not StoredDraft.objects.exists()
    assert AuditEvent.objects.first().sentence.startswith("The drafts of forms older than 3 days")
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    steps.keep_retention()
    steps.clear_lapsed_sign_ins()
    assert not Session.objects.exists()
