"""The board at a moment: sessions and requests for it, its address and its lines."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from scheduling.exam_sessions import mirror
from scheduling.models import Attempt, Attendance, ExamSession, Institution
from scheduling.proctoring_api.session_record import SessionRecord
from tests.support.booking_form import DULUTH
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD

CHICAGO = ZoneInfo("America/Chicago")
PLACE = f"install={NORTHFIELD}&location="
MINUTE = timedelta(minutes=1)
PHOENIX = f"PL{0xF0:032x}"


def seat(northfield: Institution, start: datetime | None, **facts: object) -> ExamSession:
    usual = {
        "status": "Scheduled",
        "appointment_at": start,
        "duration_minutes": 60,
        "location_sid": DULUTH,
        "location_name": "Duluth Testing Center",
        "refreshed_at": timezone.now(),
        "exam_title": "CHEM 322 Final",
    }
    return known_session(northfield, **(usual | facts))


def mark(session: ExamSession, **at: datetime) -> None:
    start = session.appointment_at
    Attendance.objects.create(session=session, event_number=1, start_at=start, **at)


def board_at(at: datetime, zone: ZoneInfo = CHICAGO, **more: str) -> str:
    local = at.astimezone(zone)
    asked = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/board/?{PLACE}&day={local:%Y-%m-%d}&at={local:%H:%M}{asked}"


def lines(page: str) -> list[str]:
    """Each learner's line in the section of the moment."""
    part = page[page.index('id="there"') :]
    found = re.findall(r'<li class="board__sitting">(.*?)</li>', part, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]


def seen(session: ExamSession, status: str, **facts: object) -> None:
    """A look shows the session so."""
    shown = {"sid": session.sid, "examSid": session.exam_sid, "status": status}
    mirror.take_record(session, SessionRecord.read(shown | facts), asked_at=timezone.now())


def ask(session: ExamSession, start: datetime, action: str = "reschedule") -> None:
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        action=action,
        actor_name="Ana Ruiz",
        time_zone="America/Chicago",
        asked={"appointmentDateTime": start.isoformat(), "proctorLocationSid": DULUTH},
        state=Attempt.State.UNCONFIRMED,
        started_at=start - timedelta(days=9),
        deadline_at=start,
    )
