"""Changes past the portal: how many were seen, and the page that tells of them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from scheduling.models import AuditEvent, ExamSession
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list.mirrored_rows import take_rows
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


def listed(session: ExamSession, **shown: Any) -> None:
    """A list is read whose row of the session shows it as it is known, but for what is `shown`."""
    known = {
        "sid": session.sid,
        "examSid": session.exam_sid,
        "enrollmentSid": session.enrollment_sid,
        "userSid": session.user_sid,
        "status": session.status,
        "sessionType": session.session_type,
        "appointmentDate": str(session.appointment_at),
    }
    row = AppointmentRow.read(known | shown)
    take_rows(session.institution, [row], fetched_at=timezone.now())
