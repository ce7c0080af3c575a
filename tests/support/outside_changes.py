"""Changes past the portal: how many were seen, and the page that tells of them."""

from __future__ import annotations

from scheduling.models import AuditEvent
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text

TITLE = "Changed outside this portal"
FRIDAY = "2027-01-15T19:00:00+00:00"  # what `move` asks for
MOVED = "2027-01-20T16:00:00+00:00"
PHOENIX = {"proctorLocationSid": "PL" + "3".zfill(32)}


def seen() -> int:
    return AuditEvent.objects.filter(kind="seen").count()


def page_of(desk: Desk, where: dict[str, str]) -> str:
    return plain_text(desk.get(session_path(where)).text)
