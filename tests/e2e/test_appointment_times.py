"""Times that clocks skip, show twice, or mean elsewhere."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support.axe import findings
from tests.support.booking_form import session_path
from tests.support.browser_answers import (
    ANSWERS,
    EXAM_DAY,
    Given,
    answers_of,
    sunday,
)
from tests.support.browser_steps import SEAT, open_form, see
from tests.support.browser_windows import PHONE, Windows

pytestmark = pytest.mark.browser
ABOVE = """one => one.getBoundingClientRect().top
  - one.previousElementSibling.getBoundingClientRect().bottom"""
SPRING, AUTUMN = sunday(3, 2), sunday(11, 1)
LATE = f"{EXAM_DAY}T19:30"  # past closing


def at(text: str) -> dict[str, Given]:
    """A seat in Duluth at this wall time."""
    return answers_of(SEAT) | {"appointment_date_time": Given(text, "appointmentDateTime", "")}


def sent_times(sandbox: Sandbox) -> list[str]:
    return [one["body"]["appointmentDateTime"] for one in sandbox.requests("POST")]


@pytest.mark.long
def test_a_time_that_clocks_jump_over_is_refused_with_what_to_choose(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(at(f"{SPRING}T02:30"))
    hands.book()

    error = page.locator("#id_appointment_date_time_error")
    expect(error).to_contain_text("2:30 AM does not exist on Sunday")
    expect(error).to_contain_text("clocks jump from 2:00 to 3:00. Choose 3:00 AM or later.")
    assert sent_times(sandbox) == []
    windows.expect(422)


@pytest.mark.long
@pytest.mark.parametrize(
    ("label", "utc"), [("before clocks go back", "06:30"), ("after clocks went back", "07:30")]
)
def test_a_time_that_comes_twice_is_asked_about_and_booked_as_chosen(
    page: Page, sandbox: Sandbox, label: str, utc: str
) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(at(f"{AUTUMN}T01:30"))
    page.get_by_label(label).check()
    hands.book()

    see(page, BOOKED)
    assert sent_times(sandbox) == [f"{AUTUMN}T{utc}:00.000Z"]


@pytest.mark.long
def test_a_time_that_comes_twice_is_not_sent_without_a_choice(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(at(f"{AUTUMN}T01:30"))
    hands.book()

    expect(page.locator("#id_appointment_date_time_error")).to_contain_text(
        "1:30 AM happens twice on Sunday"
    )
    expect(page.get_by_role("radio", name="1:30 AM")).to_have_count(2)
    assert sent_times(sandbox) == []
    page.get_by_label("after clocks went back").check()
    hands.book()
    see(page, BOOKED)
    assert sent_times(sandbox) == [f"{AUTUMN}T07:30:00.000Z"]
    windows.expect(422)


@pytest.mark.long
def test_a_past_time_is_refused(windows: Windows, sandbox: Sandbox) -> None:
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(at("2020-01-14T09:30"))
    hands.book()

    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#id_appointment_date_time_error")).to_be_visible()
    assert sent_times(sandbox) == []
    windows.expect(422)


def test_a_time_is_meant_on_the_clocks_of_the_location_not_of_the_browser(
    page: Page, sandbox: Sandbox
) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0])
    phoenix = Given("Phoenix Learning Center", "proctorLocationSid", "")
    hands.fill({**answers_of(SEAT), "proctor_location_sid": phoenix})
    expect(page.locator("#time-echo")).to_contain_text("9:30 AM MST")
    expect(page.locator("#time-echo")).to_contain_text("16:30 UTC")
    hands.book()

    see(page, BOOKED)
    assert sent_times(sandbox) == [f"{EXAM_DAY}T16:30:00.000Z"]


@pytest.mark.long
@pytest.mark.faults(46)
@pytest.mark.parametrize(
    ("zone", "later", "clock"),
    [
        ("America/Phoenix", 0, "8:30 AM"),
        ("Asia/Kolkata", 0, "9:00 PM"),
        ("Australia/Lord_Howe", 1, "2:30 AM"),
        ("America/Menominee", 0, ""),  # the same clock by another name
    ],
)
def test_a_browser_elsewhere_is_told_its_own_time_too(
    windows: Windows, sandbox: Sandbox, zone: str, later: int, clock: str
) -> None:
    day, where = date.fromisoformat(EXAM_DAY) + timedelta(days=later), sandbox.needs_proctor()[0]
    said = (
        rf"^Your computer’s time, [A-Z][\w ]+ \([A-Z][\w ]+\): {day:%a, %b} {day.day}, {clock}$"
        if clock
        else "^$"
    )
    page = windows.open("coordinator", timezone_id=zone)
    hands = open_form(page, where)
    hands.fill(answers_of(SEAT))
    told(page, "#booking-summary", said)
    hands.book()
    told(page, "#outcome-panel", said)
    page.goto(f"{session_path(where)}reschedule/")
    page.locator("#id_appointment_date_time").fill(f"{EXAM_DAY}T10:30")
    hour = {"8": "9", "9": "10", "2": "3"}.get(clock[:1], "")
    told(page, "#new-time", said.replace(f"{clock}$", f"{hour}{clock[1:]}$"))


def told(page: Page, spot: str, said: str) -> None:
    """A part of the page tells the appointment, and by the browser's clock this, or nothing."""
    expect(page.locator(spot)).to_contain_text("UTC")
    line = page.locator(f"{spot} [data-time]")
    expect(line).to_have_text(re.compile(said))
    expect(line).to_be_visible(visible=said != "^$")


