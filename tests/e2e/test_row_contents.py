"""A row of the day at 1280 pixels is one line: what is too long for it ends in a sign and is read
whole on hover. What is stored otherwise than asked is read to its end.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator

from portal.sandbox.server import Sandbox
from scheduling.institutions import catalogue
from scheduling.models import Attendance, Institution
from tests.support.booking_form import DULUTH
from tests.support.browser_windows import Windows
from tests.support.client import Desk
from tests.support.known_sessions import known_session

pytestmark = [pytest.mark.browser, pytest.mark.long]
ROW = 36
LONG_PLACE = "Minneapolis Campus Testing, East Annex"


def cut(cell: Locator) -> int:
    """How many pixels of it are cut off."""
    found: int = cell.evaluate("one => one.scrollWidth - one.clientWidth")
    return found


def below(cell: Locator) -> int:
    """How many pixels of its lines lie below it."""
    found: int = cell.evaluate("""one => {
      const range = document.createRange();
      range.selectNodeContents(one);
      const seen = [...range.getClientRects()].filter((box) => box.width > 2);
      const lowest = Math.max(...seen.map((box) => box.bottom));
      return Math.max(0, Math.floor(lowest - one.getBoundingClientRect().bottom));
    }""")
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


def test_a_difference_stands_under_the_exam_and_both_are_read_to_their_end(
    windows: Windows, sandbox: Sandbox, desk: Desk
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off")
    assert desk.book(where).status_code == 302
    page = windows.open("coordinator", at="/?day=2027-01-14")
    page.set_viewport_size({"width": 1280, "height": 720})
    row = page.locator("tr", has=page.locator(".diff__words"))
    exam = row.locator("td.rows__what")
    note = exam.locator(".diff__words")
    assert "asked" in note.inner_text() and page.locator(".rows__note").count() == 0
    assert (cut(note), cut(exam), below(exam)) == (0, 0, 0)
    assert row.evaluate("one => one.getBoundingClientRect().height") <= ROW + 1


def test_learners_with_one_long_beginning_are_told_apart_beside_an_open_session(
    windows: Windows, institution: Institution
) -> None:
    start = datetime(2027, 1, 14, 9, 30, tzinfo=ZoneInfo("America/Chicago"))
    about = {"status": "Scheduled", "session_type": "smarter-scheduling", "appointment_at": start}
    for name in ("Maximilian-Alexander Featherstone", "Maximilian-Alexander Featherby"):
        known_session(institution, learner_name=name, **about)
    page = windows.open("coordinator", at="/?day=2027-01-14")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.locator(".rows__beside").first.click()
    page.locator(".list--beside").wait_for()
    for who in page.locator("td.rows__who").all():
        assert cut(who) == 0
        assert below(who) == 0


def test_a_list_at_one_location_repeats_it_in_no_row(
    windows: Windows, institution: Institution
) -> None:
    start = datetime(2027, 1, 14, 9, 30, tzinfo=ZoneInfo("America/Chicago"))
    about = {"status": "Scheduled", "session_type": "smarter-scheduling", "appointment_at": start}
    name = catalogue.location_name(institution, DULUTH)
    known_session(
        institution, learner_name="Ida Roe", location_sid=DULUTH, location_name=name, **about
    )
    at = f"install={institution.sid}"
    page = windows.open("coordinator", at=f"/?day=2027-01-14&{at}&location={DULUTH}")
    page.set_viewport_size({"width": 1280, "height": 720})
    assert page.locator("td.rows__where").count() == 0
    heads = page.locator("thead th:visible").evaluate_all(
        "all => all.map((one) => [one.innerText, Math.round(one.getBoundingClientRect().width)])"
    )
    assert dict(heads)["When"] <= 176 and dict(heads)["State"] <= 144
    page.goto(f"/?day=2027-01-14&{at}")
    assert page.locator("td.rows__where").inner_text() == name


def test_what_is_normal_on_the_day_stands_in_regular_type_and_nothing_is_cut(
    windows: Windows, institution: Institution
) -> None:
    start = datetime(2027, 1, 14, 9, 30, tzinfo=ZoneInfo("America/Chicago"))
    about = {"session_type": "smarter-scheduling", "appointment_at": start}
    known_session(institution, learner_name="Ida Roe", status="Processing", **about)
    absent = known_session(institution, learner_name="Ola Fox", status="Processing", **about)
    Attendance.objects.create(
        session=absent,
        start_at=start,
        no_show_at=start,
        marked_by_name="Ana Ruiz",
        event_number=1,
    )
    known_session(institution, learner_name="Una Lee", status="Incident", **about)
    page = windows.open("coordinator", at="/?day=2027-01-14")
    page.set_viewport_size({"width": 1280, "height": 720})
    state = "one => getComputedStyle(one.querySelector('.state')).fontWeight"
    weights = {
        name: page.locator("tr", has_text=name).locator("td.rows__state").evaluate(state)
        for name in ("Ida Roe", "Ola Fox", "Una Lee")
    }
    assert weights == {"Ida Roe": "400", "Ola Fox": "600", "Una Lee": "600"}
    shown = page.locator("tr", has_text="Ola Fox").locator("td.rows__state")
    assert "No-show · Processing" in shown.inner_text()
    assert (cut(shown), below(shown)) == (0, 0)
