"""The form that erases a learner: what is typed is seen whole, and the fields stand in rows."""

from __future__ import annotations

import pytest

from tests.support.browser_windows import Windows

pytestmark = pytest.mark.browser
ID = "US" + "5c3eb06067933c3def095baaf9e05115"
GAPS = """() => [...document.querySelectorAll("main form .field")].map((field) =>
  Math.round(field.querySelector("input, select").getBoundingClientRect().top
    - field.querySelector("label").getBoundingClientRect().bottom))"""
LEFTS = """() => [...document.querySelectorAll("main form .field")].map((field) =>
  Math.round(field.getBoundingClientRect().left))"""


def test_an_id_is_seen_whole_and_the_fields_stand_in_rows(windows: Windows) -> None:
    page = windows.open("administrator", at="/audit/erase/")
    page.set_viewport_size({"width": 1280, "height": 900})
    box = page.get_by_label("Learner’s ID at SmarterProctoring")
    box.fill(ID)
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert (len(page.evaluate(LEFTS)), len(set(page.evaluate(LEFTS)))) == (3, 1)
    assert len(set(page.evaluate(GAPS))) == 1
