"""A day of 24 hours, and a week of such days, on paper: nothing lies over anything else."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from scheduling.models import ExamSession, Institution, Location, OpeningHours
from tests.support import pdf_text
from tests.support.booking_form import DULUTH
from tests.support.people import NORTHFIELD

pytestmark = [pytest.mark.browser, pytest.mark.long]
PAPERS = pytest.mark.parametrize("paper", ["Letter", "A4"])
CHICAGO = ZoneInfo("America/Chicago")
FULL = 47  # of 40 seats
WIDER = """() => [...document.querySelectorAll(".board__half a, .board thead th")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText)"""


@pytest.fixture
def all_day(institution: Institution) -> None:
    """On March 2 more than all seats of Duluth are in use in each half hour of the day."""
    OpeningHours.objects.filter(location__pl_sid=DULUTH).delete()
    Location.objects.filter(pl_sid=DULUTH).update(seats=40)
    now = timezone.now()
    Institution.objects.update(synced_at=now)
    starts = [datetime(2027, 3, 1, 23, tzinfo=CHICAGO) + timedelta(hours=2 * n) for n in range(13)]
    ExamSession.objects.bulk_create(
        ExamSession(
            institution=institution,
            sid=f"ES{0xF000 + number:032x}",
            exam_sid=f"EX{7:032x}",
            learner_name=f"Learner {number}",
            status="Scheduled",
            session_type="smarter-scheduling",
            appointment_at=starts[number % len(starts)],
            duration_minutes=120,
            location_sid=DULUTH,
            listed_at=now,
            refreshed_at=now,
        )
        for number in range(FULL * len(starts))
    )


@PAPERS
def test_each_number_and_hour_of_a_board_stands_in_its_cell(
    page: Page, all_day: None, paper: str
) -> None:
    page.goto(f"/board/?install={NORTHFIELD}&day=2027-03-02")
    assert page.locator(".board__half a", has_text="47!").count() == 48
    page.set_viewport_size({"width": 964 if paper == "Letter" else 1030, "height": 700})
    page.emulate_media(media="print")
    assert page.evaluate(WIDER) == []


def test_a_print_of_a_board_is_small_however_many_of_its_cells_are_closed(
    page: Page, all_day: None
) -> None:
    page.goto(f"/board/?install={NORTHFIELD}&day=2027-03-02")
    assert page.locator(".board__half--closed").count() > 100
    assert len(page.pdf()) < 500_000


@PAPERS
def test_the_parts_of_a_week_stand_below_each_other(page: Page, all_day: None, paper: str) -> None:
    page.goto(f"/week/?install={NORTHFIELD}&week=2027-W09")
    assert page.locator(".heat tbody tr").count() == 48
    pdf = page.pdf(format=paper)
    sheets = pdf_text.pages(pdf)
    heat = [one for one, text in enumerate(sheets) if "Half hour Mon" in text]
    days = [one for one, text in enumerate(sheets) if "Tue, Mar 2" in text and "Booked" in text]

    assert sheets[0].index("Peak:") < sheets[0].index("12:00 AM")
    assert heat == list(range(len(heat))) and days[0] >= heat[-1]
    assert "11:30 PM" in sheets[heat[-1]]
    assert len(pdf) < 500_000
