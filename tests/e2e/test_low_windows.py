"""A window of 1280 × 620: the button of a form stands in it, and no warning is cut."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession
from tests.support.booking_form import form_path, session_path
from tests.support.browser_input import SEND
from tests.support.browser_windows import Windows
from tests.support.client import Desk
from tests.support.long_cases import mostly_long

pytestmark = pytest.mark.browser
LOW = {"width": 1280, "height": 620}
CUT = "one => one.scrollHeight - one.clientHeight"


def bottom_of(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box
    return box["y"] + box["height"]


def test_the_button_that_moves_a_booking_stands_in_the_window(
    windows: Windows, desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    assert desk.book(where).status_code == 302
    page = windows.open("coordinator", at=f"{session_path(where)}reschedule/", viewport=LOW)
    assert bottom_of(page, SEND) <= LOW["height"]
    page.locator("[name=appointment_date_time]").fill("2027-01-14T23:30")
    expect(page.locator("#new-time .summary__warn").first).to_be_visible()
    assert bottom_of(page, SEND) <= LOW["height"]


def test_every_warning_about_one_person_is_read_to_its_end(
    windows: Windows, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    page = windows.open("coordinator", at=f"{form_path(where)}?type=ad-hoc", viewport=LOW)
    family = where["learner"].split()[-1]
    answers = {"first_name": "Kim", "last_name": family, "email": "kim@gmial.com"}
    for name, text in (answers | {"address1": "PO Box 12"}).items():
        page.locator(f"[name={name}]").fill(text)
    windows.settle(page)
    expect(page.locator("#booking-summary .summary__warn")).to_have_count(3)
    assert page.locator("#booking-summary").evaluate(CUT) <= 0
    assert page.locator(SEND).bounding_box()


def test_a_hit_is_one_line_under_the_box_and_on_its_page(windows: Windows) -> None:
    one = ExamSession.objects.exclude(learner_family_name="").order_by("pk")[0]
    one.appointment_at, one.status = timezone.now() + timedelta(days=3), "Scheduled"
    one.course_name = "The History of Everything That Was Ever Examined Anywhere at All"
    one.save()
    page = windows.open("coordinator", viewport=LOW)
    page.keyboard.press("/")
    page.keyboard.type(one.learner_family_name)
    items = page.locator("#found .found__item")
    expect(items.first).to_be_visible()
    heights = "all => all.map((one) => one.getBoundingClientRect().height)"
    assert max(items.evaluate_all(heights)) <= 37
    inside = page.locator("[data-suggestions]").bounding_box()
    assert inside and inside["x"] >= 0 and inside["x"] + inside["width"] <= LOW["width"]
    page.goto(f"/find/?q={one.learner_family_name}")
    assert max(items.evaluate_all(heights)) <= 37


@pytest.mark.long
def test_the_labels_of_a_session_s_details_take_no_more_room_than_their_words(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open(
        "coordinator", at=session_path(sandbox.needs_proctor()[0]), viewport={**LOW, "height": 800}
    )
    label = page.locator(".two__side .facts dt").first.bounding_box()
    value = page.locator(".two__side .facts dd").first.bounding_box()
    assert label and value and value["x"] - label["x"] <= 120


@pytest.mark.parametrize("page_of", mostly_long(["view", "accommodation"], everyday=1))
def test_what_is_kept_here_is_saved_beside_what_it_is_about(
    windows: Windows, sandbox: Sandbox, page_of: str
) -> None:
    there = session_path(sandbox.needs_proctor()[0])
    at = f"{there}accommodation/" if page_of == "accommodation" else "/views/save/?view=approval"
    page = windows.open("coordinator", at=at, viewport=LOW)
    assert bottom_of(page, ".summary .btn--primary") <= LOW["height"]
    form, beside = page.locator(".booking__form"), page.locator(".summary")
    boxes = [one.bounding_box() for one in (form, beside)]
    assert all(boxes) and boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]
