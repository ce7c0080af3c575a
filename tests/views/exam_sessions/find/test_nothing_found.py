"""Words that find nothing, filters that hide it, and a database that fails."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest

from scheduling.models import ExamSession
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.found_page import found
from tests.support.html import plain_text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("lopes", "Did you mean Lopez (2 sessions)?"),
        ("lopes algebra", "Did you mean Lopez algebra (1 session)?"),
        (
            "ben algebra lopez",
            "No session has all of these words. Fewer of them find algebra lopez (1 session).",
        ),
        ("qzxjw kim", "No session has all of these words. Fewer of them find kim (1 session)."),
        ("qzxjw", "Check the spelling"),
    ],
)
def test_words_that_find_nothing_are_answered_with_others_that_do(
    known: dict[str, ExamSession], desk: Desk, query: str, said: str
) -> None:
    answer = desk.get(f"/find/?q={quote(query)}")
    listed = desk.get(f"/?q={quote(query)}")
    assert f"Nothing matches “{query}”. {said}" in plain_text(answer.text)
    assert said in plain_text(listed.text)
    if "session" in said:
        [(url, words)] = re.findall(r'<a href="(/\?q=[^"]+)"><bdi>([^<]+)</bdi></a>', answer.text)
        assert words in said and "No session matches" not in desk.get(unescape(url)).text


def test_a_filter_that_hides_what_is_found_is_not_taken_for_a_misspelling(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    page = plain_text(desk.get("/?q=lopes&day=2020-01-01").text)
    assert "No session matches" in page and "Did you mean" not in page


def test_a_power_cut_is_told_to_the_box(known: dict[str, ExamSession], desk: Desk) -> None:
    url, words, _ = found(desk, "rescue duluth")["Understood"][0]
    assert words == "Move a room · Duluth Testing Center"
    page = desk.get(url).text
    assert f'{DULUTH}" selected>Duluth Testing Center</option>' in page
    assert "Choose…" not in page
