"""A roster on paper: what may stand last on a page, what each repeats, and how many it takes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from scheduling.models import ExamSession, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.people import NORTHFIELD

pytestmark = pytest.mark.browser
DAY = "2027-03-02"
LONG_NAME = "Maximilian-Alexander Featherstonehaugh-Cholmondeley von Hohen"
LEAF = re.compile(rb"/Type /Page\b(?!s)")
STYLES = """() => {
  const every = (name) => [...document.querySelectorAll(name)];
  const all = (name, what) =>
    [...new Set(every(name).map((one) => getComputedStyle(one)[what]))].sort();
  return {
    heads: all(".roster__start", "breakAfter"),
    rows: all(".roster__row", "breakInside"),
    repeated: all(".roster thead", "display"),
    running: all(".roster__running", "display"),
    lines: all("td:is(.roster__seat, .roster__sign, .roster__out)", "borderBottomStyle"),
    starts: all(".roster__from", "display"),
    band: all("body", "page"),
    over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""


@pytest.fixture
def sheet(desk: Desk, institution: Institution) -> str:
    """The address of a print of 30 learners, five of whom begin at a time."""
    first = datetime(2027, 3, 2, 8, tzinfo=ZoneInfo("America/Chicago"))
    ExamSession.objects.bulk_create(
        ExamSession(
            institution=institution,
            sid=f"ES{0xF000 + number:032x}",
            exam_sid=f"EX{7:032x}",
            learner_name=LONG_NAME if number % 5 == 0 else f"Learner {number}",
            exam_title="NURS 410 Dosage Calculation Test",
            status="Scheduled",
            appointment_at=first + timedelta(minutes=90 * (number // 5)),
            duration_minutes=120,
            location_sid=DULUTH,
            listed_at=timezone.now(),
            refreshed_at=timezone.now(),
        )
        for number in range(30)
    )
    asked = {"install": NORTHFIELD, "location": DULUTH, "day": DAY, "by": "time"}
    answer = desk.post("/roster/", asked | {"form_id": str(uuid4())})
    return str(answer.headers["Location"])


def test_on_paper_no_heading_stands_alone_and_each_page_says_what_it_is(
    page: Page, sheet: str
) -> None:
    page.goto(sheet)
    page.emulate_media(media="print")
    assert page.evaluate(STYLES) == {
        "heads": ["avoid"],
        "rows": ["avoid"],
        "repeated": ["table-header-group"],
        "running": ["table-row"],
        "lines": ["solid"],
        "starts": ["inline"],
        "band": ["practice"],
        "over": 0,
    }
    for paper in ("Letter", "A4"):
        assert len(LEAF.findall(page.pdf(format=paper))) <= 3
