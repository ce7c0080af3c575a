"""The pages of a day ask the database as often for many sessions as for few."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scheduling.models import ExamSession, Institution
from tests.support.booking_form import DULUTH
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD

START = datetime.fromisoformat("2027-01-14T16:00:00Z")
PAGES = {
    "board": "/board/?day=2027-01-14",
    "a moment": "/board/?day=2027-01-14&at=10:37",
    "roster": "/roster/?day=2027-01-14",
    "handover": "/handover/?day=2027-01-14",
    "week": "/week/?week=2027-W02",
    "list": "/?view=all&day=2027-01-14",
    "rescue": "/rescues/new/?day=2027-01-14&from=08:00&until=18:00",
}


def coming(institution: Institution, count: int) -> None:
    """So many booked sessions, each as it was read, with something that can't be told."""
    for number in range(count):
        known_session(
            institution,
            appointment_at=START + timedelta(minutes=30 * (number % 6)),
            status="Scheduled",
            session_type="smarter-scheduling",
            location_sid=DULUTH,
            learner_name=f"Ana Learner{number}",
            duration_minutes=60,
            refreshed_at=START,
            unread='{"session_type": "7"}' if number % 2 else None,
        )


@pytest.mark.parametrize("name", PAGES)
def test_a_day_of_many_takes_as_many_statements_as_one_of_few(
    institution: Institution, name: str
) -> None:
    ExamSession.objects.all().delete()
    client = Client()
    client.force_login(get_user_model().objects.get(username="coordinator"))
    address = f"{PAGES[name]}&install={NORTHFIELD}&location={DULUTH}"
    counted = []
    for more in (4, 16):
        coming(institution, more)
        client.get(address)  # what is asked for once a thread
        reset_queries()
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address)
        assert page.status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]
