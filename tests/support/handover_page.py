"""The page of a handover: opened, signed, and sessions for it to tell of."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import requests
from django.utils import timezone

from scheduling.models import Attendance, ExamSession, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD

DAY = "2027-01-14"
HERE = {"install": NORTHFIELD, "location": DULUTH, "day": DAY}
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
NOTE = "Quiet room: heater is off.\nMs. Hull calls back at 8."
NOT_LOADED = {"location_sid": "", "refreshed_at": None}
SOME_NOT_LOADED = "2 booked that day, location not known: some of them may be expected here."


def page(desk: Desk, **otherwise: str) -> requests.Response:
    return desk.get("/handover/", params=HERE | otherwise)


def sign(desk: Desk, shown: requests.Response, **answers: str) -> requests.Response:
    """Send the form of a page that was shown."""
    found = HIDDEN.findall(shown.text[shown.text.index('action="/handover/?') :])
    hidden = {name: unescape(value) for name, value in found}
    return desk.post("/handover/", hidden | {"note": NOTE} | answers)


def listed(*places: dict[str, str]) -> None:
    """Let the sessions be on the provider's list."""
    sids = [where["sessionSid"] for where in places]
    ExamSession.objects.filter(sid__in=sids).update(listed_at=timezone.now())


def coming(institution: Institution, day: str, **facts: object) -> ExamSession:
    """A session at 10 AM of the day, read and at Duluth unless told otherwise."""
    start = datetime.fromisoformat(f"{day}T16:00:00Z")
    usual = {"status": "Scheduled", "location_sid": DULUTH, "refreshed_at": start}
    return known_session(institution, appointment_at=start, **usual | facts)


def arrived(session: ExamSession, at: datetime) -> None:
    Attendance.objects.create(
        session=session,
        start_at=session.appointment_at,
        arrived_at=at,
        marked_by_name="Ana Ruiz",
        event_number=1,
    )


def today() -> str:
    """The day that it is at Duluth."""
    return timezone.now().astimezone(ZoneInfo("America/Chicago")).date().isoformat()


def next_of(desk: Desk, **otherwise: str) -> str:
    return "Next: " + words(page(desk, **otherwise)).partition("Next: ")[2]
