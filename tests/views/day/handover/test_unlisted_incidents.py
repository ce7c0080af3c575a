"""An incident stays among a handover's, also when its session is no longer listed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from scheduling.handovers import day_sheet
from scheduling.handovers.parts_in_order import HandoverPart
from scheduling.models import Handover, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.handover_page import DAY, coming, page, sign
from tests.support.html import words


@pytest.mark.parametrize("location", ["", DULUTH])
def test_it_is_listed_counted_and_said_to_be_listed_no_longer(
    desk: Desk, institution: Institution, location: str
) -> None:
    coming(institution, DAY, status="Incident", learner_name="Una Unlisted")
    coming(institution, DAY, status="Incident", dropped_at=timezone.now(), learner_name="Ina Gone")
    told = words(page(desk, location=location))
    assert "2 Incidents 0 Still here" in told
    incidents = told.partition("Incidents · 2 ")[2].partition("Next:")[0]
    assert ("Una Unlisted" in incidents, "Ina Gone" in incidents) == (True, True)
    assert incidents.count("no longer listed") == 1

    assert sign(desk, page(desk, location=location)).status_code == 302
    signed = Handover.objects.get()
    assert "2 Incidents" in words(desk.get(f"/handover/{signed.pk}/"))


def test_the_day_after_is_told_that_it_was_left(institution: Institution) -> None:
    session = coming(institution, DAY, status="Incident", dropped_at=timezone.now())
    where = day_sheet.HandoverPlace(institution, DULUTH, "Duluth", "America/Chicago")
    now = session.appointment_at.replace(day=15)
    found, _ = day_sheet.still_open(where, now.date().replace(day=14), now)
    assert found == {HandoverPart.INCIDENTS: 1}
