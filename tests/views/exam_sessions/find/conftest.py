"""Sessions of people who are searched for."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from scheduling.exam_sessions.lists import list_filters
from scheduling.models import ExamSession, Institution
from tests.support.booking_form import DULUTH
from tests.support.found_page import MAYA
from tests.support.known_sessions import known_session, user
from tests.support.midday import set_clocks_to_midday


@pytest.fixture
def known(institution: Institution) -> dict[str, ExamSession]:
    """Sessions of two learners and none besides."""
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    set_clocks_to_midday()
    institution.refresh_from_db()
    day = list_filters.today_at(institution) + timedelta(days=1)
    zone = ZoneInfo(institution.time_zone)
    booked = {"status": "Scheduled", "session_type": "proctoru", "location_sid": DULUTH}
    maya = {"learner_name": MAYA, "learner_email": "maria@north.edu", "user_sid": user(1)}
    return {
        "booked": known_session(
            institution,
            appointment_at=datetime(day.year, day.month, day.day, 10, 30, tzinfo=zone),
            course_name="MAY 101",
            **booked | maya,
        ),
        "to book": known_session(
            institution, status="Needs Proctor", exam_title="Algebra <Final>", **maya
        ),
        "other": known_session(
            institution, learner_name="Ben Kim", status="Needs Proctor", instructor_name="Ann Mayer"
        ),
    }
