"""An institution without a session, and one where it is about noon."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from scheduling.models import ExamSession, Institution, Location
from tests.support.midday import midday_zone
from tests.support.people import NORTHFIELD


@pytest.fixture
def northfield(institution: Institution) -> Institution:
    """Without a session."""
    ExamSession.objects.all().delete()
    return Institution.objects.get(sid=NORTHFIELD)


@pytest.fixture
def noon(northfield: Institution) -> ZoneInfo:
    """All of it where it is about noon: what is an hour from now is of the same day there."""
    zone = midday_zone()
    Institution.objects.update(time_zone=zone)
    Location.objects.update(time_zone=zone)
    return ZoneInfo(zone)
