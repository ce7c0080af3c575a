"""Refusals:
what to do is said at the field and on top, the focus goes there, and nothing typed is lost.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support.browser_answers import ANSWERS, Given, answers_of
from tests.support.browser_input import SEND
from tests.support.browser_steps import SEAT, open_form, see, typed
from tests.support.browser_windows import Windows
from tests.support.html import has_digits

pytestmark = pytest.mark.browser
CARD_NUMBER = "4242 4242 4242 4242"


def filled_seat(page: Page, sandbox: Sandbox) -> dict[str, str]:
    """A form with every answer that a seat may have; returns what stands in it."""
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT, all_of_them=True))
    return typed(page)


@pytest.mark.long
def test_a_refusal_focuses_the_list_of_faults_and_its_links_go_to_the_fields(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.book()
    expect(page.locator(".error-summary")).to_be_focused()
    links = page.locator(".error-summary a")
    assert links.all_inner_texts() == [
        "Choose the location, or paste its SID.",
        "Choose the date and time of the exam.",
    ]

    links.nth(0).click()
    expect(page.locator("#id_proctor_location_sid")).to_be_focused()
    windows.expect(422)


@pytest.mark.long
def test_what_was_wrong_is_not_said_of_what_is_answered_since_and_nothing_moves(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.book()
    links, notes = page.locator(".error-summary a"), page.locator("#id_notes")
    expect(links.filter(visible=True)).to_have_count(2)
    stood = notes.bounding_box()
    hands.fill({"proctor_location_sid": ANSWERS["proctor_location_sid"]})
    expect(page.locator("#id_proctor_location_sid")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_proctor_location_sid_error")).to_be_hidden()
    assert links.filter(visible=True).all_inner_texts() == ["Choose the date and time of the exam."]
    hands.fill({"appointment_date_time": ANSWERS["appointment_date_time"]})
    expect(page.locator(".error-summary")).to_be_hidden()
    assert notes.bounding_box()["width"] == stood["width"]
    hands.book()
    see(page, BOOKED)
    windows.expect(422)


@pytest.mark.long
def test_a_time_that_is_half_filled_again_is_told_again(windows: Windows, sandbox: Sandbox) -> None:
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0])
    when, error = (page.locator(f"#id_appointment_date_time{part}") for part in ("", "_error"))
    hands.book()
    expect(error).to_be_visible()
    hands.fill(answers_of(SEAT))
    expect(error).to_be_hidden()
    when.focus()
    page.keyboard.press("Delete")  # the month alone
    hands.book()
    expect(error).to_be_visible()
    expect(error).to_contain_text("Not complete")
    assert sandbox.requests("POST") == []
    windows.expect(422)


@pytest.mark.long
def test_a_screen_reader_is_told_what_is_wrong_with_a_field(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0], "ad-hoc")
    hands.fill({"email": Given("zoe(at)example", "", "")})
    hands.book()

    email = page.locator("#id_email")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description(
        "Enter a complete email address, such as ana.ruiz@example.edu."
    )
    expect(page.get_by_role("alert").filter(has_text="Not booked. Please fix")).to_be_visible()
    windows.expect(422)


@pytest.mark.long
def test_a_fault_is_put_right_and_booked(windows: Windows, sandbox: Sandbox) -> None:
    page = windows.open("coordinator")
    before = filled_seat(page, sandbox)
    page.locator("#id_email").fill("zoe")
    page.locator(SEND).click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert typed(page) == before | {"email": "zoe"}

    page.locator("#id_email").fill("zoe@example.edu")
    page.locator(SEND).click()
    see(page, BOOKED)
    assert len(sandbox.requests("POST")) == 1
    windows.expect(422)


@pytest.mark.long
def test_what_was_pasted_comes_back_with_its_blanks_and_its_joined_letters(
    windows: Windows, sandbox: Sandbox
) -> None:
    pasted = {
        "first_name": "Mary\u00a0Ann",
        "last_name": "علی\u200cرضا",
        "company": "Naval\tBase",
        "address1": "2601 Paul\u202fJones St.",
        "email": "zoe",
    }
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0], "ad-hoc")
    answers = {name: Given(text, "", "") for name, text in pasted.items()}
    hands.fill(answers_of("ad-hoc") | answers)
    hands.book()
    expect(page.locator("#id_email_error")).to_be_visible()
    meant = pasted | {
        "first_name": "Mary Ann",
        "company": "Naval Base",
        "address1": "2601 Paul Jones St.",
    }
    assert {name: typed(page)[name] for name in meant} == meant

    page.locator("#id_email").fill("zoe@example.edu")
    page.locator(SEND).click()
    see(page, BOOKED)
    [sent] = sandbox.requests("POST")
    arrived = [sent["body"][name] for name in ("firstName", "lastName", "company", "address1")]
    assert arrived == list(meant.values())[:4]
    windows.expect(422)


def test_what_the_provider_refuses_stands_at_its_field_and_keeps_every_answer(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    before = filled_seat(page, sandbox)
    sandbox.trouble("field_errors", errors={"notes": "Too long."}, code=422)
    page.locator(SEND).click()

    expect(page.locator("#id_notes_error")).to_have_text("Too long.")
    expect(page.locator(".error-summary")).to_be_focused()
    # Whether the voucher was used, nobody knows.
    assert typed(page) == before | {"voucher_code": ""}
    page.locator("#id_voucher_code").fill(before["voucher_code"])
    page.locator(SEND).click()
    see(page, BOOKED)
    assert [one["effect"] for one in sandbox.bookings()] == ["scheduled"]
    windows.expect(422)


@pytest.mark.long
def test_where_nothing_was_sent_every_answer_is_kept_and_it_can_be_tried_again(
    windows: Windows, sandbox: Sandbox, unreachable: None
) -> None:
    page = windows.open("coordinator")
    page.route("**/stripe/stripe.js", lambda route: route.fulfill(body=""))  # not Stripe's fault
    before = filled_seat(page, sandbox)
    page.locator(SEND).click()

    expect(page.locator(".error-summary")).to_be_focused()
    summary = page.locator(".error-summary")
    expect(summary.get_by_role("heading")).to_have_text("Not booked.")
    expect(summary.get_by_role("listitem")).to_have_text(
        ["SmarterProctoring could not be reached. Try again in a moment."]
    )
    assert typed(page) == before
    assert sandbox.requests("POST") == []
    windows.expect(502)


@pytest.mark.long
def test_a_card_number_is_refused_taken_out_and_never_shown_again(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT) | {"notes": Given(f"Pay with {CARD_NUMBER}", "notes", "")})
    hands.book()

    expect(page.locator("#id_notes_error")).to_contain_text("Do not enter card numbers")
    assert not has_digits(page.content(), "4242")
    assert sandbox.requests("POST") == []
    windows.expect(422)


@pytest.mark.long
def test_a_portal_that_is_away_is_said_on_the_page_and_nothing_typed_is_lost(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    before = filled_seat(page, sandbox)
    windows.settle(page)
    page.context.set_offline(True)
    page.locator(SEND).click()

    expect(page.get_by_role("alert").filter(has_text="The portal did not answer")).to_be_visible()
    assert typed(page) == before
    page.context.set_offline(False)
    page.locator(SEND).click()
    see(page, BOOKED)
    assert len(sandbox.requests("POST")) == 1
    assert any("ERR_INTERNET_DISCONNECTED" in fault for fault in windows.faults)
    windows.faults.clear()


@pytest.mark.long
def test_a_pasted_sid_that_is_not_whole_is_asked_for_again_where_it_was_pasted(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill({"appointment_date_time": ANSWERS["appointment_date_time"]})
    page.locator("details:has(#id_proctor_location_sid_other) summary").click()
    page.locator("#id_proctor_location_sid_other").fill("PL123")
    hands.book()

    expect(page.locator(".error-summary")).to_contain_text(
        "PL and then 32 digits or letters a to f"
    )
    expect(page.locator("#id_proctor_location_sid_other")).to_have_value("PL123")
    page.locator("#id_proctor_location_sid_other").fill(f"PL{2:032x}")
    hands.book()
    see(page, BOOKED)
    see(page, "Minneapolis Campus Testing Center")
    windows.expect(422)


@pytest.mark.long
def test_the_time_zone_is_no_fault_any_more_once_the_address_tells_it(
    windows: Windows, sandbox: Sandbox
) -> None:
    windows.expect(422)
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0], "ad-hoc")
    answers = answers_of("ad-hoc")
    hands.fill({name: answers[name] for name in answers.keys() - {"region"}})
    page.locator(SEND).click()
    fault = page.locator("#id_time_zone_error")
    expect(fault).to_contain_text("Choose the time zone")
    page.locator("#id_region").fill("MN")
    expect(page.locator("#booking-summary .summary__when")).to_contain_text("CST")
    expect(fault).to_be_hidden()
    expect(page.locator("#form-faults a[href='#id_time_zone']")).to_be_hidden()
    assert page.locator("#id_time_zone").get_attribute("aria-invalid") is None
