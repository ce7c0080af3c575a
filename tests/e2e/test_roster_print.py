"""A roster on paper: what each page says, and how few pages it takes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Page

from scheduling.models import ExamSession, Institution
from tests.support import pdf_text
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.people import NORTHFIELD

pytestmark = [pytest.mark.browser, pytest.mark.long]
HERE = {"install": NORTHFIELD, "location": DULUTH, "day": "2027-03-02"}
LONG_NAME = "Maximilian-Alexander Featherstonehaugh-Cholmondeley von Hohen"
ABOUT = "Duluth Testing Center · Tuesday, March 2, 2027 · times Central (Chicago) · "
LEARNERS = 48
PAPER = {"width": 672, "height": 900}  # as wide as the printed part of an A4 sheet
STYLES = """() => {
  const every = (name) => [...document.querySelectorAll(name)];
  const all = (name, what) =>
    [...new Set(every(name).map((one) => getComputedStyle(one)[what]))].sort();
  return {
    heads: all(".roster__start", "display"),
    rows: all(".roster__row", "breakInside"),
    repeated: all(".roster thead", "display"),
    running: all(".running", "display"),
    lines: all("td:is(.roster__seat, .roster__sign, .roster__out)", "borderBottomStyle"),
    starts: all(".roster__from", "display"),
    wrapped: every(".roster__row .roster__from").filter((one) => {
      const text = document.createRange();
      text.selectNodeContents(one);
      return new Set([...text.getClientRects()].map((box) => Math.round(box.top))).size > 1;
    }).length,
    band: all("body", "page"),
    over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""


@pytest.fixture
def expected(institution: Institution) -> None:
    """Learners of whom hardly two begin at a time."""
    first = datetime(2027, 3, 2, 8, tzinfo=ZoneInfo("America/Chicago"))
    ExamSession.objects.bulk_create(
        ExamSession(
            institution=institution,
            sid=f"ES{0xF000 + number:032x}",
            exam_sid=f"EX{7:032x}",
            learner_name=LONG_NAME if number % 5 == 0 else f"Learner {number}",
            exam_title="NURS 410 Dosage Calculation Test",
            status="Scheduled",
            appointment_at=first + timedelta(minutes=15 * (number * 7 % 40)),
            duration_minutes=120,
            location_sid=DULUTH,
            listed_at=timezone.now(),
            refreshed_at=timezone.now(),
        )
        for number in range(LEARNERS)
    )


@pytest.fixture
def sheet(desk: Desk, expected: None) -> str:
    """The address of a print."""
    answer = desk.post("/roster/", HERE | {"by": "time", "form_id": str(uuid4())})
    return str(answer.headers["Location"])


@pytest.mark.parametrize("paper", ["Letter", "A4"])
@pytest.mark.parametrize("starts", [1, 2, 5, 12])
def test_the_rows_with_which_a_page_begins_stand_under_their_start(
    page: Page, institution: Institution, expected: None, starts: int, paper: str
) -> None:
    ten = datetime(2027, 3, 2, 10, tzinfo=ZoneInfo("America/Chicago"))
    sessions = ExamSession.objects.filter(location_sid=DULUTH).order_by("pk")
    for number, one in enumerate(sessions):
        one.appointment_at = ten + timedelta(minutes=15 * (number * starts // LEARNERS))
        one.save()
    page.goto(f"/roster/?{urlencode(HERE)}")
    sheets = pdf_text.pages(page.pdf(format=paper))
    begun = [re.findall(r"☐|\d+:\d\d [AP]M – \d+ learners?", text) for text in sheets]
    heads = [found for found in begun if found]
    assert len(heads) > 1
    assert [found[0] != "☐" and found[-1] == "☐" for found in heads] == [True] * len(heads)
    assert sum(found.count("☐") for found in heads) == LEARNERS


def test_on_paper_each_row_has_its_start_besides_the_heading_with_its_count(
    page: Page, sheet: str
) -> None:
    page.goto(sheet)
    assert page.locator(".roster__start").first.is_visible()
    assert not page.locator(".roster__from, .running").first.is_visible()
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    assert page.evaluate(STYLES) == {
        "heads": ["table-header-group"],
        "rows": ["avoid"],
        "repeated": ["table-header-group"],
        "running": ["table-header-group"],
        "lines": ["solid"],
        "starts": ["inline"],
        "wrapped": 0,
        "band": ["practice"],
        "over": 0,
    }


@pytest.mark.parametrize("order", ["time", "name"])
@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_each_page_of_a_print_says_which_it_is(
    page: Page, sheet: str, order: str, paper: str
) -> None:
    page.goto(sheet.replace("by=time", f"by={order}"))
    found = pdf_text.pages(page.pdf(format=paper))
    assert 1 < len(found) <= 4  # hardly two have a heading in common
    assert [text.count(f"{ABOUT}print 1 ") for text in found] == [1] * len(found)
    assert [text.count("Learner Exam Until") for text in found] == [1] * len(found)
    rows = " ".join(found)
    assert rows.count("☐") == LEARNERS
    assert "8:00 AM – 10:00 AM" in rows and "10:00 AM" in rows


@pytest.mark.parametrize("order", ["time", "name"])
def test_a_roster_without_a_number_says_so_with_its_place_and_day(
    page: Page, expected: None, order: str
) -> None:
    page.goto(f"/roster/?{urlencode(HERE)}&by={order}")
    found = pdf_text.pages(page.pdf())
    assert len(found) > 1
    assert [text.count(f"{ABOUT}not a numbered print ") for text in found] == [1] * len(found)


def test_a_sheet_of_changes_says_on_each_page_which_they_are(page: Page, sheet: str) -> None:
    sessions = ExamSession.objects.filter(location_sid=DULUTH)
    sessions.update(appointment_at=F("appointment_at") + timedelta(minutes=5))
    page.goto(f"/changes/?{urlencode(HERE)}&since=print-1")
    found = pdf_text.pages(page.pdf())
    assert len(found) > 1
    told = f"{ABOUT}changes since print 1"
    assert [text.count(told) for text in found] == [1] * len(found)


def test_the_roster_prints_only_who_is_expected_and_the_changes_only_what_changed(
    page: Page, sheet: str
) -> None:
    sessions = ExamSession.objects.filter(location_sid=DULUTH).order_by("pk")
    changed, *_ = moved = [one.pk for one in sessions[:3]]
    later = F("appointment_at") + timedelta(minutes=5)
    ExamSession.objects.filter(pk__in=moved).update(appointment_at=later)
    page.goto(f"/roster/?{urlencode(HERE)}")
    assert page.get_by_role("heading", name="Since print 1: 3 changed").is_visible()
    roster = " ".join(pdf_text.pages(page.pdf()))
    assert roster.count("☐") == LEARNERS
    assert "Since print 1" not in roster and "Print only these" not in roster
    page.get_by_role("link", name="Print only these changes").click()
    page.wait_for_url("**/changes/**")
    told = " ".join(pdf_text.pages(page.pdf()))
    assert "3 changed" in told and told.count("Changed ") == 3
    assert "☐" not in told
    assert ExamSession.objects.get(pk=changed).learner_name in told
    unchanged = ExamSession.objects.exclude(pk__in=moved).filter(location_sid=DULUTH)
    names = {one.learner_name for one in unchanged} - {LONG_NAME}
    assert not any(f"{name}," in told for name in names)


def test_what_changed_since_the_print_before_stands_where_there_is_room_for_it(
    page: Page, desk: Desk, sheet: str
) -> None:
    sessions = ExamSession.objects.filter(location_sid=DULUTH).exclude(learner_name=LONG_NAME)
    sessions.update(appointment_at=F("appointment_at") + timedelta(minutes=5))
    second = desk.post("/roster/", HERE | {"by": "time", "form_id": str(uuid4())})
    page.goto(str(second.headers["Location"]))
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    changed = page.locator(".roster__row:has(.roster__new)")
    assert changed.count() == sessions.count()
    lines = changed.evaluate_all(
        "(all) => all.map((one) => one.clientHeight / parseFloat(getComputedStyle(one).lineHeight))"
    )
    assert max(lines) < 4


def test_on_a_phone_a_roster_keeps_to_the_width_and_short_names_to_a_line(
    page: Page, expected: None
) -> None:
    ExamSession.objects.filter(location_sid=DULUTH).update(exam_title="")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"/roster/?{urlencode(HERE)}&by=name")
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(over) == 0
    names = page.locator(".roster__row th bdi", has_text="Learner")
    lines = names.evaluate_all("(all) => all.map((one) => one.getClientRects().length)")
    assert set(lines) == {1}


SIGN = "document.querySelector('th.roster__sign').offsetWidth / 96"  # inches


def test_a_signature_has_room_and_what_may_be_missing_stands_above_the_rows(
    page: Page, expected: None, institution: Institution
) -> None:
    waiting = ExamSession.objects.filter(location_sid=DULUTH).order_by("pk")[:2]
    ExamSession.objects.filter(pk=waiting[0].pk).update(status="Pending Approval")
    ExamSession.objects.filter(pk=waiting[1].pk).update(location_sid="", refreshed_at=None)
    page.goto(f"/roster/?{urlencode(HERE)}")
    first, *others = pdf_text.pages(page.pdf())
    assert "1 more may be expected here" in first and "1 booked that day, location" in first
    assert first.index("1 more may be expected") < first.index("Learner Exam Until")
    assert others and all("☐" in sheet for sheet in others)
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    assert page.evaluate(SIGN) > 1.1