@pytest.mark.long
def test_another_zone_can_be_named(page: Page, sandbox: Sandbox) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0], "automated")
    zone = Given("Asia/Kathmandu", "", "")
    hands.fill({"appointment_date_time": ANSWERS["appointment_date_time"], "time_zone": zone})
    hands.book()

    see(page, BOOKED)
    assert sent_times(sandbox) == [f"{EXAM_DAY}T03:45:00.000Z"]


@pytest.mark.long
def test_a_date_typed_straight_on_is_taken_as_it_was_typed(page: Page, sandbox: Sandbox) -> None:
    open_form(page, sandbox.needs_proctor()[0])
    page.locator("#id_appointment_date_time").focus()
    for key in f"1214{EXAM_DAY[:4]}0930A":
        page.keyboard.press(key)

    typed = page.locator("#id_appointment_date_time")
    expect(typed).to_have_value(f"{EXAM_DAY[:4]}-12-14T09:30")


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_said_of_a_time_moves_no_field(
    windows: Windows, sandbox: Sandbox, width: int
) -> None:
    page = windows.open("coordinator", viewport={"width": width, "height": 720})
    open_form(page, sandbox.needs_proctor()[0])
    fields = page.locator(".booking__form .field__control")
    stood = tops(fields)
    for wall in (f"{EXAM_DAY}T09:30", f"{SPRING}T02:30", f"{AUTUMN}T01:30", "2020-01-14T09:30"):
        with page.expect_response("**/schedule/preview/"):
            page.locator("#id_appointment_date_time").fill(wall)
        expect(page.locator(".htmx-request, .htmx-swapping")).to_have_count(0)
        assert (wall, tops(fields)) == (wall, stood)


@pytest.mark.long
def test_on_a_phone_what_is_wrong_with_a_time_stands_under_it_and_the_chosen_start_in_sight(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator", viewport=PHONE)
    open_form(page, sandbox.needs_proctor()[0]).fill(at(f"{EXAM_DAY}T16:00"))
    chosen = page.locator(".starts__item[aria-current]")
    expect(chosen).to_contain_text("4:00 PM")
    expect(chosen).to_be_in_viewport(ratio=1)
    stood = tops(page.locator(".booking__form .field__control"))
    page.locator("#id_appointment_date_time").fill(LATE)
    expect(page.locator("#time-echo")).to_contain_text("Starts after Duluth Testing Center closes")
    assert tops(page.locator(".booking__form .field__control")) == stood


@pytest.mark.long
def test_which_of_two_times_is_asked_at_a_distance_from_the_line_above(
    page: Page, sandbox: Sandbox
) -> None:
    open_form(page, sandbox.needs_proctor()[0])
    page.locator("#id_appointment_date_time").fill(f"{AUTUMN}T01:30")
    asked = page.locator("#booking-summary fieldset")
    expect(asked).to_be_visible()
    assert asked.evaluate(ABOVE) >= 8


def tops(fields: Locator) -> list[int]:
    """Where each field that is shown begins on the page."""
    found: list[int] = fields.evaluate_all(
        "all => all.filter((one) => one.checkVisibility())"
        ".map((one) => Math.round(one.getBoundingClientRect().top + scrollY))"
    )
    return found


@pytest.mark.long
def test_a_one_off_proctor_s_clock_is_proposed_shown_and_can_be_chosen(
    page: Page, sandbox: Sandbox
) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0], "ad-hoc")
    hands.fill(answers_of("ad-hoc") | {"region": Given("Okinawa", "", "")})
    page.locator("#id_country").select_option("JP")
    expect(page.get_by_role("radio", name="Tokyo")).to_be_checked()
    expect(page.locator("#time-echo")).to_contain_text("9:30 AM JST")
    page.locator("#id_country").select_option("US")
    page.locator("#id_region").fill("Tennessee")
    expect(page.locator("#booking-summary")).to_contain_text(
        "Choose the time zone: Tennessee, United States has"
    )
    page.get_by_role("radio", name="Eastern (New York)").check()
    expect(page.locator("#time-echo")).to_contain_text("9:30 AM EST")
    hands.book()

    see(page, BOOKED)
    assert sent_times(sandbox) == [f"{EXAM_DAY}T14:30:00.000Z"]


@pytest.mark.long
def test_a_half_filled_date_stays_and_is_told_of_where_it_stands(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT) | {"appointment_date_time": Given("", "", "")})
    when = page.locator("#id_appointment_date_time")
    when.focus()
    page.keyboard.type("0114")
    hands.book()

    error = page.locator("#id_appointment_date_time_error")
    expect(error).to_have_text(
        "Not complete, or there is no such date. Fill in month, day and year, hour, minutes and"
        " AM or PM."
    )
    expect(when).to_be_focused()
    assert when.evaluate("one => one.validity.badInput")
    assert findings(page) == []
    assert sandbox.requests("POST") == []
    page.keyboard.type("011420270930A")
    hands.book()
    see(page, BOOKED)
