"""Which day and which location a handover is of, and the way to it."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from scheduling.models import Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.handover_page import DAY, coming, page
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD


def test_a_day_is_the_locations_own_in_every_part(desk: Desk, institution: Institution) -> None:
    """An evening in Honolulu is the next day in Chicago."""
    institution.locations.filter(pl_sid=DULUTH).update(time_zone="Pacific/Honolulu")
    evening = datetime(2027, 1, 14, 22, tzinfo=ZoneInfo("Pacific/Honolulu"))
    known_session(
        institution,
        status="Incident",
        appointment_at=evening,
        location_sid=DULUTH,
        refreshed_at=evening,
        learner_name="Late Learner",
    )
    told = words(page(desk))
    assert "Type not known 1 1" in told
    assert "Incidents · 1 10:00 PM Late Learner" in told
    assert "Lists behind the numbers are of the institution’s day: Central (Chicago)." in told
    after = words(page(desk, day="2027-01-15"))
    assert "Type not known" not in after and "0 Incidents" in after
    institution.locations.filter(pl_sid=DULUTH).update(time_zone="")
    assert "Lists behind the numbers" not in words(page(desk))


def test_of_several_institutions_one_is_chosen_first(administrator: Desk) -> None:
    offered = administrator.get("/handover/", params={"day": DAY, "install": "all"})
    assert f"/handover/?install={NORTHFIELD}&amp;day={DAY}" in offered.text
    assert f"/handover/?install={NORTHFIELD}&amp;location={DULUTH}&amp;day={DAY}" in offered.text


def test_the_day_of_a_location_without_a_zone_is_its_institutions(
    desk: Desk, institution: Institution
) -> None:
    institution.locations.filter(pl_sid=DULUTH).update(time_zone="")
    start = datetime(2027, 1, 14, 23, 30, tzinfo=ZoneInfo("America/Chicago"))
    known_session(
        institution,
        status="Scheduled",
        appointment_at=start,
        location_sid=DULUTH,
        refreshed_at=timezone.now(),
    )
    assert "Type not known 1 1" in words(page(desk))
    assert "Type not known" not in words(page(desk, day="2027-01-15"))


def test_the_box_reads_handover_as_a_command(desk: Desk) -> None:
    found = desk.get("/find/", params={"q": "handover duluth tomorrow"})
    assert re.search(
        rf'href="/handover/\?day=\d{{4}}-\d\d-\d\d&amp;install=\w+&amp;location={DULUTH}"',
        found.text,
    )


def test_the_whole_day_is_told_in_words_whatever_of_its_table_is_cut(
    desk: Desk, institution: Institution
) -> None:
    for status, kind in (
        ("Scheduled", "testing-center-seat"),
        ("Scheduled", "instructor-as-proctor"),
        ("Incident", "testing-center-seat"),
    ):
        coming(institution, DAY, status=status, session_type=kind)
    assert "The day by type Total 3: 2 Scheduled, 1 Incident Total" in words(page(desk))
