"""Steps in a browser that many tests begin with, and what stands in its form and its drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from scheduling.drafts.contents import from_text
from scheduling.models import StoredDraft
from tests.support.booking_form import session_path
from tests.support.browser_answers import answers_of
from tests.support.browser_input import Mouse, unfold

RESTORED = "Your unfinished form was restored."
SEAT = "smarter-scheduling"


def open_form(page: Page, where: Mapping[str, str], wire_name: str = SEAT) -> Mouse:
    """The form of a type, at its own address, with all of its sections open."""
    page.goto(f"{session_path(where)}schedule/?type={wire_name}")
    unfold(page)
    return Mouse(page)


def book_a_seat(page: Page, where: Mapping[str, str]) -> None:
    """Fill in what a testing center's seat must be told, and press Book."""
    hands = open_form(page, where)
    hands.fill(answers_of(SEAT))
    hands.book()


def see(page: Page, words: str) -> None:
    """The words stand on the page, now or in a moment."""
    expect(page.get_by_text(words).filter(visible=True).first).to_be_visible()


def typed(page: Page) -> dict[str, str]:
    """Every answer that stands in the form, by name."""
    fields = page.locator("form.booking :is(input, select, textarea)[id^=id_]").all()
    return {str(field.get_attribute("name")): field.input_value() for field in fields}


@contextmanager
def saving(page: Page) -> Iterator[None]:
    """What is typed meanwhile is kept on the server before this ends."""
    with page.expect_response("**/drafts/") as answer:
        yield
    assert answer.value.status == 204


def stored() -> dict[str, dict[str, str]]:
    """Everybody's drafts: address → what was typed."""
    rows = StoredDraft.objects.exclude(contents="")
    drafts = {row.address: from_text(row.contents.open(), is_held_back=False) for row in rows}
    return {
        address: {name: text for name, text in draft.answers.items() if name in draft.names}
        for address, draft in drafts.items()
    }


def is_back(page: Page, is_it: bool = True) -> None:
    """Whether the page says that it brought something back."""
    expect(page.get_by_text(RESTORED)).to_be_visible(visible=is_it)
