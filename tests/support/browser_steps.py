"""Steps in a browser that many tests begin with, and what stands in its form and its drafts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page, expect

from tests.support.booking_form import session_path
from tests.support.browser_answers import answers_of
from tests.support.browser_input import Mouse
from tests.support.client import PASSWORDS

SEAT = "smarter-scheduling"


def open_form(page: Page, where: Mapping[str, str], wire_name: str = SEAT) -> Mouse:
    """The form of a type, at its own address."""
    page.goto(f"{session_path(where)}schedule/?type={wire_name}")
    return Mouse(page)


def book_a_seat(page: Page, where: Mapping[str, str]) -> None:
    """Fill in what a testing center's seat must be told, and press Book."""
    hands = open_form(page, where)
    hands.fill(answers_of(SEAT))
    hands.book()


def see(page: Page, words: str) -> None:
    """The words stand on the page, now or in a moment."""
    expect(page.get_by_text(words).first).to_be_visible()


def typed(page: Page) -> dict[str, str]:
    """Every answer that stands in the form, by name."""
    fields = page.locator("form.booking :is(input, select, textarea)[id^=id_]").all()
    return {str(field.get_attribute("name")): field.input_value() for field in fields}


def sign_in(page: Page, username: str, password: str = "") -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password or PASSWORDS[username])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def stored(page: Page) -> dict[str, Any]:
    """The tab's drafts: address and form → what was typed."""
    kept = page.evaluate(
        "Object.entries(sessionStorage).filter(([key]) => key.startsWith('draft '))"
    )
    return {key.split(" ", 2)[2].strip(): json.loads(text)["typed"] for key, text in kept}
