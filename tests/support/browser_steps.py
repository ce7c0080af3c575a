"""The steps that many of the tests begin with."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.support.browser_answers import answers_of
from tests.support.browser_input import Mouse
from tests.support.client import session_path

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
