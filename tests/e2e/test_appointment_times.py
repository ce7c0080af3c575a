"""Times that clocks skip, show twice, or mean elsewhere."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED, MOVED
from tests.support.axe import findings
from tests.support.booking_form import form_path, session_path
from tests.support.browser_answers import (
    ANSWERS,
    EXAM_DAY,
    NEXT_YEAR,
    Given,
    answers_of,
    sunday,
)
from tests.support.browser_input import paste
from tests.support.browser_steps import SEAT, open_form, see
from tests.support.browser_windows import PHONE, Windows
from tests.support.client import Desk

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
    ["2 PM", "7", *(pytest.param(one, marks=pytest.mark.long) for one in ("noon", "p", "pm"))],
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


@pytest.mark.parametrize(("typed", "stands"), [("930pm ", "21:30"), ("2:30 PM", "14:30")])
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
        (["1", "Backspace", "1/14/2027930a"], "1/14/2027930a"),
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
