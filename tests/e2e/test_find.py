"""The search box opens what it finds while somebody types, for the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from scheduling.models import ExamSession
from tests.support.axe import findings
from tests.support.browser_windows import PHONE, Windows

pytestmark = pytest.mark.browser


def test_arrows_go_through_what_the_box_finds_and_escape_closes_it(page: Page) -> None:
    one = ExamSession.objects.exclude(learner_name="").exclude(user_sid="").order_by("pk")[0]
    box, panel = page.locator("#search"), page.locator("[data-suggestions]")
    page.keyboard.press("/")
    page.keyboard.type(one.learner_name[0])
    page.keyboard.type(one.learner_name[1:])
    first = panel.get_by_role("link").first
    expect(panel.get_by_role("heading", name="Learners")).to_be_visible()
    expect(page.locator("[data-found]")).to_contain_text("Press the down arrow")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    assert findings(page) == []
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(box).to_be_focused()

    page.keyboard.press("Control+a")
    page.keyboard.type("tomorrow")
    expect(first).to_contain_text(re.compile(r"day, "))
    page.keyboard.press("ArrowDown")
    with page.expect_navigation(url=re.compile(r"\?view=all&day=")):
        page.keyboard.press("Enter")


@pytest.mark.long
def test_the_box_says_so_where_nothing_matches(page: Page) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("qzxjw")
    nothing = "Nothing matches “qzxjw”. Check the spelling, or type less of it."
    expect(page.locator("[data-suggestions]").get_by_text(nothing)).to_be_visible()
    expect(page.locator("[data-found]")).to_have_text(nothing)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#search")).to_be_focused()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("[data-suggestions]")).to_be_hidden()


@pytest.mark.long
def test_a_near_spelling_is_offered_under_the_box_and_the_arrows_reach_it(page: Page) -> None:
    one = ExamSession.objects.exclude(learner_family_name="").order_by("pk")[0]
    typed = f"{one.learner_family_name[0]}{one.learner_family_name}".lower()  # a letter twice
    page.keyboard.press("/")
    page.keyboard.type(typed)
    expect(page.locator("[data-suggestions]")).to_contain_text("Did you mean")
    assert findings(page) == []
    page.keyboard.press("ArrowDown")
    with page.expect_navigation(url=re.compile(r"\?q=")):
        page.keyboard.press("Enter")
    expect(page.locator(".rows__link").first).to_be_visible()


@pytest.mark.long
def test_on_its_own_page_what_the_box_finds_is_the_page(windows: Windows) -> None:
    page = windows.open("coordinator", at="/find/?q=to+book+duluth", viewport=PHONE)
    found = findings(page)
    expect(page.locator("#found")).to_contain_text("To book · Duluth Testing Center")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("#search").fill("log")
    with page.expect_navigation(url=re.compile("/audit/")):
        page.locator("#found").get_by_role("link", name="Log", exact=True).click()
    assert found == []


def test_the_page_of_what_was_found_is_called_by_the_words_that_are_typed_on(page: Page) -> None:
    page.goto("/find/?q=linh")
    box = page.locator("#search")
    box.fill("smith")
    expect(page.get_by_role("heading", level=1)).to_have_text("Found for “smith”")
    expect(page).to_have_title(re.compile("^Find “.?smith.?” · Proctor desk$"))
    expect(box).to_be_focused()
    address = page.evaluate("location.pathname + location.search")
    place = page.locator('form[action="/place/"] input[name="next"]').first
    expect(place).to_have_value(address)


def test_of_a_command_that_finds_several_the_first_of_them_has_the_focus(page: Page) -> None:
    page.goto("/find/?q=book+a+tomorrow+2pm")
    done = page.locator("section", has=page.get_by_role("heading", name="Do", exact=True))
    expect(page.get_by_role("heading", name="Understood")).to_be_visible()
    expect(done.get_by_role("link").first).to_be_focused()
