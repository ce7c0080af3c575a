"""An administrator decides, and the desk goes by it at once;
help texts and warnings are accessible.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.models import Location
from tests.support.axe import findings, findings_at
from tests.support.booking_form import DULUTH
from tests.support.browser_answers import answers_of, sunday
from tests.support.browser_input import BOOK
from tests.support.browser_steps import open_form, see
from tests.support.browser_windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.long]
SEAT = "smarter-scheduling"
HELP = "Name the room the learner should come to."


def rules_of(page: Page, label: str) -> None:
    """From the admin site's front page to the rules of a type."""
    page.goto("/admin/")
    page.get_by_role("link", name="Rules per session type").click()
    page.get_by_role("main").get_by_role("link", name="Northfield University").click()
    page.get_by_role("link", name=label, exact=True).click()


def test_what_an_administrator_decides_a_coordinator_sees_at_once(
    windows: Windows, sandbox: Sandbox
) -> None:
    desk, office = windows.open("coordinator"), windows.open("administrator")
    where = sandbox.needs_proctor()[0]
    hands = open_form(desk, where, SEAT)
    expect(desk.locator("#type-examity")).to_be_visible()

    rules_of(office, "Examity")
    office.get_by_label("Off:").check()
    office.get_by_role("button", name="Save the rules").click()
    see(office, "Examity: saved. In effect now.")
    office.get_by_role("link", name="Testing center seat", exact=True).click()
    office.get_by_label("Required: Notes").check()
    office.get_by_label("Help text of Notes").fill(HELP)
    office.get_by_label("Default of Exam language").fill("en-US")
    office.get_by_role("button", name="Save the rules").click()
    expect(office.get_by_text("Off", exact=True)).to_have_count(1)
    see(office, "Exam language “en-US”")

    hands.fill(answers_of(SEAT))
    desk.locator("#id_notes").fill("")
    hands.book()
    expect(desk.locator(".error-summary")).to_be_focused()
    see(desk, "Enter the notes.")
    expect(desk.locator("#type-examity")).to_have_count(0)
    expect(desk.locator("#id_notes_help")).to_have_text(HELP)
    assert sandbox.requests("POST") == []
    desk.locator("#id_notes").fill("Room 4")
    desk.get_by_role("button", name=BOOK).click()
    see(desk, BOOKED)
    assert sandbox.requests("POST")[0]["body"]["notes"] == "Room 4"

    open_form(desk, sandbox.needs_proctor()[0], SEAT)
    expect(desk.locator("#id_exam_locale")).to_have_value("en-US")
    windows.expect(422)


def test_rules_hours_and_prices_are_accessible_where_they_are_entered_and_where_they_show(
    windows: Windows, sandbox: Sandbox
) -> None:
    office = windows.open("administrator")
    rules_of(office, "Testing center seat")
    office.get_by_label("Help text of Notes").fill(HELP)
    office.get_by_label("Default of Currency").fill("XXQ")
    office.get_by_role("button", name="Save the rules").click()
    expect(office.locator(".error-summary")).to_be_focused()
    found = findings(office)
    office.get_by_label("Default of Currency").fill("")
    office.get_by_role("button", name="Save the rules").click()
    found += findings(office)
    location = Location.objects.get(pl_sid=DULUTH).pk
    admin = ("typerule/", "price/", "price/add/", f"site/{location}/change/")
    found += findings_at(office, [f"/admin/scheduling/{path}" for path in admin])

    desk = windows.open("coordinator")
    hands = open_form(desk, sandbox.needs_proctor()[0], SEAT)
    hands.fill(answers_of(SEAT))
    desk.get_by_role("button", name="Use this price").click()
    expect(desk.locator("#id_amount")).to_be_focused()
    expect(desk.locator("#id_amount")).to_have_value("25.50")
    desk.locator("#id_amount").fill("20")
    desk.locator("#id_appointment_date_time").fill(f"{sunday(11, 1)}T09:30")
    see(desk, "Closed on Sundays.")
    see(desk, "The price list says $25.50.")
    assert found + findings(desk) == []
    windows.expect(422)
