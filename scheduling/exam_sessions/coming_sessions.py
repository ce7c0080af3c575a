"""Who is booked at a location from now on."""

from __future__ import annotations

from datetime import datetime

from scheduling.exam_sessions.lists import listed_statuses
from scheduling.models import ExamSession, Institution


def count_at(institution: Institution, location_sid: str, now: datetime) -> int:
    """How many booked sessions are known to begin there from now on."""
    texts = listed_statuses.statuses_there([institution])
    there = ExamSession.objects.filter(
        listed_statuses.with_status(texts, lambda status: status.is_booked),
        institution=institution,
        location_sid=location_sid,
        appointment_at__gte=now,
        dropped_at__isnull=True,
    )
    return there.count()
