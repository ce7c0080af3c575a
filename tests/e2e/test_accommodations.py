"""An accommodation from the telephone call to the booking, in the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support.axe import findings
from tests.support.booking_form import session_path
from tests.support.browser_answers import Given, answers_of
from tests.support.browser_steps import SEAT, open_form, see

pytestmark = pytest.mark.browser
WORDS = "1.5× time, 10 min breaks, quiet room"


@pytest.mark.long
def test_it_is_entered_told_in_the_summary_and_added_to_the_notes_with_one_click(
    page: Page, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    minutes = sandbox.session(where["sessionSid"])["duration"]
    page.goto(session_path(where))
    page.get_by_role("link", name="Enter an accommodation").click()
    page.get_by_label("Extra time").select_option(label="1.5× time")
    page.get_by_label("Breaks in minutes, in total").fill("10")
    page.get_by_label("Special room").fill("quiet room")
    assert findings(page) == []
    page.get_by_role("button", name="Save the accommodation").click()
    see(page, f"Accommodation saved: {WORDS}.")
    see(page, f"(1.5× of {minutes} min + 10 min breaks)")

    hands = open_form(page, where)
    hands.fill(answers_of(SEAT) | {"notes": Given("Bring ID", "notes", "Bring ID")})
    expect(page.locator("#booking-summary .summary__when")).to_contain_text(
        f"(1.5× of {minutes} min + 10 min breaks)"
    )
    page.get_by_role("button", name="Add it to the notes").click()
    expect(page.locator("#id_notes")).to_have_value(f"Bring ID\n{WORDS}")
    expect(page.locator("#id_notes")).to_be_focused()
    expect(page.get_by_role("button", name="Add it to the notes")).to_have_count(0)
    hands.book()
    see(page, BOOKED)
    [sent] = sandbox.requests("POST")
    assert sent["body"]["notes"].splitlines() == ["Bring ID", WORDS]
