"""Light and dark, what a button says while it is pressed, and what is said of a page that could not
be renewed.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from portal.sandbox.server import Sandbox
from tests.support.booking_form import session_path
from tests.support.browser_steps import open_form
from tests.support.browser_windows import PATIENCE, Windows

pytestmark = [pytest.mark.browser, pytest.mark.long]


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_the_colours_change_where_one_stands_and_stay(windows: Windows, sandbox: Sandbox) -> None:
    page, where = windows.open("administrator"), sandbox.needs_proctor()[0]
    open_form(page, where)
    page.locator("#id_notes").fill("Ground floor")
    light = paper(page)
    page.locator(".topbar__person summary").click()
    with page.expect_response(lambda answer: answer.url.endswith("/theme/")):
        page.get_by_role("button", name="Dark").click()
    assert paper(page) != light
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#id_notes")).to_have_value("Ground floor")
    dark = paper(page)
    for path in ("/", "/admin/"):
        page.goto(f"{windows.url}{path}")
        assert paper(page) == dark
    page.locator(".topbar__person summary").click()
    with page.expect_response(lambda answer: answer.url.endswith("/theme/")):
        page.get_by_role("button", name="Light").click()
    assert paper(page) == light


def test_the_button_says_that_it_asks_only_where_it_was_pressed(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    open_form(page, where)
    held: list[Route] = []
    page.route("**/schedule/", lambda route: held.append(route))
    asking = page.locator(".btn__busy")
    for press, says in (("#type-automated", False), (".summary .btn--primary", True)):
        page.locator(press).click()
        expect(page.locator("form.htmx-request")).to_have_count(1)
        expect(asking).to_be_visible() if says else expect(asking).to_be_hidden()
        for _ in range(PATIENCE // 100):  # a press waits for the summary before it asks
            if held:
                break
            page.wait_for_timeout(100)
        held.pop().continue_()
        expect(page.locator("form.htmx-request")).to_have_count(0)
    windows.tolerate(422)


def test_a_page_that_could_not_be_renewed_says_nothing_of_answers(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before", method="POST")
    sandbox.trouble("status", method="GET", path_contains="/sessions/", code=503, times=None)
    desk = windows.open("coordinator")
    open_form(desk, where)
    desk.locator("#type-automated").click()
    desk.locator(".summary .btn--primary").click()
    page.route("**/standing/", lambda route: route.fulfill(status=500))
    page.goto(f"{windows.url}{session_path(where)}")
    expect(page.locator("#trouble")).to_contain_text("This page could not be updated")
    expect(page.locator("#trouble")).not_to_contain_text("answers")
    windows.tolerate(500)


def test_a_form_of_the_admin_site_that_was_not_saved_leads_to_what_is_wrong(
    windows: Windows,
) -> None:
    page = windows.open("administrator", at="/admin/scheduling/proctortype/add/")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("Nothing was saved. Please fix:")
