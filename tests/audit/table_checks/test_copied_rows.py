"""A row that stands twice, the constraint that forbids it having been taken away, is named; and so
is a verification that no event tells of so, and one that was removed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.db import connection, models
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit import verification_jobs
from scheduling.audit.table_checks import verifications_shown
from scheduling.handovers import day_sheet, signing
from scheduling.models import (
    Attempt,
    AuditEvent,
    ExamSession,
    Institution,
    PersonalValue,
    ProviderId,
    Verification,
)
from scheduling.rosters import prints, roster
from tests.support.audit_log import ANA, without_triggers
from tests.support.batches import booked_there
from tests.support.booking_actions import book
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.table_comparisons import found, verified

DAY = date(2027, 1, 14)
ZONE = "America/Chicago"
TOM = replace(ANA, user_id=None, name="Tom Okafor", username="coordinator2")


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> Attempt:
    book(desk, sandbox)
    assert verified() == []
    return Attempt.objects.get()


def copied(row: models.Model, key: int = 990_099) -> str:
    """What a verification names where the row stands twice, under another key, in a table without
    its constraints; the table is as it was after that.
    """
    table = row._meta.db_table
    others = ", ".join(one.column for one in row._meta.concrete_fields if not one.primary_key)
    with connection.cursor() as cursor:
        # Who rebuilds the table takes them away; this one stands before it for a moment.
        cursor.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM main.{table}")
        try:
            cursor.execute(
                f"INSERT INTO temp.{table} (id, {others})"
                f" SELECT %s, {others} FROM main.{table} WHERE id = %s",
                (key, row.pk),
            )
            return found()
        finally:
            cursor.execute(f"DROP TABLE temp.{table}")


def test_a_copy_of_a_request_is_named(booked: Attempt) -> None:
    assert f"the request {booked.attempt_id.hex} is there 2 times" in copied(booked)
    assert found() == ""


@pytest.mark.parametrize("other", [str.upper, lambda id: f"{{{id}}}"])
def test_a_copy_of_a_request_whose_id_is_spelled_otherwise_is_named(
    booked: Attempt, other: Callable[[str], str]
) -> None:
    """No constraint takes the two for the same; who reads them does."""
    id = booked.attempt_id
    others = ", ".join(
        one.column
        for one in Attempt._meta.concrete_fields
        if one.column not in ("id", "attempt_id", "card_fingerprint")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO scheduling_attempt (id, attempt_id, card_fingerprint, {others})"
            f" SELECT 990099, %s, '', {others} FROM scheduling_attempt",
            (other(id.hex),),
        )
    assert [one.attempt_id for one in Attempt.objects.all()] == [id, id]
    assert f"the request {other(id.hex)} has an id that the portal writes otherwise" in found()


def test_a_copy_of_a_personal_value_is_named(booked: Attempt) -> None:
    value = PersonalValue.objects.filter(name="learner").order_by("-pk")[0]
    named = f"the personal value “learner” of event {value.event_number} is there 2 times"
    assert named in copied(value)


def test_a_copy_of_a_session_is_named(booked: Attempt) -> None:
    session = ExamSession.objects.get(pk=booked.session_id)
    assert f"session {session.sid} is there 2 times" in copied(session)


def test_a_copy_of_an_id_by_which_an_event_is_found_is_named(booked: Attempt) -> None:
    given = ProviderId.objects.order_by("pk")[0]
    assert f"an id by which event {given.event_number} is found is there 2 times" in copied(given)


def test_a_copy_of_a_handover_is_named(sandbox: Sandbox, institution: Institution) -> None:
    [session] = booked_there(sandbox, institution, 1)
    where = day_sheet.HandoverPlace(session.institution, DULUTH, "Duluth Testing Center", ZONE)
    sheet = day_sheet.of(where, DAY, timezone.now())
    signed = signing.sign(where=where, day=DAY, sheet=sheet, note="", form_id=uuid4(), actor=TOM)
    signing.take_over(handover=signed, actor=TOM)
    signed.refresh_from_db()
    assert verified() == []
    named = copied(signed)
    assert f"the handover that event {signed.event_number} signed is there 2 times" in named
    assert f"the handover that event {signed.taken_over_event} took over is there 2 times" in named


def test_a_copy_of_a_print_of_a_roster_is_named(sandbox: Sandbox, institution: Institution) -> None:
    [session] = booked_there(sandbox, institution, 1)
    on_paper = roster.of(session.institution, DULUTH, ZONE, DAY)
    rows = prints.rows_of(on_paper.expected)
    made = prints.make(roster=on_paper, rows=rows, opens="", form_id=uuid4(), actor=TOM)
    assert verified() == []
    assert f"print of a roster of event {made.event_number} is there 2 times" in copied(made)


@pytest.fixture
def shown(institution: Institution) -> Verification:
    """The second of two that somebody asked for on the page."""
    for _ in range(2):
        verification_jobs.run(verification_jobs.start(actor=ANA).pk)
    assert found() == ""
    return Verification.objects.order_by("-pk")[0]


def test_a_copy_of_a_verification_is_named(shown: Verification) -> None:
    verified()  # a command's, which has an event and no row
    shown.pk = None
    shown.save()
    assert "the verification of" in found()
    assert "has no event" in found()


MADE_UP: dict[str, dict[str, Any]] = {
    "who asked": {"asked_by": "Dean Howard"},
    "when": {"finished_at": timezone.now() + timedelta(days=1)},
    "hash": {"head_hash": "0" * 64},
    "why": {"why": "the end is missing"},
    "codes": {"codes": {"compared": 14, "color": "green"}},
    "differences": {"beside": ["a role differs"]},
}


@pytest.mark.parametrize("what", MADE_UP)
def test_a_verification_that_was_changed_is_named(shown: Verification, what: str) -> None:
    Verification.objects.filter(pk=shown.pk).update(**MADE_UP[what])
    assert "has no event" in found()
    assert "tells of a verification that is not there so any more" in found()


@pytest.mark.parametrize("change", [{"asked_by": "Ana"}, {"why": "was"}, {"asked_by": ""}])
def test_a_verification_with_a_part_of_what_its_event_says_is_named(
    shown: Verification, change: dict[str, str]
) -> None:
    Verification.objects.filter(pk=shown.pk).update(**change)
    assert "tells of a verification that is not there so any more" in found()


def test_a_verification_that_was_told_before_events_kept_who_asked_is_known_by_its_sentence(
    shown: Verification,
) -> None:
    event = AuditEvent.objects.filter(kind="verified").order_by("-number")[0]
    details = orjson.loads(event.details)
    del details["asked_by"], details["why"]
    without_triggers()
    AuditEvent.objects.filter(pk=event.pk).update(details=orjson.dumps(details).decode())
    assert list(verifications_shown.check()) == []
    Verification.objects.filter(pk=shown.pk).update(asked_by="Zed")
    assert len(list(verifications_shown.check())) == 2


def test_a_verification_that_has_another_ones_number_is_named(shown: Verification) -> None:
    first = Verification.objects.order_by("pk")[0]
    assert first.head_number != shown.head_number
    Verification.objects.filter(pk=shown.pk).update(head_number=first.head_number)
    assert "has no event" in found()


@pytest.mark.parametrize("how", ["removed", "shown as not finished"])
def test_a_verification_that_is_not_there_any_more_is_named(shown: Verification, how: str) -> None:
    event = AuditEvent.objects.order_by("-number")[0].number
    rows = Verification.objects.filter(pk=shown.pk)
    rows.delete() if how == "removed" else rows.update(finished_at=None)
    assert found() == f"event {event} tells of a verification that is not there so any more"
