"""The week on wide and on narrow screens: how its figures share the width."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from scheduling.models import Institution
from tests.support.booking_form import DULUTH
from tests.support.known_sessions import known_session
from tests.support.long_cases import mostly_long
from tests.support.people import NORTHFIELD

pytestmark = pytest.mark.browser
WEEK = f"/week/?install={NORTHFIELD}&week=2027-W02"
SECTIONS = "main .figures section"


@pytest.fixture
def booked(institution: Institution) -> None:
    """Three on Tuesday and Wednesday, and a course that waits."""
    for number in range(3):
        known_session(
            institution,
            status="Scheduled",
            appointment_at=datetime(2027, 1, 12, 16, tzinfo=UTC) + timedelta(hours=12 * number),
            duration_minutes=120,
            location_sid=DULUTH,
            refreshed_at=timezone.now(),
        )
    known_session(institution, status="Needs Proctor", course_name="Marine Law " * 5)


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    found = page.locator(selector)
    every = [found.nth(number).bounding_box() for number in range(found.count())]
    return [dict(one) for one in every if one]


OTHERS = ((1920, 2), (1280, 2), (1000, 1))


@pytest.mark.parametrize(
    ("width", "columns"),
    mostly_long([(390, 1), (1200, 2), *OTHERS], everyday=1),
)
def test_figures_stand_side_by_side_where_there_is_room_and_nothing_widens_the_page(
    page: Page, booked: None, width: int, columns: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(WEEK)
    sections = boxes(page, SECTIONS)
    page.locator(f"{SECTIONS} summary").last.click()
    assert len(sections) == 5
    assert len({round(one["x"]) for one in sections}) == columns
    assert sections[0]["y"] == min(one["y"] for one in sections)
    used = max(one["x"] + one["width"] for one in sections) - min(one["x"] for one in sections)
    room = page.locator("main").evaluate(
        "(main) => main.clientWidth - 2 * parseFloat(getComputedStyle(main).paddingLeft)"
    )
    assert abs(used - room) < 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 1920])
def test_the_figures_of_a_column_follow_each_other_without_a_hole(
    page: Page, booked: None, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(WEEK)
    found = boxes(page, SECTIONS)
    between = [
        after["y"] - before["y"] - before["height"]
        for before, after in pairwise(found)
        if after["x"] == before["x"]
    ]
    assert len(between) == 3 and max(between) < 100


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 390])
def test_bars_have_the_room_that_their_labels_leave(page: Page, booked: None, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(WEEK)
    for row, bar in zip(boxes(page, ".chart a"), boxes(page, ".chart .bars"), strict=True):
        assert bar["width"] > row["width"] / 3
        assert abs(bar["x"] + bar["width"] - row["x"] - row["width"]) < 1


@pytest.mark.long
def test_seats_by_half_hour_scroll_within_themselves_and_keep_their_times(
    page: Page, booked: None
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(WEEK)
    scrolled = page.locator(".week-scroll:has(.heat)")
    time = page.locator(".heat tbody th").first
    before = time.bounding_box()
    assert scrolled.evaluate("(part) => part.scrollWidth > part.clientWidth")
    scrolled.evaluate("(part) => part.scrollTo(part.scrollWidth, 0)")
    assert page.locator(".heat tbody .bars").first.bounding_box()
    assert time.bounding_box() == before
    box, part = page.locator(".heat .bars").first.bounding_box(), scrolled.bounding_box()
    assert box and part and box["x"] + box["width"] <= part["x"] + part["width"]


@pytest.mark.long
def test_a_cell_leads_to_who_is_there_then(page: Page, booked: None) -> None:
    page.goto(WEEK)
    page.locator(".heat td", has_text="peak").get_by_role("link").click()
    page.wait_for_url("**/board/**day=2027-01-12&at=10%3A00#there")
    assert "10:00 AM" in page.locator("#there").inner_text()
