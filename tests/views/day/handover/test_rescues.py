"""A rescue on the handover: of the shift, of the day that it is about, and whom it did not move."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.batches import start_pause_stop
from scheduling.models import Batch, ExamSession, Handover, Institution
from tests.support.batches import ANA, begun, booked_there, carried_out
from tests.support.client import Desk
from tests.support.handover_page import page, sign, today
from tests.support.html import words
from tests.support.rescue_pages import carried_out_next


def test_a_rescue_of_the_shift_is_told_with_whom_it_did_not_move(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    today = timezone.now().astimezone(ZoneInfo("America/Chicago")).date()
    batch = begun(booked_there(sandbox, institution, 3))
    goes_on = words(page(desk, day=today.isoformat()))
    assert f"Rescue {batch.pk} · Duluth Testing Center · still under way · Call list" in goes_on
    assert "0 Not moved by a rescue" in goes_on
    start_pause_stop.pause(batch=batch, actor=ANA)
    paused = words(page(desk, day=today.isoformat()))
    assert "3 waiting: paused until somebody continues it · Call list" in paused
    calls = words(desk.get(f"/rescues/{batch.pk}/calls/"))
    assert "The rescue is paused. Nobody else is moved until somebody continues it." in calls
    start_pause_stop.resume(batch=batch, actor=ANA)
    sandbox.trouble("status", method="PUT", code=409, times=2)
    carried_out(batch)
    shown = page(desk, day=today.isoformat())
    told = words(shown)
    assert f"Rescue {batch.pk} · Duluth Testing Center · 1 moved, 2 not moved · Call list" in told
    assert f'href="/rescues/{batch.pk}/calls/"' in shown.text
    part = told.partition("Not moved by a rescue · 2")[2]
    part = part.partition("Their bookings are unchanged.")[0]
    assert part.count(f"Rescue {batch.pk}: not moved") == 2
    assert part.count("Thu, Jan 14, 10:00 AM") == 2
    sign(desk, shown)
    kept = words(desk.get(f"/handover/{Handover.objects.get().pk}/"))
    assert f"Rescue {batch.pk} · Duluth Testing Center · 1 moved, 2 not moved" in kept
    elsewhere = words(page(desk, day=today.isoformat(), location="PL" + "2".zfill(32)))
    assert "Rescue " not in elsewhere


def test_whom_a_rescue_did_not_move_is_told_while_it_waits_for_others(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    sandbox.trouble("status", method="PUT", code=409)
    carried_out_next(institution)
    assert batch.is_open
    shown = words(page(desk))
    assert "1 Not moved by a rescue" in shown and "still under way" in shown
    assert f"Rescue {batch.pk}: not moved" in shown
    board = words(desk.get("/board/?day=2027-01-14"))
    assert f"Rescue {batch.pk} did not move 1 session of this day." in board


def test_a_rescue_stands_on_the_handover_of_the_day_it_is_about(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = carried_out(begun(booked_there(sandbox, institution, 2)))
    assert f"Rescue {batch.pk} · Duluth Testing Center · 2 moved" in words(page(desk))
    assert "Rescue " not in words(page(desk, day="2027-01-15"))


def test_of_a_rescue_at_several_locations_each_is_told_what_its_own_sessions_came_to(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    other = "PL" + "2".zfill(32)
    here, *away = booked_there(sandbox, institution, 3)
    for one in away:
        ExamSession.objects.filter(pk=one.pk).update(location_sid=other)
        one.refresh_from_db()
    batch = begun([here, *away])
    start_pause_stop.stop(batch=batch, actor=ANA)
    carried_out(batch)
    title = f"Rescue {batch.pk} · Duluth Testing Center ·"
    assert f"{title} 1 left as they were, 2 more at other locations · Call" in words(page(desk))
    assert f"{title} 3 left as they were · Call list" in words(page(desk, location=""))


def test_whom_a_rescue_did_not_move_the_next_shifts_are_told_until_they_are_moved(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    sandbox.trouble("status", method="PUT", code=409, times=2)
    carried_out(batch)
    Batch.objects.update(begun_at=timezone.now() - timedelta(days=2))
    Batch.objects.update(ended_at=timezone.now() - timedelta(days=2))
    assert "2 Not moved by a rescue" in words(page(desk, day=today()))
    one, other = (row.session for row in batch.rows.all())
    ExamSession.objects.filter(pk=one.pk).update(appointment_at=one.appointment_at + timedelta(1))
    assert "1 Not moved by a rescue" in words(page(desk, day=today()))
    ExamSession.objects.filter(pk=other.pk).update(status="Cancelled")
    told = words(page(desk, day=today()))
    assert "0 Not moved by a rescue" in told
