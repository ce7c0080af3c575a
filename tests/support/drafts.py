"""Drafts as a page keeps them: by the signed word of the form that was shown."""

from __future__ import annotations

import re

import requests

from tests.support.client import Desk

WORD = re.compile('name="filled_by" value="([^"]+)"')


def word_of(desk: Desk, path: str) -> str:
    found = WORD.search(desk.get(path).text)
    assert found
    return found[1]


def keep(desk: Desk, word: str, typed: str = "notes", **answers: str) -> requests.Response:
    return desk.post("/drafts/", {"filled_by": word, "typed": typed, **answers})
