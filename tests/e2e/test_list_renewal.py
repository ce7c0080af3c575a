"""The worklist renews itself: rows change where they stand, and neither the focus nor the place on
the page is lost.
"""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from scheduling.models import ExamSession, Institution
from tests.support.axe import findings
from tests.support.browser_windows import PATIENCE, Windows
from tests.support.known_sessions import known_session

pytestmark = pytest.mark.browser
RENEW = "document.getElementById('list-state').dispatchEvent(new Event('renew'))"
# A list that is swapped in listens a moment later; a timer that begins then ends after that.
RENEWED = f"""new Promise((done, fail) => {{
  setTimeout(fail, {PATIENCE}, new Error("the list was not renewed"));
  document.addEventListener("htmx:afterRequest", () => setTimeout(done, 100), {{ once: true }});
  {RENEW};
}})"""
NAMES = [f"Learner {number:02}" for number in range(60)]


@pytest.fixture
def keys(institution: Institution) -> list[int]:
    """Sixty sessions to book, in the order of the list; there are no more."""
    ExamSession.objects.all().delete()
    facts = {"status": "Needs Proctor", "course_name": "Algebra"}
    return [known_session(institution, learner_name=name, **facts).pk for name in NAMES]


def renew(page: Page) -> None:
    """The list asks now, and has its answer."""
    with page.expect_response("**/renewed/**") as answer:
        page.evaluate(RENEWED)
    answer.value.finished()


def shown(page: Page) -> list[str]:
    return [name.strip() for name in page.locator(".rows__link").all_inner_texts()]


@pytest.mark.long
def test_rows_change_where_they_stand_under_the_focus(
    windows: Windows, institution: Institution, keys: list[int]
) -> None:
    page = windows.open("coordinator", at="/?view=to-book")
    row, link = page.locator(f"#row-{keys[50]}"), page.locator(f"#session-{keys[50]}")
    link.focus()
    link.scroll_into_view_if_needed()
    place = (page.evaluate("scrollY"), row.bounding_box())
    assert place[0] > 0
    booked = {"status": "Scheduled", "appointment_at": timezone.now(), "course_name": "Zoology"}
    ExamSession.objects.filter(pk=keys[50]).update(**booked)
    known_session(institution, learner_name="Aaron", status="Needs Proctor")
    renew(page)
    expect(row).to_contain_text("Scheduled")
    expect(row).to_contain_text("Zoology")
    expect(link).to_be_focused()
    expect(page.locator("#list-state")).to_contain_text("2 sessions were added or left this list")
    assert (page.evaluate("scrollY"), row.bounding_box()) == place
    assert shown(page) == NAMES
    assert findings(page) == []
    page.locator("#list-now").click()
    expect(page.locator(f"#row-{keys[50]}")).to_have_count(0)
    assert shown(page) == ["Aaron", *NAMES[:50], *NAMES[51:]]


@pytest.mark.long
def test_the_focus_goes_to_the_row_where_its_button_is_gone(
    windows: Windows, keys: list[int]
) -> None:
    page = windows.open("coordinator", at="/?view=to-book")
    page.locator(f"#book-{keys[1]}").focus()
    ExamSession.objects.filter(pk=keys[1]).update(status="Scheduled")
    renew(page)
    expect(page.locator(f"#session-{keys[1]}")).to_be_focused()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url.partition("?")[0]))
    page.keyboard.press("b")  # no other session is booked in its place
    renew(page)
    expect(page.locator(f"#session-{keys[1]}")).to_be_focused()
    assert [url for url in asked if not url.endswith("/renewed/")] == []


def test_it_asks_every_half_minute_but_not_while_somebody_types(
    windows: Windows, keys: list[int]
) -> None:
    page = windows.open("coordinator", at="about:blank")
    page.clock.install()
    page.goto("/?view=to-book")
    expect(page.locator(f"#row-{keys[0]}")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/renewed/" in one.url else None)
    page.locator("#search").focus()
    page.keyboard.type("x")
    page.clock.run_for(31_000)
    page.keyboard.press("Backspace")
    assert asked == []
    with page.expect_response("**/renewed/**"):
        page.clock.run_for(30_000)
    assert len(asked) == 1


@pytest.mark.long
def test_a_list_that_cannot_be_renewed_says_so_and_stays_where_it_is(
    windows: Windows, keys: list[int]
) -> None:
    page = windows.open("coordinator", at="/?view=to-book")
    page.locator(f"#session-{keys[50]}").focus()
    page.route("**/renewed/**", lambda route: _fail(route))
    page.evaluate(RENEW)
    expect(page.locator("#trouble")).to_contain_text("This page could not be updated")
    expect(page.locator(f"#session-{keys[50]}")).to_be_in_viewport()
    expect(page.locator(f"#session-{keys[50]}")).to_be_focused()
    page.unroute("**/renewed/**")
    renew(page)
    expect(page.locator("#trouble")).to_be_hidden()
    windows.expect(500)


def _fail(route: Route) -> None:
    route.fulfill(status=500, body="")
