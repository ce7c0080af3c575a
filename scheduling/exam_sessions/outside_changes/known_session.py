"""What was known of a session at a look, kept while the next one changes its row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduling.models import ExamSession


@dataclass(frozen=True, slots=True)
class KnownSession:
    """What was known of a session, and from which look."""

    status: str
    start: datetime | None
    minutes: int | None
    session_type: str
    location_sid: str
    location_name: str
    user_sid: str
    enrollment_sid: str
    exam_sid: str
    exam_title: str
    seen_at: datetime | None


def known_of(session: ExamSession) -> KnownSession:
    """What is known of a session now, before a look changes it."""
    looks = [at for at in (session.refreshed_at, session.listed_at) if at]
    return KnownSession(
        session.status,
        session.appointment_at,
        session.duration_minutes,
        session.session_type,
        session.location_sid,
        session.location_name,
        session.user_sid,
        session.enrollment_sid,
        session.exam_sid,
        session.exam_title,
        max(looks, default=None),
    )
