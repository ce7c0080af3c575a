"""The provider away, the form open too long:
what the pages say, and that the form keeps its answers.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support.browser_answers import EXAM_DAY, answers_of
from tests.support.browser_steps import SEAT, open_form, see
from tests.support.browser_windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_while_the_provider_is_away_pages_open_and_say_what_they_could_not_fetch(
    windows: Windows, sandbox: Sandbox, unreachable: None
) -> None:
    where = sandbox.needs_proctor()[0]
    page = windows.open("coordinator", at=f"/?q={where['sessionSid']}")
    see(page, "This session could not be read just now.")
    see(page, where["learner"])
    page.get_by_role("link", name="Book this session").click()

    expect(
        page.locator("#id_proctor_location_sid option", has_text="Duluth Testing Center")
    ).to_have_count(1)


def test_a_form_that_was_open_too_long_sends_nothing_and_keeps_its_answers(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT))
    # Before the summary has followed, its own refusal would already renew the form's sign.
    expect(page.locator("#booking-summary")).to_contain_text("Duluth Testing Center")
    windows.settle(page)
    page.context.clear_cookies(name="csrftoken")
    hands.book()
    see(page, "Nothing was sent. Your answers are still here.")
    expect(page.locator("#id_appointment_date_time")).to_have_value(f"{EXAM_DAY}T09:30")
    assert sandbox.requests("POST") == []

    hands.book()
    see(page, BOOKED)
    assert len(sandbox.requests("POST")) == 1
    windows.tolerate(403)


def test_without_javascript_a_form_that_was_open_too_long_leads_back_to_its_answers(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator", java_script_enabled=False)
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT))
    page.context.clear_cookies(name="csrftoken")
    hands.book()
    see(page, "This page was open too long")
    page.get_by_role("link", name="Open the form again").click()
    hands.book()

    see(page, BOOKED)
    assert len(sandbox.requests("POST")) == 1
    windows.expect(403)
