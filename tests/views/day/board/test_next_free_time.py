"""When a seat is free next, at a location and at all of them, and no more than is known."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, HoursByDate, Institution, Location, OpeningHours
from tests.support.batches import begun, booked_there
from tests.support.board import CHICAGO, MINUTE, PLACE, seat
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.midday import midday_zone
from tests.support.people import NORTHFIELD


@pytest.fixture
def open_today(institution: Institution) -> tuple[Institution, datetime]:
    """Duluth alone, with three seats, where it is about noon and open until an hour from now."""
    ExamSession.objects.all().delete()
    OpeningHours.objects.all().delete()
    zone = midday_zone()
    Institution.objects.filter(pk=institution.pk).update(time_zone=zone)
    place = Location.objects.filter(pl_sid=DULUTH)
    Location.objects.exclude(pl_sid=DULUTH).delete()
    place.update(seats=3, time_zone=zone)
    now = timezone.now().astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    for weekday in range(7):
        OpeningHours.objects.create(
            location=place.get(),
            weekday=weekday,
            opens=time(0, 30),
            closes=(now + 60 * MINUTE).time(),
        )
    return Institution.objects.get(pk=institution.pk), now


def test_the_first_free_time_of_all_locations_stands_in_one_line(
    desk: Desk, auditor: Desk, northfield: Institution
) -> None:
    here = Location.objects.filter(institution=northfield, pl_sid=DULUTH)
    here.update(seats=1)
    asked = f"/board/?install={NORTHFIELD}&day=2027-01-14&minutes=2.5+h"
    first = re.compile(r"First: (.+?), (150 min free from 8:00 AM: 1 of 1)")
    Location.objects.filter(institution=northfield).exclude(pl_sid=DULUTH).update(seats=None)
    found = first.search(plain_text(desk.get(asked).text))
    assert found and found[1].strip() == "Duluth Testing Center"
    link = re.search(r'<a href="([^"]+)">150 min free', desk.get(asked).text)
    assert link and "8:00 AM" in words(desk.get(unescape(link[1])))
    assert first.search(plain_text(auditor.get(asked).text))
    here.update(seats=None)
    assert "First:" not in plain_text(desk.get(asked).text)


def test_next_free_says_no_more_than_is_known(desk: Desk, northfield: Institution) -> None:
    day, start = date(2027, 1, 14), datetime(2027, 1, 14, 8, tzinfo=CHICAGO)
    Location.objects.filter(institution=northfield).exclude(pl_sid=DULUTH).delete()
    Location.objects.filter(pl_sid=DULUTH).update(seats=3)
    asked = f"/board/?{PLACE}&day={day}&minutes=90"

    def told() -> str:
        page = desk.get(asked).text
        found = re.findall(r'board__notes"[^>]*>([^<]+)<', page)
        return next(one for one in found if "free" in one)

    seat(northfield, start)
    assert told() == "90 min free from 8:00 AM: 2 of 3"
    for _ in range(2):
        seat(northfield, start)
    assert told() == "90 min free from 9:00 AM: 3 of 3"
    endless = seat(northfield, start, duration_minutes=None)
    assert told() == "90 min free from 9:00 AM: up to 3 of 3"
    endless.delete()
    waiting = seat(northfield, start, status="Pending Approval")
    assert told() == "90 min free from 9:00 AM: up to 3 of 3"
    waiting.delete()
    unplaced = seat(northfield, start, location_sid="", location_name="", refreshed_at=None)
    assert told() == "90 min free from 9:00 AM: up to 3 of 3"
    unplaced.delete()
    HoursByDate.objects.create(institution=northfield, first_day=day, last_day=day, reason="Snow")
    page = words(desk.get(asked))
    assert "closed: Snow" in page and "no seat free" not in page
    Institution.objects.update(synced_at=None)
    assert "sessions not loaded yet" in words(desk.get(asked))
    Location.objects.update(seats=None)
    page = words(desk.get(asked))
    assert "seats not entered" in page and "closed: Snow" in page


def test_where_only_the_closing_is_in_the_way_that_is_said_and_what_is_free_until_then(
    desk: Desk, open_today: tuple[Institution, datetime]
) -> None:
    northfield, now = open_today
    closes = f"{now + 60 * MINUTE:%-I:%M %p}"

    def told(minutes: int) -> str:
        page = words(desk.get(f"/board/?{PLACE}&minutes={minutes}"))
        return page[page.index("3 seats") :].partition("A cell")[0]

    seat(northfield, now - 30 * MINUTE, duration_minutes=70)
    assert f"closes {closes}: 2 of 3 free until then" in told(120)
    for _ in range(2):
        seat(northfield, now + 20 * MINUTE, duration_minutes=20)
    assert "no seat free for 120 min" in told(120)
    OpeningHours.objects.update(closes=(now - MINUTE).time())
    assert f"closed since {now - MINUTE:%-I:%M %p}" in told(120)


def test_a_seat_that_is_free_at_once_is_not_put_off_to_the_next_half_hour(
    desk: Desk, open_today: tuple[Institution, datetime]
) -> None:
    _, now = open_today
    minutes = 57  # that end before closing only where it begins within three minutes
    page = words(desk.get(f"/board/?{PLACE}&minutes={minutes}"))
    [said] = re.findall(rf"{minutes} min free from (\S+ [AP]M): 3 of 3", page)
    asked = datetime.strptime(f"{now:%Y-%m-%d} {said}", "%Y-%m-%d %I:%M %p")
    start = asked.replace(tzinfo=now.tzinfo)

    assert timezone.now() - MINUTE <= start <= now + 3 * MINUTE


def test_a_seat_that_a_rescue_is_still_to_fill_is_not_free(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    ExamSession.objects.all().delete()
    Location.objects.filter(pl_sid=DULUTH).update(seats=1)
    sessions = booked_there(sandbox, institution, 1)
    url = f"/board/?{PLACE}&day=2027-01-14&minutes=300"
    assert "300 min free from 11:00 AM: 1 of 1" in words(desk.get(url))
    begun(sessions)
    said = words(desk.get(url))

    assert "still has to move 1 session" in said
    assert "300 min free from 11:00 AM" not in said
