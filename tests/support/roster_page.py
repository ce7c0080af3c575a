"""The page of a roster: shown and printed, and what is given to a learner on it."""

from __future__ import annotations

from uuid import uuid4

import requests

from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.exam_sessions import accommodations
from scheduling.models import ExamSession
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import mirrored
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD

DAY = "2027-01-14"
HERE = {"install": NORTHFIELD, "location": DULUTH, "day": DAY}


def shown(desk: Desk, **asked: str) -> str:
    return words(desk.get("/roster/", params=HERE | asked))


def made(desk: Desk, **otherwise: str) -> requests.Response:
    asked = HERE | {"by": "time", "form_id": str(uuid4())} | otherwise
    return desk.post("/roster/", asked)


def name_of(where: dict[str, str]) -> str:
    return ExamSession.objects.get(sid=where["sessionSid"]).learner_name


def given(where: dict[str, str], accommodation: Accommodation) -> None:
    """Enter it for the session, whatever it had before."""
    session = mirrored(where)
    known = accommodations.of(session)
    shown = known.event_number if known else 0
    accommodations.change(
        session=session, accommodation=accommodation, shown_event=shown, actor=PORTAL
    )
