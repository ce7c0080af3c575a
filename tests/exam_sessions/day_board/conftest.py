from __future__ import annotations

from datetime import time

import pytest

from scheduling.models import (
    ExamSession,
    Institution,
    Location,
    OpeningHours,
)
from tests.support.seats_of_a_day import CHICAGO, DAY, DULUTH


@pytest.fixture
def duluth(institution: Institution) -> Location:
    """The only location, with three seats, open from 9 to 12."""
    ExamSession.objects.all().delete()
    OpeningHours.objects.all().delete()
    Location.objects.filter(institution=institution).update(is_active=False)
    place = Location.objects.create(
        institution=institution, name="Duluth", pl_sid=DULUTH, seats=3, time_zone=CHICAGO
    )
    OpeningHours.objects.create(
        location=place, weekday=DAY.weekday(), opens=time(9), closes=time(12)
    )
    return place
