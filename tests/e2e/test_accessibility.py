"""axe finds nothing, on any page, in either theme."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support import page_addresses
from tests.support.axe import findings, findings_at, findings_unfolded
from tests.support.browser_answers import sunday
from tests.support.browser_steps import open_form
from tests.support.browser_windows import Windows
from tests.support.client import Desk

pytestmark = pytest.mark.browser


@pytest.mark.long
def test_lists_are_accessible(page: Page, desk: Desk, sandbox: Sandbox) -> None:
    page_addresses.outcomes(desk, sandbox)
    assert findings_at(page, [*page_addresses.LISTS, *page_addresses.OTHERS]) == []


@pytest.mark.long
def test_forms_are_accessible(page: Page, sandbox: Sandbox) -> None:
    assert findings_at(page, page_addresses.forms(sandbox)) == []


@pytest.mark.long
def test_forms_with_faults_are_accessible(windows: Windows, sandbox: Sandbox) -> None:
    page = windows.open("coordinator")
    found = []
    for wire_name in ("ad-hoc", "messaging"):
        open_form(page, sandbox.needs_proctor()[0], wire_name).book()
        expect(page.locator(".error-summary")).to_be_focused()
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        found += findings(page)
    page.locator("#id_appointment_date_time").fill(f"{sunday(11, 1)}T01:30")
    expect(page.get_by_role("radio", name="1:30 AM")).to_have_count(2)
    assert found + findings(page) == []
    windows.expect(422, 422)


@pytest.mark.long
def test_sessions_are_accessible_in_every_state(page: Page, sandbox: Sandbox) -> None:
    assert findings_at(page, page_addresses.sessions(sandbox)) == []


@pytest.mark.long
def test_outcomes_and_their_events_are_accessible(
    windows: Windows, desk: Desk, sandbox: Sandbox
) -> None:
    addresses = page_addresses.outcomes(desk, sandbox)
    page = windows.open("administrator")
    found = findings_at(
        page, [*addresses, *page_addresses.changes(addresses[0]), page_addresses.settling()]
    )
    page.get_by_role("button", name="Save the decision").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert found + findings(page) == []
    windows.expect(422)


@pytest.mark.long
def test_an_event_is_accessible_with_everything_unfolded(
    page: Page, desk: Desk, sandbox: Sandbox
) -> None:
    page_addresses.outcomes(desk, sandbox)
    assert findings_unfolded(page, page_addresses.events()[-1:]) == []


@pytest.mark.long
def test_stories_out_of_the_log_are_accessible(page: Page, desk: Desk, sandbox: Sandbox) -> None:
    page_addresses.outcomes(desk, sandbox)
    assert findings_unfolded(page, page_addresses.stories()) == []


@pytest.mark.long
def test_every_kind_of_event_is_accessible(page: Page, desk: Desk, sandbox: Sandbox) -> None:
    page_addresses.outcomes(desk, sandbox)
    assert findings_unfolded(page, page_addresses.events()) == []


@pytest.mark.long
def test_doors_and_dead_ends_are_accessible(windows: Windows) -> None:
    page = windows.open()
    found = findings(page)
    page.get_by_label("Username").fill("coordinator")
    page.get_by_label("Password").fill("not-the-password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    found += findings(page)
    found += findings_at(windows.open("coordinator"), ["/nothing/here/"])
    found += findings_at(windows.open("auditor"), ["/admin/auth/user/"])
    assert found == []
    windows.expect(404, 403)


@pytest.mark.long
def test_menus_and_help_are_accessible(page: Page) -> None:
    page.keyboard.press("?")
    found = findings(page)
    page.keyboard.press("Escape")
    page.locator(".topbar__person summary").click()
    assert found + findings(page) == []


@pytest.mark.long
def test_the_admin_site_is_accessible(windows: Windows, sandbox: Sandbox) -> None:
    page = windows.open("administrator", at="/admin/")
    found = findings(page) + findings_at(page, ["/admin/scheduling/install/"])
    page.locator("#result_list tbody a").first.click()
    assert found + findings(page) == []


@pytest.mark.long
def test_every_list_and_form_of_the_admin_site_is_accessible(
    windows: Windows, desk: Desk, sandbox: Sandbox
) -> None:
    page_addresses.outcomes(desk, sandbox)
    page = windows.open("administrator", at="/admin/")
    links = page.locator("#content a").evaluate_all(
        "all => all.map((one) => one.getAttribute('href'))"
    )
    lists = sorted({path for path in links if re.fullmatch(r"/admin/[a-z]+/[a-z]+/", path)})
    adds = sorted({path for path in links if re.fullmatch(r"/admin/[a-z]+/[a-z]+/add/", path)})
    rows = [row for path in lists if (row := _first_row(page, path))]
    deletes = [row.replace("/change/", "/delete/") for row in rows if "/price/" in row]
    more = [
        f"/admin/scheduling/install/{Institution.objects.first().pk}/{page}/"
        for page in ("history", "afresh")
    ]
    assert (len(lists) > 5, len(adds) > 3, len(rows) > 5) == (True, True, True)
    found = findings_at(
        page,
        [*lists, *adds, *rows, *deletes, *more, "/admin/scheduling/attempt/?q=none", "/start/"],
    )
    page.goto("/admin/scheduling/site/add/")
    page.get_by_role("button", name="Save", exact=True).click()
    assert found + findings(page) == []


def _first_row(page: Page, path: str) -> str:
    page.goto(path)
    links = page.locator("#result_list tbody th a")
    return str(links.first.get_attribute("href")) if links.count() else ""
