"""A location and a type are told by their names, and by no word that only leads to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.search.query_reading.vocabulary import KnownLocation
from tests.support.queries_read import (
    ANNEX,
    DULUTH,
    ELSEWHERE,
    ONLINE,
    PHOENIX,
    TODAY,
    TOMORROW,
    VOCABULARY,
    said,
)

MORE = replace(VOCABULARY, locations=(DULUTH, ANNEX, PHOENIX, ONLINE, ELSEWHERE))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("duluth", {"locations": (DULUTH, ELSEWHERE)}),
        ("duluth testing", {"locations": (DULUTH,)}),
        (
            "registerblast duluth",
            {"session_type": "register-blast", "locations": (DULUTH, ELSEWHERE)},
        ),
        ("proctoru today", {"session_type": "proctoru", "day": TODAY}),
        ("procto", {"session_type": "proctoru"}),
        ("proctoru exami", {"rest": "proctoru exami"}),
        ("testing", {"rest": "testing"}),
    ],
)
def test_of_many_locations_two_may_be_meant_and_a_types_whole_name_is_the_type(
    query: str, expected: dict[str, object]
) -> None:
    assert said(query, vocabulary=MORE) == expected


FOR_LAKESIDE = KnownLocation("PL5", "Live Online for Lakeside at the Old Mill", "AI2")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("levi for tomorrow", {"day": TOMORROW, "rest": "levi"}),
        ("levi tomorrow for", {"day": TOMORROW, "rest": "levi for"}),
        ("for the tomorrow", {"day": TOMORROW}),
        ("tomorrow for", {"day": TOMORROW}),
        ("kai for", {"rest": "kai for"}),
        ("the", {"rest": "the"}),
        ("board for tomorrow", {"command": "board", "day": TOMORROW}),
        (
            "book levi for tomorrow at 9am",
            {
                "command": "book",
                "view": View.TO_BOOK,
                "day": TOMORROW,
                "clocks": (time(9),),
                "rest": "levi",
            },
        ),
        (
            "move levi to tomorrow at the lakeside",
            {"command": "move", "day": TOMORROW, "locations": (FOR_LAKESIDE,), "rest": "levi"},
        ),
        ("for lakeside", {"locations": (FOR_LAKESIDE,)}),
        ("levi at the old mill", {"locations": (FOR_LAKESIDE,), "rest": "levi"}),
    ],
)
def test_a_word_that_only_leads_to_others_names_no_location(
    query: str, expected: dict[str, object]
) -> None:
    some = replace(VOCABULARY, locations=(*VOCABULARY.locations, FOR_LAKESIDE))
    assert said(query, vocabulary=some) == expected
