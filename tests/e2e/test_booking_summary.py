"""The summary beside the booking form on a low screen: whole, with the button in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support.booking_form import DULUTH, form_path
from tests.support.browser_answers import answers_of
from tests.support.browser_input import SEND, Mouse
from tests.support.browser_windows import Windows

pytestmark = pytest.mark.browser
HIDDEN = """one => [one, one.closest(".summary")]
    .map((each) => Math.max(0, each.scrollHeight - each.clientHeight))"""


def test_on_a_low_screen_a_warning_makes_nothing_in_the_summary_scroll(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator", viewport={"width": 1280, "height": 620})
    page.goto(f"{form_path(sandbox.needs_proctor()[0])}?type=smarter-scheduling")
    Mouse(page).fill(answers_of("smarter-scheduling"))
    page.locator("#id_appointment_date_time").fill("2027-01-17T03:30")
    page.locator("#id_appointment_date_time").press("Tab")
    summary = page.locator("#booking-summary")
    expect(summary).to_contain_text("Closed on Sundays.")
    assert summary.evaluate(HIDDEN) == [0, 0]
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(SEND)).to_be_in_viewport(ratio=1)


def test_whatever_is_told_above_it_the_button_stays_in_sight(
    windows: Windows, sandbox: Sandbox, institution: Institution
) -> None:
    institution.locations.filter(pl_sid=DULUTH).update(name="Duluth Testing Center " * 6)
    page = windows.open("coordinator", viewport={"width": 1280, "height": 620})
    page.goto(f"{form_path(sandbox.needs_proctor()[0])}?type=smarter-scheduling")
    Mouse(page).fill(answers_of("smarter-scheduling"))
    page.locator("#id_appointment_date_time").fill("2027-01-17T03:30")
    page.locator("#id_appointment_date_time").press("Tab")
    expect(page.locator("#send-words")).to_have_text("Book although the location is closed")
    page.evaluate("scrollTo(0, 0)")
    assert (
        page.locator("#booking-summary").evaluate("(one) => one.getBoundingClientRect().bottom")
        > 560
    )
    expect(page.locator(SEND)).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(SEND)).to_be_in_viewport(ratio=1)
