"""A location's calendar says how many sessions of each day it may lack, because nobody has read yet
where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions import feed_sessions
from scheduling.models import Attempt, ExamSession, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.known_sessions import known_session
from tests.support.people import LAKESIDE, NORTHFIELD
from tests.support.portal_server import Portal

NOW = datetime.fromisoformat("2027-01-14T10:30-06:00")
LATE = datetime.fromisoformat("2027-01-15T23:30-06:00")  # in UTC it is the day after
ADDRESS = re.compile(r"<code>http://[^/]+(/calendars/[\w-]{43}\.ics)</code>")
CHICAGO = ZoneInfo("America/Chicago")


def make(desk: Desk, what: str = f"{NORTHFIELD}.{DULUTH}") -> str:
    """The address of a new calendar, as the page shows it."""
    form = own_form_on(desk.get("/calendars/"))
    [path] = ADDRESS.findall(desk.post("/calendars/", form | {"what": what}).text)
    return path


@pytest.fixture
def stranger(portal: Portal) -> Iterator[Desk]:
    """A calendar program: nobody signed it in."""
    desk = Desk(portal.url, "nobody")
    yield desk
    desk.browser.close()


@pytest.fixture(autouse=True)
def _nothing_else(database: object) -> None:
    Attempt.objects.all().delete()
    ExamSession.objects.all().delete()


def unread(institution: Institution, start: datetime, **facts: Any) -> ExamSession:
    return known_session(institution, **{"status": "Scheduled", "appointment_at": start} | facts)


def asked(session: ExamSession, sid: str, **facts: Any) -> None:
    usual = {"state": Attempt.State.UNCONFIRMED, "action": Attempt.Action.SCHEDULE}
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        actor_name="Ana Ruiz",
        asked={"proctorLocationSid": sid},
        started_at=NOW,
        deadline_at=NOW,
        **usual | facts,
    )


def test_what_may_be_there_is_counted_by_the_institutions_day(institution: Institution) -> None:
    for start in (NOW, LATE, LATE, LATE + timedelta(hours=1)):
        unread(institution, start)
    unread(institution, LATE, status="Odd")
    found = feed_sessions.unread_by_day(institution, now=NOW)
    assert found == {date(2027, 1, 14): 1, date(2027, 1, 15): 3, date(2027, 1, 16): 1}


def test_what_is_known_not_to_be_there_is_not_counted(institution: Institution) -> None:
    unread(institution, NOW, location_sid=DULUTH)
    unread(institution, NOW, refreshed_at=NOW, session_type="automated")
    unread(institution, NOW, status="Cancelled")
    unread(institution, NOW, status="Needs Proctor")
    for days in (-15, 91):
        unread(institution, NOW + timedelta(days=days))
    unread(Institution.objects.get(sid=LAKESIDE), NOW)
    asked(unread(institution, NOW), DULUTH)
    accepted = {"state": Attempt.State.ACCEPTED, "is_unshown": True}
    asked(unread(institution, NOW), "PL" + "2".zfill(32), **accepted)
    assert feed_sessions.unread_by_day(institution, now=NOW) == {}
    asked(unread(institution, NOW), "", action=Attempt.Action.RESCHEDULE)
    assert feed_sessions.unread_by_day(institution, now=NOW).total() == 1


def test_the_calendar_says_so_on_each_day_and_takes_nobodys_time(
    desk: Desk, stranger: Desk, institution: Institution
) -> None:
    today = timezone.now().astimezone(CHICAGO).date()
    start = datetime.combine(today + timedelta(days=20), time(12), CHICAGO)
    for at in (start, start, start + timedelta(days=3)):
        unread(institution, at)
    here = unread(institution, start, location_sid=DULUTH, exam_title="STAT 200")
    file = Calendar.from_ical(stranger.get(make(desk)).content)
    booked, *notes = file.walk("VEVENT")
    days = [start.date() + timedelta(days=on) for on in (0, 3)]
    assert here.sid in str(booked["UID"])
    assert [(str(one["SUMMARY"]), one["DTSTART"].dt, one["DTEND"].dt) for one in notes] == [
        (
            "2 more sessions may be here: location not known",
            days[0],
            days[0] + timedelta(days=1),
        ),
        (
            "1 more session may be here: location not known",
            days[1],
            days[1] + timedelta(days=1),
        ),
    ]
    assert {(str(one["TRANSP"]), str(one["STATUS"])) for one in notes} == {
        ("TRANSPARENT", "TENTATIVE")
    }
    assert len({str(one["UID"]) for one in notes}) == 2
    assert "each day that has any says how many" in str(file["X-WR-CALDESC"])
    assert "at most 2,000" in str(file["X-WR-CALDESC"])

    page = words(desk.get("/calendars/"))
    assert "each day that has any says at its top how many" in page
    assert "3 more sessions may be there: location not known." in page


def test_ones_own_bookings_lack_none(
    desk: Desk, stranger: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    unread(institution, timezone.now() + timedelta(days=20))
    file = Calendar.from_ical(stranger.get(make(desk, "mine")).content)
    assert file.walk("VEVENT") == []
    assert "location" not in str(file["X-WR-CALDESC"])
    assert "may be there: location" not in words(desk.get("/calendars/"))
