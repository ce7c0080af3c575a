"""The button while the provider is asked: it tells the seconds, and that nobody has to wait."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.models import ExamSession
from tests.support.booking_form import form_path, session_path
from tests.support.browser_answers import EXAM_DAY, a_sunday, answers_of
from tests.support.browser_input import SEND
from tests.support.browser_steps import SEAT, open_form, see
from tests.support.browser_windows import Windows

pytestmark = pytest.mark.browser
UNSENT = "Not sent yet. Read the box, press again."
LEAVE = "You can leave: the result is kept."


@pytest.mark.long
def test_it_counts_and_says_once_that_one_may_leave(
    page: Page, windows: Windows, sandbox: Sandbox
) -> None:
    """The page's clock stands but for what is told to it, and the request waits to be let go: so
    nothing here is a race.
    """
    where, waiting = sandbox.needs_proctor()[0], []
    hands = open_form(page, where)
    hands.fill(answers_of(SEAT))
    windows.settle(page)  # what a summary still has to do would wait for the clock that stands
    page.route(f"**{form_path(where)}", lambda route: waiting.append(route))
    now = datetime.now()
    page.clock.install(time=now)
    page.clock.pause_at(now + timedelta(minutes=1))
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


def test_a_press_before_the_summary_came_waits_for_it_and_stops_at_a_grave_warning(
    page: Page, sandbox: Sandbox
) -> None:
    where, held = sandbox.needs_proctor()[0], list[Route]()
    hands = open_form(page, where)
    hands.fill(answers_of(SEAT))
    expect(page.locator("#booking-summary")).to_contain_text("January 14")
    page.route("**/schedule/preview/", lambda route: held.append(route))
    page.locator("#id_appointment_date_time").fill(f"{a_sunday()}T09:30")
    hands.book()
    hands.book()
    page.wait_for_timeout(500)
    assert sandbox.requests("POST") == []
    page.unroute("**/schedule/preview/")  # which lets go what is held
    expect(page.locator("#send-words")).to_contain_text("Book although the location is closed")
    expect(page.locator(SEND)).to_be_focused()
    expect(page.locator("#booking-summary")).to_contain_text("Closed on Sundays.")
    expect(page.locator("[data-unsent]")).to_have_text(UNSENT)
    page.wait_for_timeout(500)
    assert sandbox.requests("POST") == []
    hands.book()
    see(page, BOOKED)
    assert len(sandbox.requests("POST")) == 1


@pytest.mark.long
def test_enter_in_a_field_goes_to_the_button_where_something_grave_stands_beside_it(
    page: Page, sandbox: Sandbox
) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT))
    field = page.locator("#id_appointment_date_time")
    field.fill(f"{a_sunday()}T09:30")
    expect(page.locator("#send-words")).to_contain_text("Book although the location is closed")
    field.press("Enter")
    expect(page.locator(SEND)).to_be_focused()
    expect(page.locator("[data-unsent]")).to_have_text(UNSENT)
    page.wait_for_timeout(500)
    assert sandbox.requests("POST") == []
    page.keyboard.press("Enter")
    see(page, BOOKED)
    assert len(sandbox.requests("POST")) == 1


def test_enter_in_a_field_books_where_nothing_grave_speaks_against_it(
    page: Page, sandbox: Sandbox
) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT))
    expect(page.locator("#booking-summary")).to_contain_text("January 14")
    page.locator("#id_appointment_date_time").press("Enter")
    see(page, BOOKED)
    assert len(sandbox.requests("POST")) == 1


@pytest.mark.long
def test_a_press_that_nothing_grave_speaks_against_goes_on_by_itself(
    page: Page, sandbox: Sandbox
) -> None:
    hands, held = open_form(page, sandbox.needs_proctor()[0]), list[Route]()
    page.route("**/schedule/preview/", lambda route: held.append(route))
    hands.fill(answers_of(SEAT))
    hands.book()
    page.wait_for_timeout(500)
    assert sandbox.requests("POST") == []
    page.unroute("**/schedule/preview/")  # which lets go what is held
    see(page, BOOKED)
    assert len(sandbox.requests("POST")) == 1


@pytest.mark.long
def test_where_the_summary_can_not_be_asked_for_the_booking_goes_on(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    page.route("**/schedule/preview/", lambda route: route.fulfill(status=500, body=""))
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT))
    hands.book()
    see(page, BOOKED)
    assert len(sandbox.requests("POST")) == 1
    windows.tolerate(500)


@pytest.mark.long
def test_a_press_that_waits_is_seen_to_wait_and_typing_on_drops_it(
    page: Page, sandbox: Sandbox
) -> None:
    hands, held = open_form(page, sandbox.needs_proctor()[0]), list[Route]()
    hands.fill(answers_of(SEAT))
    expect(page.locator("#booking-summary")).to_contain_text("January 14")
    page.route("**/schedule/preview/", lambda route: held.append(route))
    page.locator("#id_notes").press_sequentially("Bring a ph")
    hands.book()
    expect(page.locator("#form-send .btn__busy")).to_be_visible()
    page.locator("#id_notes").press_sequentially("oto ID")
    see(page, "Not sent: you typed on while your answers were being checked.")
    expect(page.locator("#form-send .btn__busy")).to_be_hidden()
    page.unroute("**/schedule/preview/")
    page.wait_for_timeout(1000)
    assert sandbox.requests("POST") == []
    hands.book()
    see(page, BOOKED)
    assert [one["body"]["notes"] for one in sandbox.requests("POST")] == ["Bring a photo ID"]


@pytest.mark.long
def test_a_press_that_waits_stays_what_it_was_wherever_the_focus_goes_and_waits_no_longer_than_that(
    page: Page, sandbox: Sandbox
) -> None:
    hands, held = open_form(page, sandbox.needs_proctor()[0]), list[Route]()
    page.route("**/schedule/preview/", lambda route: held.append(route))
    hands.fill(answers_of(SEAT))
    hands.book()
    page.locator("#type-vtc").focus()
    see(page, BOOKED)  # although no summary came
    [arrived] = sandbox.requests("POST")
    assert arrived["body"]["type"] == SEAT


@pytest.mark.long
def test_a_move_that_nobody_can_make_any_more_is_answered_so(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    where, held = sandbox.needs_proctor()[0], list[Route]()
    hands = open_form(page, where)
    hands.fill(answers_of(SEAT))
    hands.book()
    see(page, BOOKED)
    page.goto(f"{session_path(where)}reschedule/")
    page.route("**/reschedule/preview/", lambda route: held.append(route))
    page.locator("#id_appointment_date_time").fill(f"{EXAM_DAY}T11:00")
    ExamSession.objects.filter(sid=where["sessionSid"]).update(status="Cancelled")
    sandbox.place(sid=where["sessionSid"], status="Cancelled")
    hands.book()
    page.unroute("**/reschedule/preview/")
    see(page, "This booking was cancelled.")
    assert sandbox.requests("PUT") == []
    windows.expect(422)
