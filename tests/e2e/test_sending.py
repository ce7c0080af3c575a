"""The button while the provider is asked: it tells the seconds, and that nobody has to wait."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.sentences import BOOKED
from tests.support.booking_form import form_path
from tests.support.browser_answers import answers_of
from tests.support.browser_input import SEND
from tests.support.browser_steps import SEAT, open_form, see

pytestmark = pytest.mark.browser
LEAVE = "You can leave: the result is kept on the session’s page."


@pytest.mark.long
def test_it_counts_and_says_once_that_one_may_leave(page: Page, sandbox: Sandbox) -> None:
    """The page's clock stands but for what is told to it, and the request waits to be let go: so
    nothing here is a race.
    """
    where, waiting = sandbox.needs_proctor()[0], []
    hands = open_form(page, where)
    hands.fill(answers_of(SEAT))
    expect(page.locator("#booking-summary")).to_contain_text("Duluth Testing Center")
    page.route(f"**{form_path(where)}", lambda route: waiting.append(route))
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(minutes=1))
    busy, said = page.locator("#form-send .btn__busy"), page.locator("[data-leave-said]")
    note, before = page.locator("[data-leave]"), page.locator(SEND).bounding_box()
    expect(note).to_be_hidden()
    hands.book()

    expect(busy).to_have_text("Sending… 0 s")
    page.clock.run_for(2000)
    expect(busy).to_have_text("Sending… 2 s")
    expect(note).to_be_hidden()
    expect(said).to_have_text("")
    page.clock.run_for(2000)
    expect(busy).to_have_text("Sending… 4 s")
    expect(note).to_be_visible()
    expect(said).to_have_text(LEAVE)
    assert page.locator(SEND).bounding_box() == before

    page.clock.resume()
    waiting[0].continue_()
    see(page, BOOKED)
    assert len(sandbox.requests("POST")) == len(waiting) == 1
