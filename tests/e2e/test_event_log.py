"""A dean's question to the log, asked in a real browser, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, ExamSession
from tests.support.booking_actions import book, move
from tests.support.browser_windows import Windows
from tests.support.client import Desk

pytestmark = [pytest.mark.browser, pytest.mark.long]
ONE_BY_ONE = [("booked", "moved"), ("moved", "booked")]
BEFORE, AFTER = "Thursday, January 14, 2027, 9:30 AM CST", "Friday, January 15, 2027, 1:00 PM CST"


@pytest.fixture
def moved(desk: Desk, sandbox: Sandbox) -> ExamSession:
    """A session that Ana Ruiz booked and then moved."""
    where = book(desk, sandbox)
    assert move(desk, where).status_code == 302
    return ExamSession.objects.get(sid=where["sessionSid"])


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with JavaScript", "without"])
def test_a_dean_asks_who_moved_a_booking(
    windows: Windows, moved: ExamSession, with_scripts: bool
) -> None:
    page = windows.open("auditor", at="/audit/", java_script_enabled=with_scripts)
    find(page, moved.learner_email)
    expect(page.locator(".chips__item")).to_contain_text(f"Learner: {moved.learner_name}")
    moving = page.locator(".log__item", has_text="moved")
    expect(moving).to_have_count(1)
    expect(moving).to_contain_text(f"Ana Ruiz moved {moved.learner_name}")
    expect(moving.locator(".changes__before")).to_contain_text(BEFORE)
    expect(moving.locator(".changes__after")).to_contain_text(AFTER)

    page.get_by_role("link", name="Show as one history").click()
    expect(page.locator(".log__sentence")).to_have_text(
        [re.compile(f"^((?!{other}).)* {said} .*$", re.DOTALL) for said, other in ONE_BY_ONE]
    )
    page.locator(".log__number").last.click()
    expect(page.get_by_role("heading", name=re.compile("^Event "))).to_be_visible()
    page.get_by_text("What was sent and what came back").click()
    expect(page.get_by_role("heading", name="Asked")).to_be_visible()
    assert AuditEvent.objects.filter(kind="looked_up", actor_name="Lena Marsh").count() == 1


def test_filters_are_chips_that_can_be_taken_away_and_an_address_that_can_be_sent(
    windows: Windows, moved: ExamSession
) -> None:
    page = windows.open("auditor", at="/audit/")
    page.locator("#id_log_person").select_option(label="Ana Ruiz")
    page.get_by_label("Outcome").select_option(label="Done")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".chips__item")).to_have_count(2)
    expect(page.locator(".log__item")).to_have_count(2)

    other = windows.open("coordinator2", at=page.url)
    expect(other.locator(".log__sentence")).to_have_text(
        page.locator(".log__sentence").all_inner_texts()
    )
    expect(other.locator("#id_log_person")).to_have_value(
        page.locator("#id_log_person").input_value()
    )

    page.get_by_role("link", name="Without Outcome: Done").click()
    expect(page.locator(".chips__item")).to_have_text(re.compile("Person: Ana Ruiz"))
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator(".chips__item")).to_have_count(0)


def test_a_bad_day_is_told_at_its_field_and_can_be_put_right(
    windows: Windows, moved: ExamSession
) -> None:
    page = windows.open("auditor", at="/audit/?from=soon&outcome=accepted")
    expect(page.get_by_label("From")).to_have_value("soon")
    expect(page.get_by_label("From")).to_have_attribute("aria-describedby", "id_log_from_error")
    expect(page.locator("#id_log_from_error")).to_have_text("Enter a date like 2026-12-09.")
    page.get_by_label("From").fill("2020-01-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".log__item")).to_have_count(2)


def find(page: Page, query: str) -> None:
    page.get_by_label("Search the log").fill(query)
    page.keyboard.press("Enter")
