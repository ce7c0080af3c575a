"""A place that the provider has named by a name alone, which no location has here, is told as what
it calls it, wherever a place is told.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from scheduling.models import ExamSession, Institution
from scheduling.models.exam_sessions import place_in_words
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD

TOLD = "“Annex Hall” (SmarterProctoring’s name)"
DAY = f"install={NORTHFIELD}&day=2027-01-14"
PAGES = [
    f"/?view=all&{DAY}",
    f"/?view=all&{DAY}&open=ES{0xA:032x}",
    "/find/?q=Zuri",
]


@pytest.fixture
def named(institution: Institution) -> ExamSession:
    """Booked at a place of which a name alone is known."""
    return known_session(
        institution,
        sid=f"ES{0xA:032x}",
        status="Scheduled",
        learner_name="Zuri Adeyemi",
        location_name="Annex Hall",
        appointment_at=datetime.fromisoformat("2027-01-14T16:00:00Z"),
        duration_minutes=60,
        refreshed_at=datetime.fromisoformat("2026-12-01T16:00:00Z"),
    )


@pytest.mark.parametrize("page", PAGES)
def test_it_is_quoted_wherever_a_place_is_told(desk: Desk, named: ExamSession, page: str) -> None:
    said = words(desk.get(page))
    assert said.count("Annex Hall") == said.count(TOLD)
    assert TOLD in said


@pytest.mark.parametrize(
    ("sid", "name", "told"),
    [
        ("", "Annex Hall", TOLD),
        (DULUTH, "Annex Hall", "Annex Hall"),
        (DULUTH, "", ""),
        ("", "", ""),
    ],
)
def test_a_place_with_a_sid_keeps_its_name(sid: str, name: str, told: str) -> None:
    assert place_in_words(sid, name) == told
