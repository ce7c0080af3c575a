"""Checking a learner in and out in the browser, and a no-show up to the form that cancels."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from portal.sandbox.server import Sandbox
from scheduling.models import Attendance, ExamSession, Institution
from tests.support.axe import findings
from tests.support.booking_form import DULUTH, session_path
from tests.support.browser_steps import see
from tests.support.known_sessions import known_session
from tests.support.midday import set_clocks_to_midday
from tests.support.polling import until

pytestmark = pytest.mark.browser


@pytest.mark.long
def test_a_click_in_the_day_s_row_checks_in_and_the_row_keeps_its_height(
    page: Page, institution: Institution
) -> None:
    ExamSession.objects.all().delete()
    for name, minutes in (("Ana Here", -1), ("Ben Next", 60), ("Cy Later", 120)):
        known_session(
            institution,
            status="Scheduled",
            session_type="smarter-scheduling",
            learner_name=name,
            exam_title="NURS 410 Dosage Calculation Exam",
            course_name="Fundamentals of Nursing",
            duration_minutes=120,
            location_sid=DULUTH,
            location_name="Duluth Testing Center",
            appointment_at=timezone.now() + timedelta(minutes=minutes),
        )
    page.goto("/")
    row = page.locator(".rows tr", has_text="Ana Here")
    before = row.bounding_box()
    row.get_by_role("button", name="Check in").click()
    see(page, "Ana Here: checked in.")
    expect(row).to_contain_text("Arrived")
    after = row.bounding_box()
    assert before and after and after["height"] == before["height"]
    assert findings(page) == []
    page.mouse.move(5, 5)  # or the press might count as a second one at the same spot
    row.get_by_role("button", name="Check out").click()
    expect(row).to_contain_text("Left")


def known_rows(institution: Institution, *, minutes: int = 1) -> None:
    ExamSession.objects.all().delete()
    set_clocks_to_midday()
    for number in range(20):
        known_session(
            institution,
            status="Scheduled",
            session_type="smarter-scheduling",
            learner_name=f"Ana {number:02}",
            duration_minutes=120,
            location_sid=DULUTH,
            location_name="Duluth Testing Center",
            appointment_at=timezone.now() - timedelta(minutes=minutes),
        )


def press(page: Page, at: tuple[float, float], *, after: int = 0) -> None:
    page.wait_for_timeout(after)
    page.mouse.click(*at)


def middle(button: Locator) -> tuple[float, float]:
    box = button.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def visits() -> list[tuple[str, bool]]:
    """Who was checked in, in that order, and whether they were checked out."""
    found = Attendance.objects.order_by("pk").select_related("session")
    return [(one.session.learner_name, one.left_at is not None) for one in found]


@pytest.mark.parametrize("scrolled", [0, pytest.param(200, marks=pytest.mark.long)])
def test_a_second_press_at_the_same_spot_meets_no_other_row(
    page: Page, institution: Institution, scrolled: int
) -> None:
    known_rows(institution, minutes=150)  # overdue, so that who is checked out goes elsewhere
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto("/")
    page.evaluate(f"scrollTo(0, {scrolled})")
    row = page.locator(".rows tr", has_text="Ana 06")
    spot, before = middle(row.get_by_role("button", name="Check in")), row.bounding_box()
    press(page, spot)
    see(page, "Ana 06: checked in.")
    assert row.bounding_box() == before
    press(page, spot, after=1200)  # the same learner’s next mark
    see(page, "Ana 06: checked out.")
    following = page.locator(".rows tr", has_text="Ana 07")
    below = following.bounding_box()
    assert before and below
    assert below["y"] == before["y"] + (before["height"] if scrolled else 0)  # no room at the top
    press(page, spot, after=1200)  # and now another’s row
    see(page, "A click right after it did not count")
    page.mouse.move(9, 9)
    press(page, middle(following.get_by_role("button", name="Check in")))
    see(page, "Ana 07: checked in.")
    assert visits() == [("Ana 06", True), ("Ana 07", False)]


@pytest.mark.long
@pytest.mark.parametrize("how", ["waits", "scrolls"])
def test_who_waits_or_scrolls_before_the_next_press_means_it(
    page: Page, institution: Institution, how: str
) -> None:
    known_rows(institution, minutes=150)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto("/")
    button = page.locator(".rows tr", has_text="Ana 06").get_by_role("button", name="Check in")
    spot = middle(button)
    press(page, spot)
    see(page, "Ana 06: checked in.")
    following = page.locator(".rows tr", has_text="Ana 07").get_by_role("button", name="Check in")
    if how == "waits":
        press(page, spot, after=1200)
        see(page, "Ana 06: checked out.")
        press(page, spot, after=3200)
    else:
        page.mouse.wheel(0, middle(following)[1] - spot[1])
        until(lambda: abs(middle(following)[1] - spot[1]) < 2)
        press(page, spot, after=200)
    see(page, "Ana 07: checked in.")
    assert visits() == [("Ana 06", how == "waits"), ("Ana 07", False)]


@pytest.mark.long
def test_a_mark_made_beside_the_list_leaves_it_where_it_stood(
    page: Page, institution: Institution
) -> None:
    known_rows(institution)
    page.set_viewport_size({"width": 1440, "height": 500})
    page.goto("/")
    row = page.locator(".rows tr", has_text="Ana 09")
    row.locator(".rows__link").focus()
    page.keyboard.press("o")
    button = page.locator("#beside").get_by_role("button", name="Check in")
    expect(button).to_be_visible()
    before, stood = row.bounding_box(), page.evaluate("scrollY")
    button.click()
    see(page, "Ana 09: checked in.")
    expect(page.locator("#beside").get_by_role("button", name="Check out")).to_be_visible()
    assert (row.bounding_box(), stood > 0) == (before, True)


@pytest.mark.long
def test_after_a_mark_the_list_stands_where_it_stood(page: Page, institution: Institution) -> None:
    known_rows(institution)
    page.set_viewport_size({"width": 1280, "height": 420})
    page.goto("/")
    button = page.locator(".rows tr", has_text="Ana 09").get_by_role("button", name="Check in")
    button.scroll_into_view_if_needed()
    stood = page.evaluate("scrollY")
    button.click()
    see(page, "Ana 09: checked in.")
    assert stood > 0
    until(lambda: page.evaluate("scrollY") == stood)


@pytest.mark.long
def test_a_no_show_leads_to_the_form_with_its_reason(page: Page, sandbox: Sandbox) -> None:
    [where, *_] = sandbox.sessions(status="Scheduled")
    sandbox.place(where["sessionSid"], start=(timezone.now() - timedelta(minutes=9)).isoformat())
    page.goto(session_path(where))
    page.get_by_role("button", name="No-show").click()
    see(page, "The booking was not cancelled.")
    assert findings(page) == []
    page.get_by_role("link", name="Cancel it as a no-show").click()
    expect(page.get_by_role("radio", name="No-show")).to_be_checked()
    memo = page.locator("#id_cancellation_memo")
    expect(memo).to_have_value("The learner was a no-show.")
    page.keyboard.type("Called twice, no answer")
    expect(memo).to_have_value("Called twice, no answer")
    assert sandbox.requests("DELETE") == []
    page.go_back()
    page.get_by_role("link", name="Take back").click()
    page.get_by_label("What was wrong?").fill("She came late")
    assert findings(page) == []
    page.get_by_role("button", name="Take back the no-show").click()
    see(page, "the no-show was taken back.")
