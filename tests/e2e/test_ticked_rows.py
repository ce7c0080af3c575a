"""Rows of the list are ticked with keys, boxes and fingers, and marked as no-shows together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from portal.sandbox.server import Sandbox
from scheduling.models import Attendance, ExamSession, Institution
from tests.support.axe import findings
from tests.support.browser_steps import see
from tests.support.browser_windows import PHONE, Windows
from tests.support.known_sessions import known_session
from tests.support.midday import set_clocks_to_midday

pytestmark = pytest.mark.browser
RENEW = "document.getElementById('list-state').dispatchEvent(new Event('renew'))"
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NAMES = {"Ana Gone": -30, "Ben Gone": -20, "Cy Later": 50}


@pytest.fixture(autouse=True)
def today(institution: Institution) -> dict[str, int]:
    """Three bookings of now, by primary key: two began, and one comes."""
    ExamSession.objects.all().delete()
    set_clocks_to_midday()
    return {
        name: known_session(
            institution,
            learner_name=name,
            status="Scheduled",
            session_type="proctoru",
            exam_title="NURS 410 Final",
            appointment_at=timezone.now() + timedelta(minutes=minutes),
        ).pk
        for name, minutes in NAMES.items()
    }


def box(page: Page, key: int) -> Locator:
    return page.locator(f"#tick-{key}")


def marked() -> list[str]:
    found = Attendance.objects.filter(no_show_at__isnull=False).order_by("session__learner_name")
    return list(found.values_list("session__learner_name", flat=True))


@pytest.mark.long
def test_by_keys_alone_rows_are_ticked_and_marked_after_one_page_that_names_them(
    page: Page, sandbox: Sandbox, today: dict[str, int]
) -> None:
    expect(page.locator("#ticked")).to_be_hidden()
    page.locator(f"#session-{today['Ana Gone']}").focus()
    page.keyboard.press("x")
    expect(page.locator("#ticked")).to_contain_text("1 selected")
    expect(page.locator(f"#session-{today['Ana Gone']}")).to_be_focused()
    page.keyboard.press("Shift+X")
    expect(page.locator("#ticked")).to_contain_text("3 selected")
    ExamSession.objects.filter(pk=today["Ben Gone"]).update(exam_title="NURS 411 Final")
    page.evaluate(RENEW)
    expect(page.locator(f"#row-{today['Ben Gone']}")).to_contain_text("NURS 411")
    expect(box(page, today["Ben Gone"])).to_be_checked()
    assert findings(page) == []
    page.keyboard.press("n")
    see(page, "No-shows to mark: 2")
    see(page, "It has not started yet")
    button = page.get_by_role("button", name="Mark as no-shows")
    expect(button).to_be_focused()
    assert findings(page) == []
    page.keyboard.press("Enter")
    see(page, "Marked as no-shows: 2. No booking was cancelled.")
    assert marked() == ["Ana Gone", "Ben Gone"]
    assert findings(page) == []
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator(".rows__tick :checked")).to_have_count(1)
    expect(box(page, today["Cy Later"])).to_be_checked()
    expect(page.locator("#ticked")).to_contain_text("1 selected")
    assert sandbox.requests("DELETE") == []


@pytest.mark.long
def test_without_a_script_on_a_phone_boxes_and_a_button_do_the_same(
    windows: Windows, today: dict[str, int]
) -> None:
    page = windows.open("coordinator", viewport=PHONE, java_script_enabled=False)
    expect(page.locator("[data-tick-all]")).to_be_hidden()
    box(page, today["Ben Gone"]).check()
    page.get_by_role("button", name="Mark as no-shows").click()
    see(page, "No-shows to mark: 1")
    page.get_by_role("button", name="Mark as no-shows").click()
    see(page, "Marked as no-shows: 1.")
    assert marked() == ["Ben Gone"]


@pytest.mark.long
def test_on_a_phone_a_box_stands_in_its_row_and_nothing_hangs_over(
    windows: Windows, today: dict[str, int]
) -> None:
    page = windows.open("coordinator", viewport=PHONE)
    box(page, today["Ana Gone"]).click()
    expect(page.locator("#ticked")).to_contain_text("1 selected")
    row = page.locator(f"#row-{today['Ana Gone']}").bounding_box()
    tick = box(page, today["Ana Gone"]).bounding_box()
    assert row and tick and row["y"] <= tick["y"] <= row["y"] + row["height"] - tick["height"]
    assert page.evaluate(OVERHANG) == 0
    assert findings(page) == []


@pytest.mark.long
def test_the_box_in_the_head_ticks_all_or_none_and_tells_of_some(
    page: Page, today: dict[str, int]
) -> None:
    every = page.locator("[data-tick-all]")
    every.check()
    expect(page.locator("td.rows__tick :checked")).to_have_count(3)
    box(page, today["Ana Gone"]).uncheck()
    assert every.evaluate("one => one.indeterminate")
    page.keyboard.press("j")  # a box is no field: keys still go from row to row
    expect(page.locator(f"#session-{today['Ben Gone']}")).to_be_focused()
    every.check()
    every.uncheck()
    expect(page.locator("#ticked")).to_be_hidden()
