"""The page of what changed on a day, and sessions that were known before."""

from __future__ import annotations

from scheduling.models import ExamSession
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD

CHICAGO = "America/Chicago"
DAY = "2027-01-14"
HERE = {"install": NORTHFIELD, "location": DULUTH, "day": DAY}


def told(desk: Desk, **asked: str) -> str:
    return words(desk.get("/changes/", params=HERE | asked)).replace(" ,", ",")


def known_for_long(*places: dict[str, str]) -> None:
    """As if the sessions had been here since before anything was asked."""
    sids = [where["sessionSid"] for where in places]
    ExamSession.objects.filter(sid__in=sids).update(first_seen_at=None)
