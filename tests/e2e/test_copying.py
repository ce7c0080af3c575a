"""What is read or sent to a learner goes to the clipboard with one click, in just the words that
the page shows; numbers for a support call are folded until they are asked for.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support.browser_steps import book_a_seat, see

pytestmark = pytest.mark.browser
ON_THE_CLIPBOARD = "navigator.clipboard.readText()"


@pytest.fixture
def booked(page: Page, sandbox: Sandbox) -> Page:
    """The page of a session that was just booked, in a browser that lets its clipboard be read."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    book_a_seat(page, sandbox.needs_proctor()[0])
    see(page, BOOKED)
    return page


def test_the_words_for_the_learner_are_copied_with_one_click(booked: Page) -> None:
    button = booked.get_by_role("button", name="Copy", exact=True)
    words = button.get_attribute("data-copy")
    button.click()

    expect(booked.get_by_role("button", name="Copied")).to_be_visible()
    expect(booked.locator("body > [role=status]", has_text="Copied")).to_have_count(1)
    assert booked.evaluate(ON_THE_CLIPBOARD) == words
    assert words and words in " ".join(booked.inner_text("main").split())


@pytest.mark.long
def test_the_text_to_send_is_copied_with_one_click(booked: Page) -> None:
    button = booked.get_by_role("button", name="Copy the text")
    text = button.get_attribute("data-copy")
    button.click()

    expect(booked.get_by_role("button", name="Copied")).to_be_visible()
    copied = booked.evaluate(ON_THE_CLIPBOARD)
    assert copied == text
    assert "Testing Center" in copied and "January" in copied


@pytest.mark.long
def test_what_could_not_be_copied_is_told(booked: Page) -> None:
    browser = booked.context.new_cdp_session(booked)
    of_page = browser.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    denied = {"permission": {"name": "clipboard-write"}, "setting": "denied"}
    browser.send("Browser.setPermission", denied | {"browserContextId": of_page})
    booked.get_by_role("button", name="Copy", exact=True).click()
    refused = "Not copied: select the text"
    expect(booked.get_by_role("button", name=refused)).to_be_visible()
    expect(booked.locator("body > [role=status]", has_text=refused)).to_have_count(1)


@pytest.mark.long
def test_the_numbers_for_a_support_call_are_folded(booked: Page) -> None:
    fold = booked.locator("details", has_text="For a support call")
    numbers = fold.locator(".fold__body")
    expect(numbers).to_be_hidden()

    fold.locator("summary").click()
    expect(numbers).to_be_visible()
