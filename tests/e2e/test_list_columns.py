"""The columns of the list are chosen in its filters, and hold on every width."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from scheduling.models import ExamSession
from tests.support.axe import findings
from tests.support.browser_windows import PHONE, Windows

pytestmark = [pytest.mark.browser, pytest.mark.long]
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
EVERY = ("Exam", "Where", "Note", "Session type", "Booked here by", "Institution", "Session")


def test_columns_are_chosen_beside_the_filters_and_every_one_of_them_can_be_read(
    windows: Windows,
) -> None:
    ExamSession.objects.update(session_type="proctoru")
    page = windows.open("administrator", at="/?view=all&state=scheduled")
    page.locator(".views__filters summary", has_text="Filter").click()
    found = findings(page)
    columns = page.get_by_role("group", name="Columns")
    for label in EVERY:
        columns.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Show these").click()
    shown = page.locator("thead th:visible")
    expect(shown).to_have_text(
        ["Select", "When", "State", "Learner", "Exam", "Where", *EVERY[3:4], *EVERY[5:]]
    )
    widths = shown.evaluate_all("all => all.map((one) => one.getBoundingClientRect().width)")
    assert min(widths[1:]) > 60
    assert (found + findings(page), page.evaluate(OVERHANG)) == ([], 0)
    page.set_viewport_size(PHONE)
    page.locator(".views__filters summary", has_text="Filter").click()
    expect(page.get_by_role("button", name="The usual ones")).to_be_visible()
    assert page.evaluate(OVERHANG) == 0


def test_a_state_is_read_to_its_end_in_its_row(windows: Windows) -> None:
    ExamSession.objects.filter(status="Scheduled").update(dropped_at=timezone.now())
    page = windows.open("coordinator", at="/?view=all&state=dropped")
    state = page.locator("td.rows__state").first
    expect(state).to_contain_text("No longer listed; last known as Scheduled")
    assert state.evaluate("one => one.scrollWidth - one.clientWidth") == 0
