"""Where sheets end: names of 60 letters, no row in two halves, heads on each sheet."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Page

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution
from tests.support import pdf_text
from tests.support.batches import TEN, begun, booked_there, carried_out
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.handover_page import DAY
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD

pytestmark = [pytest.mark.browser, pytest.mark.long]
HERE = {"install": NORTHFIELD, "location": DULUTH, "day": "2027-03-02"}
START = datetime.fromisoformat("2027-03-02T16:00:00Z")
MANY = 40
NAME = "Ann{0:03d} Konstantina Featherston Cholmondly Majoribanks End{0:03d}"
EXAM = "Exa{0:03d} Dosage Calculation and Pharmacology Retake Fin{0:03d}"
PAPERS = pytest.mark.parametrize("paper", ["Letter", "A4"])
ON_ROSTER = "Learner Exam Until, notes Seat In · signature Out"


@pytest.fixture
def expected(institution: Institution) -> list[ExamSession]:
    """So many at Duluth, by quarters of an hour, all of them changed outside the portal."""
    ExamSession.objects.all().delete()
    now = timezone.now()
    return ExamSession.objects.bulk_create(
        ExamSession(
            institution=institution,
            sid=f"ES{0xF000 + number:032x}",
            exam_sid=f"EX{7:032x}",
            learner_name=NAME.format(number),
            exam_title=EXAM.format(number),
            status="Scheduled",
            session_type="smarter-scheduling",
            appointment_at=START + timedelta(minutes=15 * (number % 12)),
            duration_minutes=120,
            location_sid=DULUTH,
            location_name="Duluth Testing Center",
            time_zone="America/Chicago",
            changed_event=1,
            listed_at=now,
            refreshed_at=now,
        )
        for number in range(MANY)
    )


def check(page: Page, paper: str, *, head: str, has_exams: bool = True) -> None:
    """Each row is on one sheet, all of it, and each sheet that has rows has their head once."""
    words = ("Ann", "End", "Exa", "Fin") if has_exams else ("Ann", "End")
    sheets = pdf_text.pages(page.pdf(format=paper))
    assert len(NAME.format(0)) == 60
    where = {
        number: [
            [one for one, text in enumerate(sheets) if f"{word}{number:03d}" in text]
            for word in words
        ]
        for number in range(MANY)
    }
    cut = {number: on for number, on in where.items() if on != [on[0][:1]] * len(words)}
    assert cut == {}
    there = [text for text in sheets if "Ann0" in text]
    assert len(there) > 1
    assert [len(re.findall(head, text)) for text in there] == [1] * len(there)


@PAPERS
@pytest.mark.parametrize("order", ["time", "name"])
def test_a_roster(page: Page, expected: list[ExamSession], paper: str, order: str) -> None:
    page.goto(f"/roster/?{urlencode(HERE)}&by={order}")
    check(page, paper, head=re.escape(ON_ROSTER))


@PAPERS
def test_a_numbered_print_and_what_changed_since(
    page: Page, desk: Desk, expected: list[ExamSession], paper: str
) -> None:
    made = desk.post("/roster/", HERE | {"by": "time", "form_id": str(uuid4())})
    page.goto(made.headers["Location"])
    check(page, paper, head=re.escape(ON_ROSTER))
    ExamSession.objects.update(appointment_at=F("appointment_at") + timedelta(minutes=5))
    page.goto(f"/changes/?{urlencode(HERE)}&since=print-1")
    check(page, paper, head="changes since print 1,")


@PAPERS
def test_a_board_names_four_of_those_who_are_special_and_how_many_more_there_are(
    page: Page, expected: list[ExamSession], paper: str
) -> None:
    page.goto(f"/board/?{urlencode(HERE)}")
    [sheet] = pdf_text.pages(page.pdf(format=paper))
    assert len(re.findall("Location 8 AM", sheet)) == 1
    named = {number for number in range(MANY) if f"Ann{number:03d}" in sheet}
    assert len(named) == 4
    assert named == {number for number in range(MANY) if f"Fin{number:03d}" in sheet}
    assert f"+ {MANY - 4} more that need a look" in sheet


@PAPERS
def test_a_handover_as_it_is_and_as_it_was_signed(
    page: Page, expected: list[ExamSession], paper: str
) -> None:
    page.goto(f"/handover/?{urlencode(HERE)}")
    page.get_by_role("link", name=f"All {MANY} as a sheet").first.click()
    page.wait_for_url("**list=outside*")
    check(page, paper, head="Changed outside, not reviewed · as of")
    page.goto(f"/handover/?{urlencode(HERE)}")
    page.get_by_role("textbox", name="Note").fill("Nothing else is open.")
    page.get_by_role("button", name="Sign as").click()
    page.wait_for_url(re.compile(r"/handover/\d+/"))
    page.get_by_role("link", name=f"All {MANY} as a sheet").first.click()
    page.wait_for_url("**list=outside*")
    check(page, paper, head=r"Changed outside, not reviewed · handover \d+")


@PAPERS
def test_a_signed_handover_is_two_sheets_however_much_was_changed_outside(
    page: Page, sandbox: Sandbox, institution: Institution, paper: str
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    sandbox.trouble("status", method="PUT", code=409, times=2)
    carried_out(batch)
    for number in range(151):
        known_session(
            institution,
            learner_name=NAME.format(number),
            exam_title=EXAM.format(number),
            status="Scheduled",
            appointment_at=TEN + timedelta(days=number // 150),
            location_sid=DULUTH,
            changed_event=1,
            refreshed_at=START,
        )
    page.goto(f"/handover/?{urlencode(HERE | {'day': DAY})}")
    page.get_by_role("textbox", name="Note").fill("The quiet room has no heater.")
    page.get_by_role("button", name="Sign as").click()
    page.wait_for_url(re.compile(r"/handover/\d+/"))
    sheets = pdf_text.pages(page.pdf(format=paper))
    assert len(sheets) <= 2
    assert "Not moved by a rescue · 2" in sheets[0] and "First arrivals" in sheets[0]
    assert "And 142 more , which are not printed here" in " ".join(sheets)


@PAPERS
def test_a_rescue_and_its_call_list(
    page: Page, sandbox: Sandbox, institution: Institution, paper: str
) -> None:
    sessions = booked_there(sandbox, institution, MANY)
    for number, one in enumerate(sessions):
        one.learner_name, one.exam_title = NAME.format(number), EXAM.format(number)
    ExamSession.objects.bulk_update(sessions, ["learner_name", "exam_title"])
    batch = begun(sessions)
    page.goto(f"/rescues/{batch.pk}/")
    check(page, paper, head="State Learner Exam From To")
    page.goto(f"/rescues/{batch.pk}/calls/")
    check(page, paper, head="Learner What to say Phone, called at", has_exams=False)


@PAPERS
def test_the_list_of_a_day(page: Page, expected: list[ExamSession], paper: str) -> None:
    page.goto(f"/?view=all&{urlencode(HERE)}")
    check(page, paper, head="When State Learner Exam")


@PAPERS
def test_a_week_with_courses_of_long_names(
    page: Page, institution: Institution, paper: str
) -> None:
    ExamSession.objects.all().delete()
    ExamSession.objects.bulk_create(
        ExamSession(
            institution=institution,
            sid=f"ES{0xF000 + number:032x}",
            exam_sid=f"EX{7:032x}",
            course_name=NAME.format(number),
            status="Needs Proctor",
            listed_at=timezone.now(),
        )
        for number in range(15)
    )
    page.goto("/week/?install=" + NORTHFIELD)
    sheets = pdf_text.pages(page.pdf(format=paper))
    for number in range(15):
        first, last = (f"{word}{number:03d}" for word in ("Ann", "End"))
        assert [first in one for one in sheets] == [last in one for one in sheets]
