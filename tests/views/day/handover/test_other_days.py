"""What waits for somebody stands on the handover of its own day and on today's, on no other's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Batch, BatchRow, ExamSession, Institution
from tests.support.batches import begun, booked_there, carried_out
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.handover_page import DAY, NOT_LOADED, coming, page, today
from tests.support.html import words

BEFORE, AFTER = (f"{date.fromisoformat(DAY) + timedelta(days=by)}" for by in (-1, 1))


@pytest.mark.parametrize("location", ["", DULUTH])
def test_what_was_changed_outside(desk: Desk, institution: Institution, location: str) -> None:
    coming(institution, DAY, changed_event=1)
    told = {
        day: "1 Changed outside, not reviewed" in words(page(desk, day=day, location=location))
        for day in (today(), BEFORE, DAY, AFTER)
    }
    assert told == {today(): True, BEFORE: False, DAY: True, AFTER: False}


def test_what_was_changed_outside_and_has_no_start_stands_on_each(
    desk: Desk, institution: Institution
) -> None:
    coming(institution, DAY, changed_event=1)
    ExamSession.objects.update(appointment_at=None)
    assert "1 Changed outside, not reviewed" in words(page(desk, day=AFTER))


def test_how_many_of_those_may_be_missing_is_counted_by_the_same_days(
    desk: Desk, institution: Institution
) -> None:
    coming(institution, DAY, changed_event=1, **NOT_LOADED)
    assert "not reviewed, 1 not known" in words(page(desk))
    assert "not reviewed, 1 not known" in words(page(desk, day=today()))
    assert "not reviewed, 1 not known" not in words(page(desk, day=AFTER))


def test_whom_a_rescue_did_not_move_and_that_rescue(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    sandbox.trouble("status", method="PUT", code=409)
    carried_out(batch)
    shown = {day: words(page(desk, day=day)) for day in (today(), BEFORE, DAY, AFTER)}
    told = {day: ("1 Not moved by" in said, "Rescue " in said) for day, said in shown.items()}
    here, elsewhere = (True, True), (False, False)
    assert told == {today(): here, BEFORE: elsewhere, DAY: here, AFTER: elsewhere}


def test_whom_it_did_not_move_in_time_stands_on_that_day_alone(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    sandbox.trouble("status", method="PUT", code=409)
    carried_out(batch)
    passed = timezone.now().replace(microsecond=0) - timedelta(days=2)
    BatchRow.objects.update(stood_at=passed)
    ExamSession.objects.filter(pk__in=batch.rows.values("session")).update(appointment_at=passed)
    Batch.objects.update(begun_at=passed - timedelta(hours=1))
    of_then = (date.fromisoformat(today()) - timedelta(days=2)).isoformat()
    assert "1 Not moved by a rescue" in words(page(desk, day=of_then))
    assert "0 Not moved by a rescue" in words(page(desk, day=today()))
