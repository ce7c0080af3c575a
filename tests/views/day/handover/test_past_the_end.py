"""Who should have ended and was not closed, who is still here, and what the day before left."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from scheduling.models import AuditEvent, ExamSession, Handover, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.handover_page import DAY, HERE, arrived, coming, page, sign
from tests.support.html import words
from tests.support.known_sessions import known_session


def test_nobody_is_said_to_be_late_who_has_yet_to_come(
    desk: Desk, institution: Institution
) -> None:
    start = datetime.fromisoformat("2027-01-14T15:00:00Z")
    known_session(institution, status="Scheduled", appointment_at=start, duration_minutes=60)
    for location in ("", DULUTH):
        told = words(page(desk, location=location))
        assert "0 Should have ended, not closed" in told
        assert "ended, not closed, 1 not known" not in told and "should have ended." not in told
    yesterday = start - timedelta(days=60)
    ExamSession.objects.update(appointment_at=yesterday)
    day = yesterday.astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    assert "ended, not closed, 1 not known" in words(page(desk, day=day))


def test_whoever_is_past_the_end_is_told(desk: Desk, institution: Institution) -> None:
    start = timezone.now() - timedelta(hours=3)
    known_session(
        institution,
        status="In Progress",
        appointment_at=start,
        duration_minutes=60,
        location_sid=DULUTH,
        learner_name="Late Learner",
        refreshed_at=timezone.now(),
    )
    day = start.astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    told = words(page(desk, day=day)).partition("Should have ended, not closed ·")[2]
    assert "Late Learner" in told


def test_beside_today_stands_what_the_day_before_left_open_and_whether_it_was_signed(
    desk: Desk, institution: Institution
) -> None:
    zone = ZoneInfo("America/Chicago")
    today = timezone.now().astimezone(zone).date()
    start = datetime(today.year, today.month, today.day, tzinfo=zone) - timedelta(hours=5)
    there = {"location_sid": DULUTH, "refreshed_at": start, "appointment_at": start}
    for status in ("Scheduled", "Incident"):
        known_session(institution, status=status, duration_minutes=60, **there)
    before = f"Left over from {start:%A, %B %-d, %Y} : 2 should have ended, not closed; 1 incident."
    shown = page(desk, day=today.isoformat())
    assert f"{before} That day’s handover was not signed." in words(shown)
    assert f"day={start.date()}" in shown.text
    sign(desk, shown)
    kept = Handover.objects.get()
    assert f"{before} That day’s handover was not signed." in words(
        desk.get(f"/handover/{kept.pk}/")
    )
    sign(desk, page(desk, day=start.date().isoformat(), location=""))
    assert f"{before} That day’s handover was signed." in words(page(desk, day=today.isoformat()))
    assert before not in words(page(desk, day=start.date().isoformat()))
    ExamSession.objects.all().delete()
    assert "Left over from" not in words(page(desk, day=today.isoformat()))


def test_still_here_is_who_was_checked_in_on_that_day_and_today_who_is_here_since_before(
    desk: Desk, institution: Institution
) -> None:
    zone = ZoneInfo("America/Chicago")
    now = timezone.now().astimezone(zone)
    arrived(coming(institution, DAY, learner_name="Here Today"), now)
    night = datetime(now.year, now.month, now.day, tzinfo=zone) - timedelta(minutes=1)
    is_here_still = now - night < timedelta(hours=18)
    arrived(coming(institution, DAY, learner_name="Here Before"), night)
    today, before, after = (
        words(page(desk, day=(now.date() + timedelta(days=on)).isoformat())) for on in (0, -1, 1)
    )
    assert f"{1 + is_here_still} Still here" in today and "0 Still here" in after
    assert f"{int(is_here_still)} Still here" in before
    part = today.partition("Still here · ")[2]
    if is_here_still:
        assert f"since {night:%a, %b %-d}, 11:59 PM Here Before" in part
    assert "Here Today" not in before.partition("Still here · ")[2].partition("Next: ")[0]


def test_who_began_and_whose_end_nobody_knows_may_be_past_it(
    desk: Desk, institution: Institution
) -> None:
    start = timezone.now() - timedelta(hours=7)
    there = {"location_sid": DULUTH, "refreshed_at": start, "status": "Scheduled"}
    facts = there | {"appointment_at": start}
    known_session(institution, duration_minutes=60, learner_name="Ana Late", **facts)
    known_session(institution, duration_minutes=None, **facts)
    closed = facts | {"status": "Closed"}
    known_session(institution, duration_minutes=None, **closed)
    not_loaded = facts | {"location_sid": "", "refreshed_at": None}
    known_session(institution, duration_minutes=None, **not_loaded)
    day = start.astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    shown = page(desk, day=day)
    assert "1 Should have ended, not closed, 2 more not known" in words(shown)
    assert "2 booked that day, location not known, end not known, or no longer" in words(shown)
    board = words(desk.get("/board/", params=HERE | {"day": day}))
    assert "and 1 that began more than 6 hours ago, end not known" in board
    ExamSession.objects.filter(location_sid="").delete()
    sign(desk, page(desk, day=day))
    said = "1 past the end as far as is known; of 1 the end is not known"
    assert said in AuditEvent.objects.get(kind="handover_signed").sentence
