"""The summary beside the booking form on a low screen: whole, with the button in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support.accommodations import accommodate
from tests.support.booking_form import DULUTH, form_path
from tests.support.browser_answers import answers_of
from tests.support.browser_input import SEND, Mouse
from tests.support.browser_windows import Windows
from tests.support.client import Desk

pytestmark = pytest.mark.browser
HIDDEN = """one => [one, one.closest(".summary")]
    .map((each) => Math.max(0, each.scrollHeight - each.clientHeight))"""


@pytest.mark.long
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


@pytest.mark.long
@pytest.mark.parametrize("height", [720, 620])
def test_nothing_of_the_summary_lies_under_the_button(
    windows: Windows, sandbox: Sandbox, institution: Institution, desk: Desk, height: int
) -> None:
    institution.locations.filter(pl_sid=DULUTH).update(name="Duluth Testing Center " * 4)
    where = sandbox.needs_proctor()[0]
    assert accommodate(desk, where, factor="1.5", break_minutes="15").status_code == 302
    page = windows.open("coordinator", viewport={"width": 1280, "height": height})
    page.goto(f"{form_path(where)}?type=smarter-scheduling")
    Mouse(page).fill(answers_of("smarter-scheduling"))
    page.locator("#id_appointment_date_time").fill("2027-01-17T03:30")
    with page.expect_response(lambda one: one.url.endswith("/drafts/")):
        page.locator("#id_appointment_date_time").press("Tab")
    page.reload()
    expect(page.get_by_text("Your unfinished form was restored.")).to_be_visible()
    expect(page.locator("#send-words")).to_have_text("Book although the location is closed")
    summary = page.locator("#booking-summary")
    page.evaluate("scrollTo(0, 0)")
    button = page.locator(SEND)
    expect(button).to_be_in_viewport(ratio=1)
    box, beneath = summary.bounding_box(), button.bounding_box()
    assert box and beneath and box["y"] + box["height"] <= beneath["y"]
    last = summary.locator("dt, dd, .summary__then").last
    last.scroll_into_view_if_needed()  # what has no room is scrolled to
    shown = last.bounding_box()
    assert shown and shown["y"] + shown["height"] <= beneath["y"]


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
    expect(page.locator(SEND)).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(SEND)).to_be_in_viewport(ratio=1)
