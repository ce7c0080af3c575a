"""A session opens beside the list, follows the rows and closes, with the keys and with a click."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession
from tests.support.axe import findings
from tests.support.browser_windows import Windows

pytestmark = pytest.mark.browser
RENEW = "document.getElementById('list-state').dispatchEvent(new Event('renew'))"
WIDE = {"width": 1440, "height": 800}


@pytest.fixture
def page(windows: Windows) -> Page:
    """A coordinator's list of sessions to book, wide enough for a session beside it."""
    return windows.open("coordinator", at="/?view=to-book", viewport=WIDE)


def link(page: Page, number: int) -> Locator:
    return page.locator(".rows__link").nth(number)


def title(page: Page) -> Locator:
    return page.locator("#beside-title")


def name(page: Page, number: int) -> str:
    return link(page, number).inner_text().strip()


def test_o_opens_a_session_beside_the_list_which_follows_the_rows_and_escape_closes_it(
    page: Page,
) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(title(page)).to_have_text(name(page, 1))
    expect(link(page, 1)).to_be_focused()
    expect(page.locator("#beside-said")).to_have_text(name(page, 1))
    assert findings(page) == []
    page.keyboard.press("j")
    expect(link(page, 2)).to_be_focused()
    expect(title(page)).to_have_text(name(page, 2))
    page.locator("#beside-close").focus()
    page.keyboard.press("k")
    expect(title(page)).to_have_text(name(page, 1))
    page.locator("#beside-open").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#beside")).to_be_hidden()
    expect(link(page, 1)).to_be_focused()
    page.keyboard.press("o")
    expect(title(page)).to_be_visible()
    page.keyboard.press("o")
    expect(page.locator("#beside")).to_be_hidden()
    assert re.search(r"/\?view=to-book$", page.url)


@pytest.mark.long
def test_while_it_is_on_its_way_that_is_said(page: Page) -> None:
    held: list[Route] = []
    page.route("**/panel/", lambda route: held.append(route))
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#beside")).to_have_text("Loading…")
    expect(page.locator("#beside-said")).to_have_text("Loading…")
    page.wait_for_timeout(300)
    held[0].continue_()
    expect(title(page)).to_have_text(name(page, 0))
    expect(page.locator("#beside")).not_to_contain_text("Loading…")


@pytest.mark.long
def test_what_comes_after_it_was_closed_is_not_shown_and_no_key_presses_it(page: Page) -> None:
    held: list[Route] = []
    page.route("**/panel/", lambda route: held.append(route))
    page.keyboard.press("j")
    with page.expect_request("**/panel/"):
        page.keyboard.press("o")
    with page.expect_event("requestfailed"):
        page.keyboard.press("Escape")
    expect(page.locator("#beside")).to_be_hidden()
    expect(page.locator("#beside > *")).to_have_count(0)
    assert len(held) == 1


@pytest.mark.long
def test_a_click_on_the_control_opens_it_and_its_button_closes_it(page: Page) -> None:
    page.locator(".rows__beside").nth(3).click()
    expect(title(page)).to_have_text(name(page, 3))
    page.keyboard.press("j")
    expect(title(page)).to_have_text(name(page, 4))
    page.locator("#beside-close").click()
    expect(page.locator("#beside")).to_be_hidden()
    page.locator(".rows__beside").nth(3).click()
    page.locator("#beside-open").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("·")


@pytest.mark.long
def test_keys_press_what_is_beside_the_list_for_the_row_with_the_focus_alone(
    page: Page, sandbox: Sandbox
) -> None:
    page.goto("/?view=all&state=scheduled")
    rows = page.locator(".rows__link")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#session-panel")).to_be_visible()
    held: list[Route] = []
    page.route("**/panel/", lambda route: held.append(route))
    page.keyboard.press("j")
    expect(page.locator("#beside")).to_have_js_property("inert", True)
    page.keyboard.press("c")  # the session of the row before is still there, and is not cancelled
    page.keyboard.press("b")  # nor is another one booked
    page.unroute("**/panel/")
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(title(page)).to_have_text(rows.nth(1).inner_text().strip())
    expect(page.locator("#beside")).to_have_js_property("inert", False)
    address = rows.nth(1).get_attribute("href")
    with page.expect_navigation(url=re.compile(f"{address}cancel/")):
        page.keyboard.press("c")


