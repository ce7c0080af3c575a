"""A row of the day at 1280 pixels is one line: what is too long for it ends in a sign and is read
whole on hover. What is stored otherwise than asked is read to its end.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support.booking_form import DULUTH
from tests.support.browser_windows import Windows
from tests.support.client import Desk
from tests.support.known_sessions import known_session

pytestmark = [pytest.mark.browser, pytest.mark.long]
ROW = 30
LONG_PLACE = "Minneapolis Campus Testing, East Annex"


def cut(cell: Locator) -> int:
    """How many pixels of it are cut off."""
    found: int = cell.evaluate("one => one.scrollWidth - one.clientWidth")
    return found


def test_a_long_place_stays_in_one_line_and_is_read_whole_on_hover(
    windows: Windows, institution: Institution
) -> None:
    start = datetime(2027, 1, 14, 9, 30, tzinfo=ZoneInfo("America/Chicago"))
    about = {"status": "Scheduled", "session_type": "smarter-scheduling", "appointment_at": start}
    known_session(
        institution, learner_name="Ida Roe", location_sid=DULUTH, location_name=LONG_PLACE, **about
    )
    page = windows.open("coordinator", at="/?day=2027-01-14")
    page.set_viewport_size({"width": 1280, "height": 720})
    row = page.locator("tr", has_text="Ida Roe")
    where = row.locator("td.rows__where")
    assert where.inner_text() == where.locator("bdi").get_attribute("title") == LONG_PLACE
    assert where.evaluate("one => getComputedStyle(one).textOverflow") == "ellipsis"
    assert row.evaluate("one => one.getBoundingClientRect().height") <= ROW + 1


def test_a_difference_leaves_the_exam_s_title_to_be_read(
    windows: Windows, sandbox: Sandbox, desk: Desk
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off")
    assert desk.book(where).status_code == 302
    page = windows.open("coordinator", at="/?day=2027-01-14")
    page.set_viewport_size({"width": 1280, "height": 720})
    exam = page.locator("td.rows__what", has=page.locator(".diff__words"))
    assert "asked" in exam.inner_text()
    assert cut(exam) == 0
