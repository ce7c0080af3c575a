"""Marks of a day stand on the day and at the place that they were made for."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import Mark
from scheduling.models import Institution
from scheduling.rosters import day_events
from scheduling.rosters.past_states import RosterScope
from scheduling.session_commands import Actor
from tests.support.board import seat, seen
from tests.support.booking_form import DULUTH

ANA = Actor(user_id=None, name="Ana Ruiz")
MINUTE = timedelta(minutes=1)


def test_a_check_in_and_that_it_was_taken_back_stand_on_one_day_though_it_was_moved_between(
    institution: Institution,
) -> None:
    start = (timezone.now() - MINUTE).replace(microsecond=0)
    zone = ZoneInfo(institution.time_zone)
    days = [start.astimezone(zone).date() + timedelta(days=one) for one in (0, 1)]
    session = seat(institution, start)
    attendance.mark(session=session, mark=Mark.ARRIVED, shown_event=0, actor=ANA)
    seen(session, "Scheduled", appointmentDate=f"{start + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}")
    shown = attendance.number_of(session)
    attendance.take_back(session=session, shown_event=shown, reason="Power cut", actor=ANA)
    today, tomorrow = (
        [one.what for one in day_events.since(_scope(institution, day), start - MINUTE)]
        for day in days
    )
    assert (today, tomorrow) == (["Arrived", "Taken back: check-in"], [])


def test_who_leaves_after_the_booking_was_moved_leaves_on_the_day_that_they_came_for(
    institution: Institution,
) -> None:
    start = (timezone.now() - MINUTE).replace(microsecond=0)
    zone = ZoneInfo(institution.time_zone)
    days = [start.astimezone(zone).date() + timedelta(days=one) for one in (0, 1)]
    session = seat(institution, start)
    attendance.mark(session=session, mark=Mark.ARRIVED, shown_event=0, actor=ANA)
    seen(session, "Scheduled", appointmentDate=f"{start + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}")
    session.refresh_from_db()
    shown = attendance.number_of(session)
    attendance.mark(session=session, mark=Mark.LEFT, shown_event=shown, actor=ANA)
    today, tomorrow = (
        [one.what for one in day_events.since(_scope(institution, day), start - MINUTE)]
        for day in days
    )
    assert (today, tomorrow) == (["Arrived", "Left"], [])


def _scope(institution: Institution, day: date) -> RosterScope:
    return RosterScope(institution, DULUTH, day, institution.time_zone)
