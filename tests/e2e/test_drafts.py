"""What is typed into a form outlives a reload, for the same person, until the form is sent;
secrets are never kept.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from portal.sandbox.server import Sandbox
from tests.support.axe import findings
from tests.support.booking_form import session_path
from tests.support.browser_answers import ANSWERS, NEXT_YEAR, answers_of, body_of
from tests.support.browser_input import chosen
from tests.support.browser_steps import SEAT, book_a_seat, open_form, see, sign_in, stored, typed
from tests.support.browser_windows import Windows

pytestmark = pytest.mark.browser
BACK = "What you typed before is back."
NOT_KEPT = "are not kept: enter those again."
CARDS = (
    "4242 4242 4242 4242",
    "Room 12, 4242-4242-4242-4242",
    "378282246310005 for Ana",
    "5555.5555.5555.4444",
)
NO_CARDS = ("Call 218-555-0101, 218-555-0102", "+49 1512 3456 7897", "2027-01-14 09:30 to 11:30")


def is_back(page: Page, is_it: bool = True) -> None:
    """Whether the page says that it brought something back, and has done so."""
    expect(page.get_by_text(BACK)).to_be_visible(visible=is_it)
    expect(page.locator("form[inert]")).to_have_count(0)


def test_a_reload_brings_back_what_was_typed_and_sending_it_forgets_it(
    page: Page, sandbox: Sandbox
) -> None:
    where, other = sandbox.needs_proctor()[:2]
    given = answers_of(SEAT, all_of_them=True)
    hands = open_form(page, where)
    hands.fill(given)
    before = typed(page)
    page.reload()

    is_back(page)
    expect(page.locator("#id_voucher_code")).to_have_value("")
    see(page, NOT_KEPT)
    after = typed(page)
    assert after == before | {"voucher_code": ""}
    assert ANSWERS["voucher_code"].typed not in page.evaluate("JSON.stringify(sessionStorage)")
    open_form(page, other)
    is_back(page, False)
    page.go_back()
    is_back(page)
    assert findings(page) == []
    hands.fill({"voucher_code": ANSWERS["voucher_code"]})
    hands.book()
    see(page, "Booked. The provider has confirmed it.")
    assert [one["body"] for one in sandbox.requests("POST")] == [body_of(SEAT, given)]
    assert stored(page) == {}


def test_the_type_and_the_answers_of_other_types_come_back_until_one_starts_over(
    page: Page, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    hands = open_form(page, where)
    hands.fill({name: ANSWERS[name] for name in ("notes", "amount")})
    hands.choose_type("ad-hoc")
    hands.fill({name: ANSWERS[name] for name in ("first_name", "appointment_date_time")})
    page.reload()

    chosen(page, "ad-hoc")
    is_back(page)
    names = ("first_name", "appointment_date_time", "notes")
    for name in names:
        expect(page.locator(f"#id_{name}")).to_have_value(ANSWERS[name].typed)
    hands.choose_type(SEAT)
    page.reload()
    is_back(page)
    chosen(page, SEAT)
    expect(page.locator("#id_amount")).to_have_value(ANSWERS["amount"].typed)

    page.get_by_role("button", name="Start over").click()
    is_back(page, False)
    expect(page.locator("#id_notes")).to_have_value("")
    assert stored(page) == {}
    assert sandbox.requests("POST") == []


def test_a_form_that_came_back_with_faults_is_left_as_it_is_and_reloading_it_brings_it_back(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    hands = open_form(page, where)
    hands.fill({"notes": ANSWERS["notes"]})
    hands.book()
    expect(page.locator(".error-summary")).to_be_focused()
    is_back(page, False)
    expect(page.locator("#id_notes")).to_have_value(ANSWERS["notes"].typed)
    page.locator("#id_notes").fill("Room 4")
    page.reload()
    is_back(page)
    expect(page.locator("#id_notes")).to_have_value("Room 4")

    hands.fill(answers_of(SEAT))
    sandbox.trouble("field_errors", errors={"notes": "Too long."}, code=422)
    hands.book()
    see(page, "Too long.")
    expect(page.locator("#id_notes")).to_have_value("Room 4")
    [kept] = stored(page).values()
    assert kept.keys() == {"notes", *answers_of(SEAT)}
    windows.expect(422, 422)


def test_a_booking_whose_answer_was_lost_is_not_sent_again_by_what_was_brought_back(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    hands = open_form(page, where)
    hands.fill(answers_of(SEAT))
    page.wait_for_load_state("networkidle")
    sent = page.locator("[name=attempt_id]").input_value()

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/schedule/", lose, times=1)
    hands.book()
    see(page, "The portal did not answer.")
    page.reload()
    is_back(page)
    expect(page.locator("#id_appointment_date_time")).to_have_value(
        ANSWERS["appointment_date_time"].typed
    )
    assert page.locator("[name=attempt_id]").input_value() != sent
    see(page, "Already booked.")
    expect(
        page.locator("#form-send").get_by_role("button", name="Book this session")
    ).to_be_disabled()
    assert len(sandbox.requests("POST")) == len(sandbox.bookings()) == 1
    windows.faults = [fault for fault in windows.faults if "net::ERR_FAILED" not in fault]


def test_nobody_else_gets_it_and_signing_out_forgets_it_in_every_window(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    path = f"{session_path(where)}schedule/"
    beside = page.context.new_page()
    for window, text in ((page, ANSWERS["notes"].typed), (beside, "Of another window")):
        window.goto(path)
        with window.expect_response("**/preview/"):
            window.locator("#id_notes").fill(text)

    page.context.clear_cookies()
    page.reload()
    sign_in(page, "coordinator")
    expect(page.locator("#id_notes")).to_have_value(ANSWERS["notes"].typed)
    is_back(page)
    page.context.clear_cookies()
    page.reload()
    sign_in(page, "coordinator2")
    expect(page.locator("#id_notes")).to_have_value("")
    is_back(page, False)
    assert stored(page) == {}

    page.locator("#id_notes").fill("Mine")
    page.locator(".topbar__person summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/accounts/login/$"))
    assert (stored(page), stored(beside)) == ({}, {})


def test_no_card_number_is_kept(page: Page, sandbox: Sandbox) -> None:
    open_form(page, sandbox.needs_proctor()[0])
    for text in CARDS:
        page.locator("#id_notes").fill(text)
        assert list(stored(page).values()) == [{}]
    for text in NO_CARDS:
        page.locator("#id_notes").fill(text)
        assert list(stored(page).values()) == [{"notes": [text]}]


def test_moving_brings_back_only_what_was_changed_and_settings_are_kept_until_they_are_saved(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    book_a_seat(page, where)
    see(page, "Booked. The provider has confirmed it.")
    page.goto(f"{session_path(where)}reschedule/")
    page.locator("#id_notes").fill("Moved by phone")
    page.locator("#id_appointment_date_time").fill(f"{NEXT_YEAR}-01-15T13:00")
    page.locator("#id_appointment_date_time").fill(ANSWERS["appointment_date_time"].typed)
    assert list(stored(page).values()) == [{"notes": ["Moved by phone"]}]
    page.locator("#id_appointment_date_time").fill(f"{NEXT_YEAR}-01-15T13:00")
    page.reload()
    is_back(page)
    expect(page.locator("#new-time .summary__when")).to_contain_text(f"15 January {NEXT_YEAR}")
    page.get_by_role("button", name="Move this booking").click()
    see(page, "Moved. The provider has confirmed it.")
    assert [one["body"]["notes"] for one in sandbox.requests("PUT")] == ["Moved by phone"]
    assert stored(page) == {}

    office = windows.open("administrator", at=f"/campus/{where['installSid']}/rules/{SEAT}/")
    office.get_by_label("Default of Currency").fill("XXQ")
    office.get_by_label("Must: Notes").check()
    office.reload()
    is_back(office)
    expect(office.get_by_label("Must: Notes")).to_be_checked()
    office.get_by_role("button", name="Save the rules").click()
    expect(office.locator(".error-summary")).to_be_focused()
    is_back(office, False)
    office.get_by_label("Default of Currency").fill("EUR")
    office.goto(office.url)
    expect(office.get_by_label("Default of Currency")).to_have_value("EUR")
    office.get_by_role("button", name="Save the rules").click()
    see(office, "saved. The desk goes by it from now on.")
    assert stored(office) == {}
    windows.expect(422)
