"""Changing the session type: what is shared stays, what is not asked now comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support.booking_form import session_path
from tests.support.browser_answers import ANSWERS, EXAM_DAY, answers_of, body_of
from tests.support.browser_input import Mouse
from tests.support.browser_steps import SEAT, open_form, saving, see, stored
from tests.support.polling import until

pytestmark = pytest.mark.browser
SHARED = ("appointment_date_time", "notes")
PARKED = ("amount", "voucher_code", "email")


def values(page: Page, *names: str) -> dict[str, str]:
    return {name: page.locator(f"#id_{name}").input_value() for name in names}


@pytest.mark.long
def test_the_type_that_was_pressed_is_marked_while_it_is_on_its_way(
    page: Page, sandbox: Sandbox
) -> None:
    open_form(page, sandbox.needs_proctor()[0])
    held: list[Route] = []
    page.route("**/schedule/*", lambda route: held.append(route))
    pressed = page.locator("#type-vtc")
    pressed.click()
    expect(pressed).to_have_attribute("aria-busy", "true")
    mark = "getComputedStyle(document.getElementById('type-vtc'), '::after').content"
    assert page.evaluate(mark) == '"…"'
    page.wait_for_timeout(300)
    held[0].continue_()
    expect(pressed).to_have_attribute("aria-current", "true")
    assert pressed.get_attribute("aria-busy") is None


@pytest.mark.long
def test_switching_keeps_shared_answers_and_going_back_brings_the_others_back(
    page: Page, sandbox: Sandbox
) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0])
    names = [*answers_of(SEAT), *PARKED, "notes"]
    given = {name: ANSWERS[name] for name in names}
    hands.fill(given)
    typed = values(page, *names)

    hands.choose_type("instructor-as-proctor")
    expect(page.locator("#id_amount")).to_have_count(0)
    assert values(page, *SHARED) == {name: typed[name] for name in SHARED}
    hands.choose_type("automated")
    assert values(page, "amount", "voucher_code") == {
        "amount": "25.50",
        "voucher_code": "PRACTICE-OK",
    }
    hands.choose_type(SEAT)
    assert values(page, *names) == typed
    hands.book()

    see(page, BOOKED)
    assert [one["body"] for one in sandbox.requests("POST")] == [body_of(SEAT, given)]


@pytest.mark.long
def test_what_another_type_was_told_is_not_sent(page: Page, sandbox: Sandbox) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0], "ad-hoc")
    hands.fill(answers_of("ad-hoc"))
    hands.choose_type("vtc")
    hands.fill(answers_of("vtc"))
    hands.book()

    see(page, BOOKED)
    assert [one["body"] for one in sandbox.requests("POST")] == [body_of("vtc", answers_of("vtc"))]


def test_the_focus_stays_on_the_type_that_was_chosen_and_the_page_stands_still(
    page: Page, sandbox: Sandbox
) -> None:
    page.goto(f"{session_path(sandbox.needs_proctor()[0])}schedule/?type={SEAT}")
    before = page.locator("#type-vtc").bounding_box()["y"]
    Mouse(page).choose_type("vtc")

    expect(page.locator("#type-vtc")).to_be_focused()
    assert page.locator("#type-vtc").bounding_box()["y"] == before


@pytest.mark.long
@pytest.mark.parametrize("wire_name", ["vtc", SEAT])
def test_what_is_typed_while_a_type_is_on_its_way_stays(
    page: Page, sandbox: Sandbox, wire_name: str
) -> None:
    hands, held = open_form(page, sandbox.needs_proctor()[0]), list[Route]()
    page.route("**/schedule/", lambda route: held.append(route))
    page.locator(f"#type-{wire_name}").click()
    page.locator("#id_appointment_date_time").fill(ANSWERS["appointment_date_time"].typed)
    page.locator("#id_time_zone").fill("America/Menominee")
    page.locator("#id_notes").fill(ANSWERS["notes"].typed)
    with saving(page):
        for one in held:
            one.continue_()
        expect(page.locator("#booking-summary")).to_contain_text("15:30 UTC")
    assert values(page, *SHARED) == {name: ANSWERS[name].typed for name in SHARED}
    assert len(held) == (wire_name != SEAT)  # the type that is shown is not asked for again
    kept = [ANSWERS["notes"].typed]
    until(lambda: [one.get("notes") for one in stored().values()] == kept)  # typed last, saved last
    hands.fill({k: v for k, v in answers_of(wire_name).items() if k not in SHARED})
    page.unroute("**/schedule/")
    hands.book()
    see(page, BOOKED)
    [arrived] = sandbox.requests("POST")
    assert arrived["body"]["appointmentDateTime"] == f"{EXAM_DAY}T15:30:00.000Z"


@pytest.mark.long
def test_each_type_says_what_it_is_and_what_booking_it_does(page: Page, sandbox: Sandbox) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.choose_type("ad-hoc")

    see(page, "The proctor gets all exam details by email immediately, so check the address first.")
    expect(page.locator("#booking-summary")).to_contain_text(
        "The proctor gets all exam details by email immediately."
    )


def test_the_summary_follows_what_is_typed(page: Page, sandbox: Sandbox) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0])
    summary = page.locator("#booking-summary")
    expect(summary).to_contain_text("No time chosen yet")
    hands.fill({name: ANSWERS[name] for name in (*answers_of(SEAT), "amount", "voucher_code")})

    expect(summary).to_contain_text("January 14")
    expect(summary).to_contain_text("9:30")
    expect(summary).to_contain_text("Duluth Testing Center")
    expect(summary).to_contain_text("$25.50, by voucher …E-OK")
    expect(summary).not_to_contain_text("Still to fill in")


@pytest.mark.long
def test_the_button_stays_where_it_is_while_the_summary_fills(page: Page, sandbox: Sandbox) -> None:
    """Else a click right after typing, which the summary's answer overtakes, would miss."""
    hands = open_form(page, sandbox.needs_proctor()[0])
    button, summary = page.locator(".summary .btn--primary"), page.locator(".summary")

    def place() -> float:
        return button.bounding_box()["y"] - summary.bounding_box()["y"]

    first = place()
    hands.fill(answers_of(SEAT))
    for name, text in {
        "first_name": "Ana",
        "last_name": "Ruiz",
        "email": "a@b.example",
        "amount": "20",
    }.items():
        page.locator(f"#id_{name}").fill(text)
    expect(summary).to_contain_text("Contact: Ana Ruiz, a@b.example")
    expect(summary).to_contain_text("Still to fill in: Card or voucher code.")
    assert place() == first
