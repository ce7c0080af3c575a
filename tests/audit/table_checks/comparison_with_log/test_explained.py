"""Differences that were explained, and when they are told again."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import call_command

from scheduling.audit import event_writer, verification_jobs
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.models import (
    Attempt,
    AuditEvent,
    EventAction,
    Institution,
    Price,
    ProviderId,
)
from tests.support.audit_log import ANA, without_triggers
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.people import NORTHFIELD
from tests.support.table_changes import run_sql
from tests.support.table_comparisons import found, verified


def test_a_difference_that_was_explained_is_told_again_when_it_changes_again(
    noted: Institution, capsys: pytest.CaptureFixture[str]
) -> None:
    Price.objects.filter(pk=Price.objects.first().pk).update(amount=1)
    call_command("audit_explain", "--why", "set by the vendor’s script")
    assert found() == ""
    event = AuditEvent.objects.first()
    assert event.kind == Kind.EXPLAINED
    assert "because: set by the vendor’s script" in event.sentence
    Price.objects.filter(pk=Price.objects.first().pk).update(amount=2)
    assert "is not as event" in found()


TWICE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "what": ({"session_type": "nobody"}, {"session_type": "somebody"}),
    "the amount": ({"asked": {"amount": "0.01"}}, {"asked": {"amount": "0.02"}}),
    "who": ({"actor_name": "Tom Okafor"}, {"actor_name": "Dean"}),
    "how it was paid for": ({"voucher_fingerprint": "x"}, {"card_last_four": "0000"}),
    "why": ({"reason": "It was so."}, {"reason": "It was otherwise."}),
    "who settled it": ({"settled_by": "Dean"}, {"settled_by": "Tom Okafor"}),
    "that nobody asked for it": (
        {"attempt_id": "11111111-1111-1111-1111-111111111111"},
        {"reason": "It was so."},
    ),
}


@pytest.mark.parametrize("what", mostly_long(TWICE, everyday=3))
def test_what_was_explained_of_a_request_is_not_explained_for_ever(
    booked: Attempt, what: str
) -> None:
    first, second = TWICE[what]
    Attempt.objects.update(**first)
    assert found() != ""
    explained()
    assert found() == ""
    Attempt.objects.update(**second)
    assert found() != ""
    explained()
    assert found() == ""
    stood = {name: getattr(booked, name) for name in {*first, *second}}
    Attempt.objects.update(**stood | first)
    assert found() != ""


def explained() -> None:
    call_command("audit_explain", "--why", "a test", stdout=io.StringIO())


def test_a_trigger_that_was_explained_and_is_another_now_is_named(noted: Institution) -> None:
    made = "CREATE TRIGGER more AFTER INSERT ON auth_user BEGIN SELECT {}; END"
    run_sql(made.format(1))
    explained()
    assert found() == ""
    run_sql("DROP TRIGGER more")
    run_sql(made.format(2))
    assert "a trigger more on auth_user" in found()


def test_what_events_are_found_by_is_not_explained_for_ever(booked: Attempt) -> None:
    number = AuditEvent.objects.filter(kind=Kind.OUTCOME).first().number
    ProviderId.objects.create(value="made up", event_number=number)
    EventAction.objects.filter(pk=number).update(action="cancel")
    explained()
    assert found() == ""
    ProviderId.objects.create(value="made up too", event_number=number)
    assert "is found by an id" in found()
    explained()
    assert found() == ""
    EventAction.objects.filter(pk=number).update(action="reschedule")
    assert "is found as “reschedule”" in found()


def test_an_explanation_of_before_holds_for_what_the_next_verification_finds(
    booked: Attempt,
) -> None:
    Attempt.objects.update(session_type="nobody")
    before = {"explains": [f"request {booked.attempt_id} what"], "stands": {}}
    event_writer.record(Entry(kind=Kind.EXPLAINED, sentence="So.", actor=ANA, details=before))
    assert verified() == []
    assert '"explained_as":{' in AuditEvent.objects.first().details
    assert verified() == []
    assert '"explained_as":{' not in AuditEvent.objects.first().details
    Attempt.objects.update(session_type="somebody")
    assert "asks for something else (type)" in found()


def test_a_missing_guard_can_not_be_explained_away(
    noted: Institution, capsys: pytest.CaptureFixture[str]
) -> None:
    without_triggers()
    call_command("audit_explain", "--why", "nothing")
    assert "audit_event_keeps_UPDATE is missing" in found()


def test_the_command_and_the_page_name_what_differs(
    noted: Institution, auditor: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    Institution.objects.filter(sid=NORTHFIELD).update(base_url="https://evil.example")
    with pytest.raises(SystemExit):
        call_command("audit_verify")
    assert "https://evil.example is not as event" in capsys.readouterr().out
    assert AuditEvent.objects.first().outcome == "alarm"
    title = "The portal’s records do not match the log"
    assert title not in auditor.get("/").text
    verification_jobs.run(verification_jobs.start(actor=ANA).pk)
    assert title in auditor.get("/").text
    page = auditor.get("/audit/verify/").text
    assert "https://evil.example is not as event" in page
    assert "<strong>The portal’s records do not match the log:</strong>" in page