@pytest.mark.long
def test_where_there_is_no_room_or_no_script_the_session_is_opened_as_a_page(
    windows: Windows, sandbox: Sandbox
) -> None:
    narrow = windows.open(
        "coordinator", at="/?view=to-book", viewport={"width": 1000, "height": 800}
    )
    narrow.keyboard.press("j")
    expect(narrow.locator(".rows__beside").first).to_be_hidden()
    address = link(narrow, 0).get_attribute("href")
    with narrow.expect_navigation(url=re.compile(f"{address}$")):
        narrow.keyboard.press("o")
    plain = windows.open(
        "coordinator", at="/?view=to-book", viewport=WIDE, java_script_enabled=False
    )
    with plain.expect_navigation(url=re.compile("/sessions/")):
        plain.locator(".rows__beside").first.click()


@pytest.mark.long
def test_it_says_that_it_cannot_be_shown_and_still_leads_to_the_page(
    page: Page, windows: Windows
) -> None:
    page.route("**/panel/", lambda route: route.fulfill(status=500, body=""))
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#beside")).to_contain_text("This session can’t be shown here now.")
    expect(page.locator("#beside").get_by_role("link")).to_have_attribute(
        "href", str(link(page, 0).get_attribute("href"))
    )
    expect(page.locator("#trouble")).to_be_hidden()
    windows.expect(500)


@pytest.mark.long
def test_when_its_row_changes_what_stands_beside_changes_too(page: Page, sandbox: Sandbox) -> None:
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#beside")).to_contain_text("Needs proctor")
    sid = str(link(page, 0).get_attribute("href")).split("/")[-2]
    ExamSession.objects.filter(sid=sid).update(status="Incident")
    page.evaluate(RENEW)
    expect(page.locator("#beside")).to_contain_text("Incident")
    expect(link(page, 0)).to_be_focused()


def sid(page: Page, number: int) -> str:
    return str(link(page, number).get_attribute("href")).split("/")[-2]


def address_of(page: Page, number: int) -> re.Pattern[str]:
    return re.compile(rf"/\?view=to-book&open={sid(page, number)}$")


PLAIN = re.compile(r"/\?view=to-book$")


@pytest.mark.long
def test_the_address_follows_what_is_open_and_the_way_back_closes_it(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page).to_have_url(address_of(page, 0))
    expect(title(page)).to_have_text(name(page, 0))
    page.keyboard.press("j")
    expect(page).to_have_url(address_of(page, 1))
    expect(title(page)).to_have_text(name(page, 1))
    page.go_back()
    expect(page).to_have_url(PLAIN)
    expect(page.locator("#beside")).to_be_hidden()
    page.go_forward()
    expect(title(page)).to_have_text(name(page, 1))
    page.keyboard.press("Escape")
    expect(page).to_have_url(PLAIN)


@pytest.mark.long
def test_what_was_opened_and_closed_leaves_no_step_on_the_way_back(page: Page) -> None:
    page.goto("/help/")
    page.goto("/?view=to-book")
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("o")
        expect(title(page)).to_be_visible()
        page.keyboard.press("Escape")
        expect(page).to_have_url(PLAIN)
    page.go_back()
    expect(page).to_have_url(re.compile("/help/$"))


@pytest.mark.long
def test_the_list_as_it_is_now_keeps_the_session_beside_it_open(page: Page) -> None:
    last = str(page.locator(".rows__link").last.get_attribute("href")).split("/")[-2]
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page).to_have_url(address_of(page, 0))
    ExamSession.objects.filter(sid=last).update(status="Scheduled")
    page.evaluate(RENEW)
    opened, shown = sid(page, 0), name(page, 0)
    page.locator("#list-now").click()
    expect(page.locator("#list-now")).to_have_count(0)
    expect(page).to_have_url(re.compile(rf"/\?view=to-book&page=1&open={opened}$"))
    expect(title(page)).to_have_text(shown)


@pytest.mark.long
def test_an_address_opens_its_session_wherever_it_is_sent_to(page: Page, windows: Windows) -> None:
    address = f"/?view=to-book&open={sid(page, 2)}"
    page.goto(address)
    expect(title(page)).to_have_text(name(page, 2))
    expect(link(page, 2)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page).to_have_url(PLAIN)
    narrow = windows.open("coordinator2", at=address, viewport={"width": 1000, "height": 800})
    expect(link(narrow, 2)).to_be_focused()
    expect(narrow.locator("tr.is-beside .rows__link")).to_have_count(1)
    expect(narrow.locator("#beside")).to_be_hidden()
    assert findings(narrow) == []
