"""A phone, and text at twice its size: nothing runs out of the page sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.sentences import BOOKED
from tests.support import page_addresses
from tests.support.browser_answers import Given, answers_of
from tests.support.browser_steps import open_form, see
from tests.support.browser_windows import PHONE, Windows
from tests.support.client import Desk

pytestmark = pytest.mark.browser
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TWICE_AS_LARGE = "document.documentElement.style.fontSize = '200%'"
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


def test_a_long_name_breaks_instead_of_widening_the_page(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator", viewport=PHONE)
    long = Given(LONG_NAME, "", "")
    hands = open_form(page, sandbox.needs_proctor()[0], "ad-hoc")
    hands.fill(answers_of("ad-hoc") | {"first_name": long, "last_name": long, "company": long})
    see(page, LONG_NAME)
    assert page.evaluate(OVERHANG) == 0


def test_a_session_is_booked_on_a_phone(windows: Windows, sandbox: Sandbox) -> None:
    page = windows.open("coordinator", viewport=PHONE, has_touch=True, is_mobile=True)
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of("smarter-scheduling"))
    page.get_by_role("button", name="Book this session").tap()

    see(page, BOOKED)
    assert page.evaluate(OVERHANG) == 0
