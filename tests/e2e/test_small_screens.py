"""A phone, and text at twice its size: nothing runs out of the page sideways."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support import page_addresses
from tests.support.browser_answers import Given, answers_of
from tests.support.browser_input import SEND
from tests.support.browser_steps import open_form, see
from tests.support.browser_windows import PHONE, Windows
from tests.support.client import Desk

pytestmark = [pytest.mark.browser, pytest.mark.long]
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TWICE_AS_LARGE = "document.documentElement.style.fontSize = '200%'"
LINES = """all => all.map((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  const seen = [...range.getClientRects()].filter((box) => box.width > 2);
  return new Set(seen.map((box) => Math.round(box.top / 8))).size;
})"""
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Nguyễn-Łukasiewiczowa-von-und-zu-Hohenlohe"


def wide(page: Page, addresses: list[str], *, first: str = "") -> list[str]:
    """The addresses at which the page is wider than its window."""
    found = []
    for address in addresses:
        page.goto(address)
        if first:
            page.evaluate(first)
        if page.evaluate(OVERHANG) > 0:
            found.append(f"{address} by {page.evaluate(OVERHANG)} px")
    return found


@pytest.fixture
def addresses(desk: Desk, sandbox: Sandbox) -> list[str]:
    """One address of every kind of page."""
    states = page_addresses.outcomes(desk, sandbox)
    doors = [*page_addresses.LISTS, *page_addresses.OTHERS, page_addresses.settling()]
    return [
        *doors,
        *states,
        *page_addresses.changes(states[0]),
        *page_addresses.forms(sandbox),
        page_addresses.events()[-1],
    ]


def test_nothing_scrolls_sideways_on_a_phone(windows: Windows, addresses: list[str]) -> None:
    assert wide(windows.open("administrator", viewport=PHONE), addresses) == []


def test_nothing_scrolls_sideways_with_text_at_twice_its_size(
    windows: Windows, addresses: list[str]
) -> None:
    assert wide(windows.open("administrator"), addresses, first=TWICE_AS_LARGE) == []


def test_a_thumb_takes_the_day_and_the_link_that_it_means(windows: Windows) -> None:
    page = windows.open("coordinator", at="/?view=today", viewport=PHONE)
    steps = [one.bounding_box() for one in page.locator(".day-head nav a").all()]
    assert all(min(one["width"], one["height"]) >= 40 for one in steps if one)
    assert steps[1]["x"] - (steps[0]["x"] + steps[0]["width"]) >= 8
    links = [one.bounding_box() for one in page.locator(".day-links a").all()]
    assert min(one["height"] for one in links if one) >= 32


def test_a_phone_s_first_row_stands_in_the_upper_half_of_it(windows: Windows) -> None:
    page = windows.open("coordinator", viewport=PHONE | {"width": 390, "height": 844})
    first = page.locator(".rows tbody tr:not(.rows__day)").first.bounding_box()
    assert first and first["y"] <= 330
    tabs, menu = page.locator(".views__tabs"), page.locator(".views__filters")
    lines = [one.bounding_box() for one in (tabs, menu)]
    assert all(lines) and abs(lines[0]["y"] - lines[1]["y"]) < 8


@pytest.mark.parametrize("view", ["today", "to-book", "all"])
def test_a_row_is_one_line_high_whatever_stands_in_it(windows: Windows, view: str) -> None:
    page = windows.open("coordinator", at=f"/?view={view}", viewport={"width": 1280, "height": 720})
    heights = page.locator(".rows tbody tr:not(.rows__day)").evaluate_all(
        "all => all.map((one) => Math.round(one.getBoundingClientRect().height))"
    )
    assert len(set(heights)) == 1 and heights[0] in (36, 37)  # with the line below it


def test_starts_at_which_unlike_numbers_of_seats_are_free_widen_no_page(
    windows: Windows, desk: Desk, sandbox: Sandbox
) -> None:
    booked, where = sandbox.needs_proctor()[:2]
    assert desk.book(booked).status_code == 302
    page = windows.open("coordinator", viewport=PHONE)
    open_form(page, where).fill(
        answers_of("smarter-scheduling")
        | {"appointment_date_time": Given("2027-01-14T16:00", "appointmentDateTime", "")}
    )
    chosen = page.locator(".starts__item[aria-current]")
    expect(chosen).to_have_text(re.compile(r"4:00 PM\s+40 free"))
    assert page.evaluate(OVERHANG) == 0


def test_a_long_name_breaks_instead_of_widening_the_page(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator", viewport=PHONE)
    long = Given(LONG_NAME, "", "")
    hands = open_form(page, sandbox.needs_proctor()[0], "ad-hoc")
    hands.fill(answers_of("ad-hoc") | {"first_name": long, "last_name": long, "company": long})
    see(page, LONG_NAME)
    assert page.evaluate(OVERHANG) == 0


def test_a_row_on_another_clock_takes_one_line_as_the_others_do(
    windows: Windows, desk: Desk, sandbox: Sandbox
) -> None:
    there = sandbox.needs_proctor()[0]
    desk.book(there, proctor_location_sid=f"PL{3:032x}", time_zone="")
    at = f"/?install={there['installSid']}&q={there['learner']}"
    page = windows.open("coordinator", at=at, viewport={"width": 1280, "height": 720})
    elsewhere = page.locator(".rows__when abbr")
    expect(elsewhere).to_have_attribute("title", "Phoenix, 1 hour behind: 10:30 AM in Chicago")
    expect(elsewhere).to_have_text("MST")
    assert set(page.locator("td.rows__when").evaluate_all(LINES)) == {1}


def test_a_session_is_booked_on_a_phone(windows: Windows, sandbox: Sandbox) -> None:
    page = windows.open("coordinator", viewport=PHONE, has_touch=True, is_mobile=True)
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of("smarter-scheduling"))
    page.locator(SEND).tap()

    see(page, BOOKED)
    assert page.evaluate(OVERHANG) == 0
