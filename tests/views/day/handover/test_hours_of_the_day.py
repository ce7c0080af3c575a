"""Hours that were entered during a day are on its handover; and one signed ahead is none of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from scheduling.models import Handover, HoursByDate, Institution, Location
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.handover_page import DAY, coming, next_of, page, sign
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD

CHICAGO = ZoneInfo("America/Chicago")
SAID = (
    "Duluth Testing Center: open 8:00 AM – 9:30 AM (Snow closing). 1 is booked outside these hours."
)
AHEAD = "before this day began"


def snow(institution: Institution) -> None:
    """Duluth closes early on the day."""
    HoursByDate.objects.create(
        institution=institution,
        location=Location.objects.get(pl_sid=DULUTH),
        first_day=date.fromisoformat(DAY),
        last_day=date.fromisoformat(DAY),
        opens=time(8),
        closes=time(9, 30),
        reason="Snow closing",
    )


def at(institution: Institution, start: datetime, minutes: int) -> None:
    """A session at Duluth."""
    there = {"status": "Scheduled", "location_sid": DULUTH, "refreshed_at": timezone.now()}
    known_session(institution, appointment_at=start, duration_minutes=minutes, **there)


@pytest.mark.parametrize("location", [DULUTH, ""])
def test_the_days_own_hours_are_told_and_signed(
    desk: Desk, institution: Institution, location: str
) -> None:
    coming(institution, DAY, duration_minutes=60)
    assert "Snow closing" not in words(page(desk, location=location))
    snow(institution)
    assert SAID in words(page(desk, location=location))
    sign(desk, page(desk, location=location))
    assert SAID in words(desk.get(f"/handover/{Handover.objects.get().pk}/"))


def test_that_they_changed_holds_the_signing_back_in_words(
    desk: Desk, institution: Institution
) -> None:
    coming(institution, DAY, duration_minutes=60)
    before = page(desk)
    snow(institution)
    answer = sign(desk, before)
    assert answer.status_code == 409
    assert "Changed: Hours of the day: other than before." in words(answer)


def test_a_sheet_of_before_says_that_they_were_not_kept(
    desk: Desk, institution: Institution
) -> None:
    coming(institution, DAY)
    sign(desk, page(desk))
    kept = Handover.objects.get()
    path = f"/handover/{kept.pk}/"
    not_kept = "Whether it was open as usual that day was not kept."
    assert not_kept not in words(desk.get(path))
    kept.sheet = {name: one for name, one in kept.sheet.items() if name != "hours"}
    kept.save()
    assert not_kept in words(desk.get(path))


def test_who_is_there_from_the_evening_before_is_counted_as_the_board_counts_them(
    desk: Desk, institution: Institution
) -> None:
    evening = datetime(2027, 1, 13, 23, tzinfo=CHICAGO)
    for start in (evening, evening + timedelta(days=1)):
        at(institution, start, 120)
    coming(institution, DAY, duration_minutes=60)
    board = words(desk.get(f"/board/?install={NORTHFIELD}&location={DULUTH}&day={DAY}"))
    assert "2 booked while closed" in board
    assert "2 are booked outside these hours." in next_of(desk, day="2027-01-13")
    assert "2 are booked outside these hours." in words(page(desk)).partition("Next:")[0]


def test_one_that_is_signed_before_its_day_is_told_so_and_is_not_that_days(
    desk: Desk, institution: Institution
) -> None:
    today = timezone.now().astimezone(CHICAGO).date()
    ahead = today + timedelta(days=5)
    assert "This day is still to come" not in words(page(desk, day=today.isoformat()))
    shown = page(desk, day=ahead.isoformat())
    assert "This day is still to come" in words(shown)
    sign(desk, shown)
    [kept] = Handover.objects.all()
    assert AHEAD in words(desk.get(f"/handover/{kept.pk}/"))
    assert AHEAD in words(page(desk, day=ahead.isoformat()))
    before = today - timedelta(days=1)
    start = datetime(before.year, before.month, before.day, 19, tzinfo=CHICAGO)
    at(institution, start, 60)
    Handover.objects.update(day=before, signed_at=start - timedelta(days=3))
    assert "That day’s handover was not signed." in words(page(desk, day=today.isoformat()))
