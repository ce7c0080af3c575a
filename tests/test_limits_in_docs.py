"""Limits that a page of docs tells: each as the code has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from scheduling.exam_sessions import feed_sessions
from scheduling.exam_sessions.lists import saved_views

DOCS = Path(__file__).resolve().parent.parent / "docs"
TOLD = {
    f"keeps a filtered list under a name of yours, up to {saved_views.MOST}.": "coordinator.md",
    f"the next {feed_sessions.AHEAD.days} days, at most {feed_sessions.MOST:,} sessions": (
        "security.md"
    ),
}


@pytest.mark.parametrize(("said", "page"), TOLD.items())
def test_a_limit_in_docs_is_that_of_the_code(said: str, page: str) -> None:
    assert said in " ".join((DOCS / page).read_text().split())


def test_a_password_is_asked_for_in_the_length_that_is_checked() -> None:
    lengths = [
        one["OPTIONS"]["min_length"]
        for one in settings.AUTH_PASSWORD_VALIDATORS
        if one["NAME"].endswith("MinimumLengthValidator")
    ]
    assert lengths == [settings.SHORTEST_PASSWORD]
