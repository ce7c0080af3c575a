"""A start typed or pasted into the booking form: read as people write it, told where it is none."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED, MOVED
from tests.support.booking_form import form_path, session_path
from tests.support.browser_answers import (
    EXAM_DAY,
    NEXT_YEAR,
    answers_of,
)
from tests.support.browser_input import paste
from tests.support.browser_steps import SEAT, open_form, see
from tests.support.browser_windows import Windows
from tests.support.client import Desk
from tests.support.long_cases import mostly_long

pytestmark = pytest.mark.browser


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        f"01/14/{NEXT_YEAR} 9:30 AM",
        f"{EXAM_DAY}T09:30",
        f"Jan 14, {NEXT_YEAR} 0930",
        f"0114{NEXT_YEAR} 0930A",
    ],
)
def test_a_pasted_time_is_read_as_it_is_written(page: Page, sandbox: Sandbox, text: str) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0])
    answers = answers_of(SEAT)
    hands.fill({"proctor_location_sid": answers["proctor_location_sid"]})
    page.locator("#id_appointment_date_time").focus()
    paste(page, text)
    expect(page.locator("#time-echo")).to_contain_text(f"January 14, {NEXT_YEAR}, 9:30 AM CST")
    hands.book()
    see(page, BOOKED)
    [arrived] = sandbox.requests("POST")
    assert arrived["body"]["appointmentDateTime"] == f"{EXAM_DAY}T15:30:00.000Z"


@pytest.mark.parametrize(
    "typed",
    [
        f"1/14/{NEXT_YEAR} 9:30 AM",
        pytest.param(f"01-14-{NEXT_YEAR} 0930", marks=pytest.mark.long),
        pytest.param(f"Jan 14, {NEXT_YEAR} 9:30a", marks=pytest.mark.long),
        pytest.param(f"{EXAM_DAY} 09:30", marks=pytest.mark.long),
    ],
)
def test_a_time_that_is_typed_as_people_write_it_is_read(
    page: Page, sandbox: Sandbox, typed: str
) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0])
    answers = answers_of(SEAT)
    hands.fill({"proctor_location_sid": answers["proctor_location_sid"]})
    page.locator("#id_appointment_date_time").focus()
    page.keyboard.type(typed)
    expect(page.locator("#time-echo")).to_contain_text(f"January 14, {NEXT_YEAR}, 9:30 AM CST")
    hands.book()
    see(page, BOOKED)
    [arrived] = sandbox.requests("POST")
    assert arrived["body"]["appointmentDateTime"] == f"{EXAM_DAY}T15:30:00.000Z"


@pytest.mark.long
@pytest.mark.parametrize(
    "clears", [["Control+a", "Delete"], ["Control+a"], ["Control+a", "Backspace"]]
)
@pytest.mark.parametrize("stood", [f"{EXAM_DAY}T13:15", "half"])
def test_a_time_is_typed_over_as_in_any_other_field(
    page: Page, sandbox: Sandbox, stood: str, clears: list[str]
) -> None:
    open_form(page, sandbox.needs_proctor()[0])
    field = page.locator("#id_appointment_date_time")
    field.focus()
    if stood == "half":
        page.keyboard.type("930")
    else:
        field.fill(stood)
    for key in clears:
        page.keyboard.press(key)
    page.keyboard.type(f"1/14/{NEXT_YEAR} 9.30 am")
    expect(page.locator("#time-echo")).to_contain_text(f"January 14, {NEXT_YEAR}, 9:30 AM")
    expect(field).to_have_value(f"1/14/{NEXT_YEAR} 9.30 am")


@pytest.mark.long
@pytest.mark.parametrize(
    "typed",
    [
        f"1/5/{NEXT_YEAR} 10:45 AM",
        f"01-05-{NEXT_YEAR} 1045",
        f"Jan 5, {NEXT_YEAR} 10:45a",
        f"{NEXT_YEAR}-01-05 10:45",
        f"0105{NEXT_YEAR} 1045A",
        f"0105{NEXT_YEAR}1045A",
    ],
)
def test_a_time_is_typed_over_where_tab_led_to_it(page: Page, sandbox: Sandbox, typed: str) -> None:
    open_form(page, sandbox.needs_proctor()[0])
    field = page.locator("#id_appointment_date_time")
    field.fill(f"{EXAM_DAY}T09:15")
    field.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    for key in typed:
        page.keyboard.press("Space" if key == " " else key)
    expect(page.locator("#time-echo")).to_contain_text(f"January 5, {NEXT_YEAR}, 10:45 AM")


@pytest.mark.long
def test_a_part_of_a_time_is_changed_and_the_rest_stays(page: Page, sandbox: Sandbox) -> None:
    open_form(page, sandbox.needs_proctor()[0])
    field = page.locator("#id_appointment_date_time")
    field.fill(f"{EXAM_DAY}T13:15")
    field.focus()
    page.keyboard.type("02")
    expect(field).to_have_value(f"{NEXT_YEAR}-02-14T13:15")
    page.keyboard.press("Control+c")
    page.keyboard.type("15")
    expect(field).to_have_value(f"{NEXT_YEAR}-02-15T13:15")
    page.keyboard.press("Control+a")
    page.keyboard.press("Tab")
    expect(field).to_have_value(f"{NEXT_YEAR}-02-15T13:15")


WORDS = f"jan 14 {NEXT_YEAR} 9:30am"
FILLED = {
    "its month": (WORDS, 4),
    "its year": (WORDS, 60),
    "AM or PM": (WORDS, 140),
    "the page": (WORDS, None),
    "a number first": (f"14 jan {NEXT_YEAR} 9:30 AM", 140),
    "slashes": (f"1/14/{NEXT_YEAR} 9:30 AM", 60),
    "half of the day first": (f"9:30 AM 1/14/{NEXT_YEAR}", None),
}


@pytest.mark.parametrize(
    "typed_at",
    [one if one == "its year" else pytest.param(one, marks=pytest.mark.long) for one in FILLED],
)
@pytest.mark.parametrize("stood", ["10:15", pytest.param("15:45", marks=pytest.mark.long)])
def test_words_typed_into_a_filled_time_are_read_wherever_its_cursor_is(
    page: Page, desk: Desk, sandbox: Sandbox, typed_at: str, stood: str
) -> None:
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, appointment_date_time=f"{EXAM_DAY}T{stood}").status_code == 302
    page.goto(f"{session_path(where)}reschedule/")
    field = page.locator("#id_appointment_date_time")
    expect(field).to_be_focused()
    words, across = FILLED[typed_at]
    if across:
        field.click(position={"x": across, "y": 16})
    page.keyboard.type(words)
    expect(field).to_have_value(words)
    expect(page.locator("#time-echo")).to_contain_text(f"January 14, {NEXT_YEAR}, 9:30 AM CST")
    page.keyboard.press("Control+Enter")
    see(page, MOVED)
    assert sandbox.requests("PUT")[-1]["body"]["appointmentDateTime"] == f"{EXAM_DAY}T15:30:00.000Z"


@pytest.mark.parametrize(
    "typed",
    mostly_long(["2 PM", "7", "noon", "p", "pm"], everyday=1),
)
def test_what_a_filled_time_passes_over_stays_and_holds_the_form_back(
    windows: Windows, desk: Desk, sandbox: Sandbox, typed: str
) -> None:
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, appointment_date_time=f"{EXAM_DAY}T10:15").status_code == 302
    page = windows.open("coordinator")
    page.goto(f"{session_path(where)}reschedule/")
    field = page.locator("#id_appointment_date_time")
    if typed == "7":  # where no digit is taken
        for _ in range(5):
            page.keyboard.press("ArrowRight")
    page.keyboard.type(typed)
    expect(field).to_have_value(typed)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#id_appointment_date_time_error")).to_contain_text("Enter the date")
    expect(field).to_have_value(typed)
    assert sandbox.requests("PUT") == []
    windows.expect(422)


@pytest.mark.parametrize(
    ("typed", "stands"), mostly_long([("930pm ", "21:30"), ("2:30 PM", "14:30")], everyday=1)
)
def test_half_of_the_day_is_typed_where_it_stands(
    page: Page, desk: Desk, sandbox: Sandbox, typed: str, stands: str
) -> None:
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, appointment_date_time=f"{EXAM_DAY}T10:15").status_code == 302
    page.goto(f"{session_path(where)}reschedule/")
    field = page.locator("#id_appointment_date_time")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.type(typed)
    expect(field).to_have_value(f"{EXAM_DAY}T{stands}")


@pytest.mark.parametrize(
    ("keys", "stands"),
    [
        (["01142027", "0930 AM"], f"{EXAM_DAY}T09:30"),
        pytest.param(["1", "Backspace", "1/14/2027930a"], "1/14/2027930a", marks=pytest.mark.long),
        pytest.param(["2", "CapsLock", "PM"], "2PM", marks=pytest.mark.long),
    ],
)
def test_what_is_typed_into_a_blank_time_keeps_its_parts(
    page: Page, sandbox: Sandbox, keys: list[str], stands: str
) -> None:
    page.goto(form_path(sandbox.needs_proctor()[0]))
    field = page.locator("#id_appointment_date_time")
    field.focus()
    for one in keys:
        is_named = one in ("Backspace", "CapsLock")
        page.keyboard.press(one) if is_named else page.keyboard.type(one)
    expect(field).to_have_value(stands)


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2:30 PM", "Enter the date too"),
        ("next month 9:30", "Enter the date itself, not “next”"),
        ("see below", "Enter the date and time like"),
    ],
)
def test_what_is_pasted_and_is_no_time_is_told_at_once(
    page: Page, sandbox: Sandbox, text: str, told: str
) -> None:
    open_form(page, sandbox.needs_proctor()[0])
    page.locator("#id_appointment_date_time").focus()
    paste(page, text)
    expect(page.locator("#id_appointment_date_time")).to_have_value(text)
    expect(page.locator("#time-echo")).to_contain_text(told)
