"""The handover and the week of a day of none, of one and of four hundred sessions."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from scheduling.models import ExamSession, Handover, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD

START = datetime.fromisoformat("2027-01-14T15:00:00+00:00")  # 9 AM in Chicago
PLACE = f"install={NORTHFIELD}&location={DULUTH}"
HANDOVER = f"/handover/?{PLACE}&day=2027-01-14"
WEEK = f"{PLACE}&week=2027-W02"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
SIZES = pytest.mark.parametrize("many", [0, 1, 400])


@pytest.fixture
def day(institution: Institution, many: int) -> int:
    """So many booked there that day, every tenth with an incident, and as many the day after."""
    ExamSession.objects.all().delete()
    now = timezone.now()
    ExamSession.objects.bulk_create(
        ExamSession(
            institution=institution,
            sid=f"ES{0xE0000 + number:032x}",
            exam_sid=f"EX{7:032x}",
            learner_name=f"Learner {number:03d}",
            exam_title="CHEM 322 Final",
            status="Incident" if number % 10 == 0 and number < many else "Scheduled",
            session_type="smarter-scheduling",
            appointment_at=START
            + timedelta(days=number // max(many, 1), minutes=15 * (number % many % 24)),
            duration_minutes=60,
            location_sid=DULUTH,
            location_name="Duluth Testing Center",
            time_zone="America/Chicago",
            listed_at=now,
            refreshed_at=now,
        )
        for number in range(2 * many)
    )
    return many


@SIZES
def test_a_handover_counts_and_names_them_all_and_is_signed_as_it_is(desk: Desk, day: int) -> None:
    incidents = -(-day // 10)
    page = desk.get(HANDOVER)
    said = words(page)
    counts = [f"{day - incidents} Scheduled"] if day > incidents else []
    counts += [f"{incidents} Incident"] if incidents else []
    total = f"Total {day}: {', '.join(counts)}" if day else "No session is known on this day."
    assert total in said
    assert f"{incidents} Incident{'' if incidents == 1 else 's'} " in said
    assert len(re.findall(r"Learner \d{3} CHEM 322 Final", said.partition("Incidents ·")[2])) == (
        incidents + min(day, 8)
    )
    following = f"Next: Friday, January 15, 2027 · {day} booked" if day else "no booking is known"
    assert following in said

    found = HIDDEN.findall(page.text[page.text.index('action="/handover/?') :])
    hidden = {name: unescape(value) for name, value in found}
    answer = desk.post("/handover/", hidden | {"note": "All is well."})
    assert answer.status_code == 302
    kept = words(desk.get(f"/handover/{Handover.objects.get().pk}/"))
    assert total in kept and following in kept
    assert kept.count("Learner ") == said.count("Learner ")


@SIZES
def test_a_week_counts_them_all_in_its_tables_and_for_spreadsheets(desk: Desk, day: int) -> None:
    said = words(desk.get(f"/week/?{WEEK}"))
    assert ("No listed session is in this week." in said) == (day == 0)
    assert ("Nobody sits anywhere this week" in said) == (day == 0)
    for one in ("Thu, Jan 14", "Fri, Jan 15"):
        assert f"{one} {day} 0 0 0 0" in said or not day

    def table(name: str) -> list[list[str]]:
        answer = desk.get(f"/week/?{WEEK}&figure={name}")
        assert answer.status_code == 200
        return list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))

    booked = {row[4]: row[5:] for row in table("sessions")}
    assert booked["Thu, Jan 14, 2027"] == [str(day), "0", "0", "0", "0"]
    head, *rows = table("seats")
    thursday = head.index("Thu, Jan 14, 2027")
    at_ten = [row[thursday] for row in rows if row[4] == "10:00 AM"]
    there = sum(1 for one in range(day) if 0 < 15 * (one % 24) < 90)  # in a part of 10 to 10:30
    assert at_ten == [str(there)]
