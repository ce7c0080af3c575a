"""Booking on one screen of 1280 × 720: each open section, the headings of the folded ones, and
the summary with its button stand in the window without scrolling.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, Institution
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.booking_form import DULUTH, form_path, session_path
from tests.support.browser_answers import answers_of
from tests.support.browser_input import SEND, Mouse
from tests.support.browser_windows import Windows
from tests.support.client import Desk

pytestmark = pytest.mark.browser
SCREEN = {"width": 1280, "height": 720}
BESIDE_A_SCROLLBAR = {"width": 1265, "height": 720}
SEAT = "smarter-scheduling"
PLACE, TIME = "proctor_location_sid", "appointment_date_time"
# An address has more fields than the screen has room for.
BELOW = {"ad-hoc": ["Where", "Notes and details"]}
EVERY_DAY = {"ad-hoc"}
TYPES = [
    pytest.param(one, marks=() if one in EVERY_DAY else pytest.mark.long) for one in SESSION_TYPES
]
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Nguyễn-Łukasiewiczowa-von-und-zu-Hohenlohe"
# What ends below the window, by the first line of its heading; of a closed section its heading.
BELOW_THE_WINDOW = """all => all.map((one) => [one.matches("details:not([open])")
      ? one.querySelector("summary") : one, one.querySelector("legend, summary, h2")])
  .filter(([part]) => part.getBoundingClientRect().bottom + scrollY > innerHeight)
  .map(([part, heading]) => heading.firstChild.textContent.trim())"""
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def form(
    windows: Windows, where: Mapping[str, str], wire_name: str, screen: Mapping[str, int] = SCREEN
) -> Page:
    """The form of a type with its place and its time, and the free starts where it has any."""
    page = windows.open("coordinator", viewport=dict(screen))
    page.goto(f"{form_path(where)}?type={wire_name}")
    given = answers_of(wire_name, all_of_them=True)
    Mouse(page).fill({name: given[name] for name in (PLACE, TIME) if name in given})
    windows.settle(page)
    return page


def below(page: Page) -> list[str]:
    """The headings of what ends below the window while nothing is scrolled."""
    page.evaluate("scrollTo(0, 0)")
    parts = page.locator(".booking__form > .form-group, .summary")
    found: list[str] = parts.evaluate_all(BELOW_THE_WINDOW)
    return found


@pytest.mark.parametrize("wire_name", TYPES)
def test_all_of_a_type_s_form_is_on_one_screen(
    windows: Windows, sandbox: Sandbox, wire_name: str
) -> None:
    page = form(windows, sandbox.needs_proctor()[0], wire_name)
    expect(page.locator(".practice-band")).to_be_in_viewport(ratio=1)
    expect(page.locator(".folds").last).not_to_have_attribute("open", "")
    assert below(page) == BELOW.get(wire_name, [])


@pytest.mark.long
def test_it_is_so_with_a_long_name_a_scrollbar_beside_it_and_starts_of_unlike_numbers_of_seats(
    windows: Windows, desk: Desk, sandbox: Sandbox
) -> None:
    booked, where = sandbox.needs_proctor()[:2]
    assert desk.book(booked).status_code == 302
    page = form(windows, where, SEAT, BESIDE_A_SCROLLBAR)
    expect(page.locator(".starts__item[aria-current]")).to_contain_text("39 free")
    page.locator("h1 bdi").first.evaluate("(one, name) => { one.textContent = name; }", LONG_NAME)
    assert below(page) == []


@pytest.mark.long
def test_a_location_s_name_and_address_are_shown_whole_and_its_sid_is_pasted_beside_them(
    windows: Windows, sandbox: Sandbox, institution: Institution
) -> None:
    institution.locations.filter(pl_sid=DULUTH).update(address="1123 University Drive, Duluth, MN")
    page = form(windows, sandbox.needs_proctor()[0], SEAT)
    place, other = page.locator(f"#id_{PLACE}"), page.locator(f"#id_{PLACE}_other")
    fold = page.locator("summary", has=page.get_by_text(": Location"))
    box, stood = place.bounding_box(), fold.bounding_box()
    assert box["y"] == stood["y"] and box["x"] + box["width"] <= stood["x"]
    fold.click()
    expect(other).to_be_visible()
    now = fold.bounding_box()
    assert (now["x"] + now["width"], now["y"]) == (stood["x"] + stood["width"], stood["y"])
    assert page.evaluate(OVERHANG) == 0


@pytest.mark.long
@pytest.mark.parametrize("height", [720, 620])
def test_the_summary_of_a_restored_form_ends_above_its_button(
    windows: Windows, sandbox: Sandbox, height: int
) -> None:
    where = sandbox.needs_proctor()[0]
    page = form(windows, where, SEAT, {"width": 1280, "height": height})
    page.wait_for_timeout(1500)  # until the draft is kept
    page.reload()
    windows.settle(page)
    expect(page.locator(".draft-back")).to_be_visible()
    told, button = (
        page.locator(".slots > div").last.bounding_box(),
        page.locator(SEND).bounding_box(),
    )
    assert told["y"] + told["height"] <= button["y"]


@pytest.mark.parametrize("height", [pytest.param(720, marks=pytest.mark.long), 620])
def test_the_reason_of_a_switch_is_in_the_window_at_once(
    windows: Windows, desk: Desk, sandbox: Sandbox, height: int
) -> None:
    where = sandbox.needs_proctor()[0]
    assert desk.book(where).status_code == 302
    page = windows.open("coordinator", viewport={"width": 1280, "height": height})
    page.goto(f"{session_path(where)}switch/")
    expect(page.locator("#id_cancellation_memo")).to_be_in_viewport(ratio=1)


def test_what_differs_of_a_request_and_its_decision_are_seen_first(
    windows: Windows, administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off", method="POST", answers=False)
    administrator.book(where)
    Attempt.objects.update(needs_person=True)
    page = windows.open("administrator", at=session_path(where), viewport=SCREEN)
    for part in (page.locator(".diff"), page.get_by_role("button", name="Save the decision")):
        expect(part).to_be_in_viewport(ratio=1)
