"""Pages of a day on paper: each sheet says what it is about, and bars need no colors."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Handover, HoursByDate, Institution
from tests.support import pdf_text
from tests.support.batches import begun, booked_there
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.people import NORTHFIELD

pytestmark = [pytest.mark.browser, pytest.mark.long]
PRACTICE = "////// PRACTICE – nothing here reached SmarterProctoring or a learner //////"
PLACE = f"install={NORTHFIELD}"
BOARD = f"/board/?{PLACE}&day=2027-03-02&at=10:00"
WEEK = f"/week/?{PLACE}&week=2027-W09"
LONG_COURSE = "Comparative Histories of Public Health and Medicine in the Long Nineteenth Century"
STATUSES = ("Scheduled", "Pending Approval", "Closed", "Cancelled", "Processing", "Annulled")
BARS = """() => [0, 1, 2, 3, 4].map((one) => {
  const bars = [...document.querySelectorAll(`.chart .bar-${one}`)];
  return [...new Set(bars.map((bar) => getComputedStyle(bar).fill))];
})"""


@pytest.fixture
def sessions(institution: Institution) -> None:
    """Forty at one start, so that they take several sheets, and of every kind."""
    start = datetime.fromisoformat("2027-03-02T16:00:00Z")
    ExamSession.objects.bulk_create(
        ExamSession(
            institution=institution,
            sid=f"ES{0xF000 + number:032x}",
            exam_sid=f"EX{7:032x}",
            learner_name=f"Learner {number}",
            course_name=LONG_COURSE,
            status=status,
            appointment_at=None
            if status == "Needs Proctor"
            else start + timedelta(days=number % 3),
            duration_minutes=120,
            location_sid=DULUTH,
            listed_at=timezone.now(),
            refreshed_at=timezone.now(),
        )
        for number, status in enumerate([*STATUSES, *["Needs Proctor"] * 30, *["Scheduled"] * 120])
    )


@pytest.mark.parametrize("paper", ["Letter", "A4"])
@pytest.mark.parametrize(
    ("path", "about"),
    [
        (BOARD, "Northfield University · Tuesday, March 2, 2027 · times Central (Chicago)"),
        (WEEK, "Northfield University · Week of Monday, March 1, 2027 · times Central (Chicago)"),
        (
            f"{BOARD}&location={DULUTH}",
            "Duluth Testing Center · Tuesday, March 2, 2027 · times Central (Chicago)",
        ),
    ],
)
def test_each_page_says_what_it_is_about_and_that_it_is_practice(
    page: Page, sessions: None, path: str, about: str, paper: str
) -> None:
    page.goto(path)
    found = pdf_text.pages(page.pdf(format=paper))
    assert len(found) > 1
    assert [text.count(f"{about} · shown ") for text in found] == [1] * len(found)
    assert all(text.startswith(PRACTICE) for text in found)
    asks = "· at the end: who is where at 10:00 AM"
    assert [text.count(asks) for text in found] == [int("at=10:00" in path)] * len(found)
    last = len(found)
    assert all(f"Page {one} of {last}" in text for one, text in enumerate(found, 1))
    page.emulate_media(media="screen")
    assert not page.locator(".running").is_visible()


def test_what_can_only_be_done_on_a_screen_is_not_on_paper(page: Page, sessions: None) -> None:
    page.goto(BOARD)
    assert "Amber: nine tenths full" in page.inner_text("main")
    assert "choose it to see them" in page.inner_text("main")
    paper = " ".join(pdf_text.pages(page.pdf()))
    assert "Framed : nine tenths full" in paper or "Framed: nine tenths full" in paper
    assert "Amber" not in paper and "choose it" not in paper


def test_the_parts_of_a_bar_are_told_apart_without_colors_and_in_figures(
    page: Page, sessions: None
) -> None:
    page.goto(WEEK)
    page.emulate_media(media="print")
    fills = page.evaluate(BARS)
    assert [len(one) for one in fills] == [1] * 5  # the bars and their key alike
    assert len({one for [one] in fills}) == 5
    for [fill] in fills:
        name = fill.partition('"#')[2].partition('"')[0]
        assert fill in ("rgb(0, 0, 0)", "rgb(255, 255, 255)") or page.query_selector(f"#{name}")
    paper = " ".join(pdf_text.pages(page.pdf()))
    heads = "Booked Waiting for approval Closed Cancelled Not booked or not certain"
    assert paper.count(heads) == 1  # the table's
    assert "Booked 41 · Cancelled 1" in paper
    assert "Tue, Mar 2 41 0 0 1 0" in paper


def test_a_half_hour_of_a_week_is_one_line_on_paper_whatever_is_not_known(
    page: Page, sessions: None, institution: Institution
) -> None:
    closed = date(2027, 3, 6)
    HoursByDate.objects.create(
        institution=institution, first_day=closed, last_day=closed, reason="Snow"
    )
    Institution.objects.update(synced_at=timezone.now())
    on_monday = {"status": "Scheduled", "appointment_at": datetime(2027, 3, 1, 18, tzinfo=UTC)}
    ExamSession.objects.filter(learner_name="Learner 8").update(**on_monday)
    unread = on_monday | {"location_sid": "", "duration_minutes": None}
    ExamSession.objects.filter(learner_name="Learner 7").update(**unread)
    page.set_viewport_size({"width": 672, "height": 900})
    page.goto(WEEK)
    page.emulate_media(media="print")
    table = page.locator(".heat")
    heights, overhang = table.evaluate(
        "(table) => [[...new Set([...table.tBodies[0].rows].map((one) => one.offsetHeight))],"
        " table.scrollWidth - table.closest('main').clientWidth]"
    )
    told = " ".join(table.inner_text().split())
    assert "10:00 AM 0 peak 41 41 41+ 0 0 41+" in told and "1:00 PM 1+ 0 0 0 0 0 1+" in told
    assert "5:00 PM ? 0 0 0 0 – ?" in told
    assert "7:00 AM 0 0 0 0 0 Closed – 0" in told
    assert (len(heights), overhang <= 0) == (1, True), (heights, overhang)


def test_the_names_of_courses_are_whole_on_paper_and_on_the_screen(
    page: Page, sessions: None
) -> None:
    page.goto(WEEK)
    assert LONG_COURSE in " ".join(pdf_text.pages(page.pdf()))
    label = page.locator(".chart bdi", has_text="Comparative")
    assert label.inner_text() == LONG_COURSE
    box, bar = label.bounding_box(), label.locator("xpath=../*[name()='svg']").bounding_box()
    assert box and bar and box["x"] + box["width"] <= bar["x"]


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_a_days_list_on_paper_has_its_day_on_each_page_and_nothing_to_press(
    page: Page, sessions: None, paper: str
) -> None:
    page.goto(f"/?view=all&{PLACE}&day=2027-03-02")
    found = pdf_text.pages(page.pdf(format=paper))
    about = "Northfield University · Tuesday, March 2, 2027 · times Central (Chicago) · shown "
    assert len(found) > 1
    assert [text.count(about) for text in found] == [1] * len(found)
    assert [text.count("When State Learner Exam Where") for text in found] == [1] * len(found)
    assert not any(word in " ".join(found) for word in ("Filter", "Clear", "Check in", "Save"))
    page.set_viewport_size({"width": 672, "height": 900})
    page.emulate_media(media="print")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.rows__tick input')].filter((one) => one.checkVisibility("
        "{visibilityProperty: true})).length"
    )
    widths = page.evaluate(
        "['when', 'who', 'what', 'where'].map((one) =>"
        " document.querySelector(`th.rows__${one}`).getBoundingClientRect().width / innerWidth)"
    )
    assert boxes == 0
    assert min(widths) > 0.14 and widths[1] > 0.2 and widths[2] > 0.2


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_a_rescue_and_its_call_list_say_on_each_page_which_and_as_of_when(
    page: Page, sandbox: Sandbox, institution: Institution, paper: str
) -> None:
    long_address = "rosalind-wilhelmina.wolfeschlegelstein@northfield.example"
    batch = begun(booked_there(sandbox, institution, 24, learner_email=long_address))
    for path, what in (("", "Rescue"), ("calls/", "Call list of rescue")):
        page.goto(f"/rescues/{batch.pk}/{path}")
        assert not page.locator(".running").is_visible()
        found = pdf_text.pages(page.pdf(format=paper))
        assert len(found) > 1
        about = f"{what} {batch.pk} · {batch.title} · as of "
        assert [text.count(about) for text in found] == [1] * len(found)
        page.set_viewport_size({"width": 672, "height": 900})
        page.emulate_media(media="print")
        cut = page.evaluate(
            "[...document.querySelectorAll('.rows :is(td, th)')]"
            ".filter((one) => one.scrollWidth > one.clientWidth + 1).length"
        )
        assert cut == 0
        if path:
            done = page.locator("th.rescue-calls__done").bounding_box()
            assert done and done["width"] > 150 and "From → to" not in " ".join(found)
        page.emulate_media(media="null")


def test_a_handover_on_paper_says_on_each_page_which_it_is(page: Page, sessions: None) -> None:
    page.goto(f"/handover/?{PLACE}&day=2027-03-02")
    about = "Northfield University · Tuesday, March 2, 2027 · "
    found = pdf_text.pages(page.pdf())
    assert [text.count(f"Handover, not signed · {about}as of ") for text in found] == [1] * len(
        found
    )
    page.get_by_role("textbox", name="Note").fill("The clock in room 2 is slow. " * 90)
    page.get_by_role("button", name="Sign as").click()
    page.wait_for_url(re.compile(r"/handover/\d+/"))
    found = pdf_text.pages(page.pdf())
    assert len(found) > 1
    assert [text.count(f" · {about}signed ") for text in found] == [1] * len(found)


def test_a_list_of_a_handover_has_its_head_on_each_page_and_a_row_is_one_line(
    page: Page, sessions: None
) -> None:
    ExamSession.objects.filter(status="Scheduled").update(
        status="Scheduled",
        changed_event=1,
        appointment_at=datetime.fromisoformat("2027-03-04T16:00:00Z"),
    )
    page.goto(f"/handover/?{PLACE}&location={DULUTH}&day=2027-03-04")
    listed = page.locator("[aria-labelledby=outside] li")
    assert listed.count() == 121
    heights = listed.evaluate_all("(all) => all.map((one) => one.clientHeight)")
    line = page.evaluate("parseFloat(getComputedStyle(document.body).lineHeight)")
    assert max(heights) < 2 * line
    page.get_by_role("link", name="All 121 as a sheet").click()
    page.wait_for_url(re.compile("list=outside"))
    page.get_by_text("Press P to print this list").wait_for()
    found = pdf_text.pages(page.pdf())
    there = [text for text in found if "Changed outside this portal" in text]
    assert len(there) > 2
    head = "Changed outside, not reviewed · as of"
    assert [text.count(head) for text in there] == [1] * len(there)


def test_what_was_pressed_and_what_only_leads_on_is_not_printed_with_a_handover(
    page: Page, sandbox: Sandbox, institution: Institution
) -> None:
    begun(booked_there(sandbox, institution, 1))
    page.goto(f"/handover/?{PLACE}&location={DULUTH}&day=2027-01-14")
    page.get_by_role("textbox", name="Note").fill("Nothing is open.")
    page.get_by_role("button", name="Sign as").click()
    page.wait_for_url(re.compile(r"/handover/\d+/"))
    Handover.objects.update(signed_by=None)
    page.reload()
    page.get_by_role("button", name="Take over as").click()
    page.get_by_text("You took over. It is in the log.").wait_for()
    assert page.get_by_role("link", name="Call list").is_visible()
    printed = " ".join(pdf_text.pages(page.pdf()))
    assert "Rescue 1" in printed and "Taken over by" in printed
    assert "You took over" not in printed
    assert "Call list" not in printed


def test_a_week_on_paper_has_the_seats_of_each_day_and_no_sheet_ends_early(
    page: Page, sessions: None
) -> None:
    page.goto(WEEK)
    found = pdf_text.pages(page.pdf())
    paper = " ".join(found)
    assert len(found) == 3 and "Waiting to be booked" in found[1]
    assert "Half hour Mon, Mar 1 Tue, Mar 2 Wed, Mar 3" in paper
    assert "10:00 AM 0 peak 41 41 41 + 0 0 0 41 +" in paper
    assert "A bar is the most" not in paper and "leads to" not in paper
    page.emulate_media(media="print")
    darkest = page.locator(".heat-5").first
    assert darkest.evaluate("(cell) => getComputedStyle(cell).printColorAdjust") == "exact"


def test_a_board_of_nine_locations_is_one_sheet_with_its_legend(
    page: Page, sessions: None, institution: Institution
) -> None:
    day = ExamSession.objects.filter(appointment_at__date="2027-03-02")
    ExamSession.objects.exclude(pk__in=day.order_by("pk")[:17]).update(appointment_at=None)
    waiting = [one.pk for one in day[:2]]
    day.filter(pk__in=waiting).update(status="Pending Approval")
    others = day.exclude(pk__in=waiting).values_list("pk", flat=True)[:11]
    day.filter(pk__in=list(others)).update(location_sid="", refreshed_at=None)
    page.goto(f"/board/?{PLACE}&day=2027-03-02")
    for paper in ("Letter", "A4"):
        [sheet] = pdf_text.pages(page.pdf(format=paper, landscape=True))
        assert "Virtual Test Center" in sheet and "A cell counts who sits there" in sheet
        assert "11 booked, location not known: not counted above" in sheet
        assert "2 more not counted above" in sheet


def test_a_handover_on_paper_has_every_state_of_the_day_within_the_sheet(
    page: Page, sessions: None
) -> None:
    states = ("Incident", "Cancelled", "In Progress", "Processing", "Closed", "Pending Approval")
    there = ExamSession.objects.filter(appointment_at__date="2027-03-02").order_by("pk")
    for one, status in zip(list(there)[:6], states, strict=True):
        ExamSession.objects.filter(pk=one.pk).update(status=status)
    page.set_viewport_size({"width": 672, "height": 900})
    page.emulate_media(media="print")
    page.goto(f"/handover/?{PLACE}&location={DULUTH}&day=2027-03-02")
    table = page.locator(".handover-types")
    assert table.locator("thead th").count() == 8
    box = table.bounding_box()
    assert box and box["x"] + box["width"] <= 672


def test_a_sheet_says_once_by_whose_clock_it_is(page: Page, desk: Desk, sessions: None) -> None:
    here = {"install": NORTHFIELD, "location": DULUTH, "day": "2027-03-02"}
    made = desk.post("/roster/", here | {"by": "time", "form_id": str(uuid4())})
    asked = urlencode(here)
    for path in (
        WEEK,
        f"/roster/?{asked}",
        f"/changes/?{asked}&since=print-1",
        made.headers["Location"],
    ):
        page.goto(path)
        assert "Central (Chicago)" in page.inner_text("main")
        for sheet in pdf_text.pages(page.pdf()):
            assert (path, sheet.count("Central (Chicago)")) == (path, 1)
