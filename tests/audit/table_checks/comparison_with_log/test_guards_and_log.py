"""Triggers, findings, the head and the clock of the log: what differs there is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from scheduling.audit import event_writer, verification_jobs
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.models import (
    Attempt,
    AuditEvent,
    ChainHead,
    EventAction,
    Institution,
    ProviderId,
    Verification,
)
from scheduling.session_commands import PORTAL
from tests.support.audit_log import ANA, SOME_KIND
from tests.support.people import NORTHFIELD
from tests.support.table_changes import run_sql
from tests.support.table_comparisons import found


def test_a_trigger_that_the_portal_did_not_make_is_named(noted: Institution) -> None:
    run_sql(
        "CREATE TRIGGER more AFTER INSERT ON scheduling_auditevent"
        " BEGIN UPDATE auth_user SET is_superuser = 1 WHERE id = 0; END"
    )
    assert "a trigger more on scheduling_auditevent that the portal did not make" in found()


def test_a_finding_that_was_taken_off_the_page_is_named(noted: Institution) -> None:
    Institution.objects.filter(sid=NORTHFIELD).update(base_url="https://evil.example")
    verification_jobs.run(verification_jobs.start(actor=ANA).pk)
    assert "has no event" not in found()
    Verification.objects.update(beside=[])
    assert "has no event" in found()


def test_a_request_that_nobody_made_and_one_that_was_removed_are_named(booked: Attempt) -> None:
    id = str(booked.attempt_id)
    Attempt.objects.update(attempt_id="11111111-1111-1111-1111-111111111111")
    assert "is shown, but no event asked for it" in found()
    assert "asked for a request that is not there any more" in found()
    Attempt.objects.update(attempt_id=id)
    assert found() == ""


def test_what_events_are_found_by_agrees_with_them(booked: Attempt) -> None:
    number = AuditEvent.objects.filter(kind=Kind.OUTCOME).first().number
    ProviderId.objects.create(value="made up", event_number=number)
    assert f"event {number} is found by an id of SmarterProctoring’s" in found()
    ProviderId.objects.filter(value="made up").delete()
    EventAction.objects.filter(pk=number).update(action="cancel")
    assert f"event {number} is found as “cancel”" in found()
    EventAction.objects.filter(pk=number).delete()
    assert f"event {number} is not found by the action of its request" in found()


def test_nothing_lies_beyond_the_head(noted: Institution) -> None:
    last = ChainHead.objects.get(pk=1).number
    EventAction.objects.create(event_number=last + 5, action="cancel")
    assert f"a kind of request stands at event {last + 5}, beyond the end" in found()


def test_a_verification_that_is_shown_without_its_event_is_named(noted: Institution) -> None:
    now = timezone.now()
    Verification.objects.create(
        asked_by="Mallory", started_at=now, seen_at=now, finished_at=now, head_number=3
    )
    assert "has no event" in found()


def test_time_that_runs_back_is_named_until_it_is_explained(
    noted: Institution, capsys: pytest.CaptureFixture[str]
) -> None:
    without_triggers_of_events()
    number = event_writer.record(Entry(kind=SOME_KIND, sentence="Late.", actor=PORTAL))
    before = AuditEvent.objects.get(pk=number - 1).at
    AuditEvent.objects.filter(pk=number).update(at=before - timedelta(minutes=3))
    assert f"time runs back: event {number} says" in found()
    call_command("audit_explain", "--why", "the clock was put right")
    assert "Recorded as event" in capsys.readouterr().out
    assert "time runs back" not in found()


def without_triggers_of_events() -> None:
    run_sql("DROP TRIGGER audit_event_keeps_UPDATE")
