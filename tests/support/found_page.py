"""The page of what a search found, read."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

from tests.support.client import Desk
from tests.support.html import plain_text

SECTION = re.compile(r'<h2 class="found__more">([^<]+)</h2>(.*?)</section>', re.DOTALL)
ITEM = re.compile(r'<a class="found__link" href="([^"]+)">(.*?)</a>(.*?)</li>', re.DOTALL)
MAYA = "María May-Lopez"


def said(part: str) -> str:
    """The words of a part of the page; what is marked begins no new word."""
    return plain_text(re.sub(r"</?mark>", "", part))


def groups(page: str) -> dict[str, list[tuple[str, str, str]]]:
    """The links of each group: address, words, and the words beside it."""
    return {
        name: [(unescape(url), said(words), said(rest)) for url, words, rest in ITEM.findall(items)]
        for name, items in SECTION.findall(page)
    }


def found(desk: Desk, query: str) -> dict[str, list[tuple[str, str, str]]]:
    answer = desk.get(f"/find/?q={quote(query)}")
    assert answer.status_code == 200
    return groups(answer.text)
