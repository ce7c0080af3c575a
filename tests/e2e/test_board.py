"""The board of a long day opens where the day is."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution, Location
from tests.support.booking_actions import book
from tests.support.booking_form import DULUTH
from tests.support.browser_windows import PHONE, Windows
from tests.support.client import Desk
from tests.support.known_sessions import known_session
from tests.support.midday import zone_where_it_is
from tests.support.people import NORTHFIELD

pytestmark = [pytest.mark.browser, pytest.mark.long]
IN_SIGHT = """() => {
  const cell = document.querySelector("[data-now]").getBoundingClientRect();
  const scroller = document.querySelector(".board-scroll").getBoundingClientRect();
  const place = document.querySelector(".board tbody .board__place").getBoundingClientRect();
  return cell.left >= place.right && cell.right <= scroller.right;
}"""

NAMED_IN_SIGHT = """() => {
  const scroller = document.querySelector(".board-scroll").getBoundingClientRect();
  const named = [...document.querySelectorAll(".board__special :is(a, .state)")];
  const boxes = named.map((one) => one.getBoundingClientRect());
  const isIn = (box) => box.left >= scroller.left && box.right <= scroller.right;
  return boxes.length > 0 && boxes.every(isIn);
}"""


@pytest.mark.parametrize("size", [{"width": 1280, "height": 720}, PHONE], ids=("desk", "phone"))
def test_the_current_half_hour_is_in_sight_whoever_came_in_the_night(
    windows: Windows, institution: Institution, size: dict[str, int]
) -> None:
    zone = zone_where_it_is(18)
    Institution.objects.update(time_zone=zone, synced_at=timezone.now())
    Location.objects.update(time_zone="")
    ExamSession.objects.all().delete()
    now = datetime.now(ZoneInfo(zone))
    first = now.replace(hour=0, minute=30, second=0, microsecond=0)
    for start in (first, now - timedelta(minutes=20)):
        facts = {"location_sid": DULUTH, "duration_minutes": 60, "refreshed_at": timezone.now()}
        known_session(institution, status="Incident", appointment_at=start, **facts)
    board = f"/board/?install={institution.sid}"
    page = windows.open("coordinator", at=board, viewport=size)
    assert page.locator(".board th").first.is_visible()
    assert page.evaluate(IN_SIGHT)
    assert page.evaluate("scrollY") == 0
    assert page.evaluate(NAMED_IN_SIGHT)
    page.goto(f"{board}&day={now.date() + timedelta(days=1)}")
    assert page.evaluate("document.querySelector('.board-scroll')?.scrollLeft ?? 0") == 0


def test_a_cell_of_a_place_whose_seats_nobody_entered_is_dashed(
    windows: Windows, institution: Institution
) -> None:
    Institution.objects.update(synced_at=timezone.now())
    Location.objects.update(seats=None)
    ExamSession.objects.all().delete()
    zone = ZoneInfo(institution.time_zone)
    start = (datetime.now(zone) + timedelta(days=1)).replace(
        hour=11, minute=0, second=0, microsecond=0
    )
    facts = {"location_sid": DULUTH, "duration_minutes": 60, "refreshed_at": timezone.now()}
    known_session(institution, status="Scheduled", appointment_at=start, **facts)
    page = windows.open("coordinator", at=f"/board/?install={institution.sid}&day={start.date()}")
    styles = page.locator(".board__half:has(a:not(:empty))").evaluate_all(
        "found => found.map((one) => getComputedStyle(one).borderBottomStyle)"
    )
    assert styles == ["dashed"] * 2


HALVES = """() => {
  const all = (name) => [...document.querySelectorAll(name)];
  const cells = all(".board__half").map((one) => Math.round(one.getBoundingClientRect().width));
  const unsure = all(".board__half a").filter((one) => one.innerText.includes("?"));
  return [cells, unsure.map((one) => one.scrollWidth <= one.clientWidth)];
}"""


def test_half_hours_are_equally_wide_whatever_stands_in_them(
    page: Page, desk: Desk, sandbox: Sandbox
) -> None:
    for _ in range(12):
        book(desk, sandbox)
    sandbox.trouble("drop_before", method="POST")
    desk.book(sandbox.needs_proctor()[0])
    page.goto(f"/board/?install={NORTHFIELD}&location={DULUTH}&day=2027-01-14")
    widths, fits = page.evaluate(HALVES)
    assert "12 +1?" in page.inner_text(".board").replace("\n", " ")
    assert max(widths) - min(widths) <= 1
    assert fits and all(fits)
