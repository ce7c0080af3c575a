"""A query is read as what it says, and what may mean two things stays a name."""

from __future__ import annotations

from datetime import date, time

import pytest

from scheduling.exam_sessions.lists.tabs import View
from tests.support.queries_read import (
    ANNEX,
    DULUTH,
    NINE_THIRTY,
    PHOENIX,
    TODAY,
    TOMORROW,
    said,
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tue 10:30am", {"day": date(2026, 12, 1), "clocks": (time(10, 30),)}),
        ("tmrw duluth", {"day": date(2026, 11, 27), "locations": (DULUTH,)}),
        ("tomorrow duluth", {"day": date(2026, 11, 27), "locations": (DULUTH,)}),
        ("proctoru today", {"day": TODAY, "session_type": "proctoru"}),
        ("Smith, TOMORROW", {"day": date(2026, 11, 27), "rest": "Smith,"}),
        ("duluth testing center yesterday", {"day": date(2026, 11, 25), "locations": (DULUTH,)}),
        ("phoenix testing", {"locations": (PHOENIX,), "rest": "testing"}),
        ("to book minneapolis", {"view": View.TO_BOOK, "locations": (ANNEX,)}),
        ("scheduled today garcia", {"state": "scheduled", "day": TODAY, "rest": "garcia"}),
        ("pending", {"state": "pending"}),
        ("Needs a decision", {"view": View.DECIDE}),
        ("approval", {"view": View.APPROVAL}),
        ("approval smith", {"view": View.APPROVAL, "rest": "smith"}),
        ("all", {"view": View.ALL}),
        ("all saints", {"rest": "all saints"}),
        ("econ 302 tue", {"day": date(2026, 12, 1), "rest": "econ 302"}),
        ("chem 322 tomorrow", {"day": date(2026, 11, 27), "rest": "chem 322"}),
        ("tue 930 econ", {"day": date(2026, 12, 1), "clocks": NINE_THIRTY, "rest": "econ"}),
        ("at 930 tue", {"day": date(2026, 12, 1), "clocks": NINE_THIRTY}),
        ("incidents vtc", {"view": View.INCIDENTS, "session_type": "vtc"}),
        ("ad-hoc", {"session_type": "ad-hoc"}),
        ("adhoc", {"session_type": "ad-hoc"}),
        ("Virtual Test", {"session_type": "vtc"}),
        ("exami", {"session_type": "examity"}),
        ("board", {"command": "board"}),
        ("Board duluth tomorrow", {"command": "board", "day": TOMORROW, "locations": (DULUTH,)}),
        ("board today 10am", {"command": "board", "day": TODAY, "clocks": (time(10),)}),
        ("week", {"command": "week"}),
        ("week tomorrow", {"command": "week", "day": TOMORROW}),
        ("week 10am", {"day": TODAY, "clocks": (time(10),), "rest": "week"}),
        ("board smith", {"rest": "board smith"}),
        ("board proctoru", {"session_type": "proctoru", "rest": "board"}),
        (
            "board at 10am in Duluth",
            {"command": "board", "day": TODAY, "clocks": (time(10),), "locations": (DULUTH,)},
        ),
        (
            "Who was where at 10:37 duluth tue",
            {
                "command": "who was where",
                "day": date(2026, 12, 1),
                "clocks": (time(10, 37), time(22, 37)),
                "locations": (DULUTH,),
            },
        ),
        ("who was ana", {"rest": "who was ana"}),
        ("call list", {"command": "call list"}),
        ("call list tomorrow", {"day": TOMORROW, "rest": "call list"}),
        ("call ana", {"rest": "call ana"}),
        ("board of", {"command": "board"}),
        ("tomorrow board", {"day": TOMORROW, "rest": "board"}),
        ("book", {"rest": "book"}),
        ("book ana ruiz", {"view": View.TO_BOOK, "command": "book", "rest": "ana ruiz"}),
    ],
)
def test_words_are_read_as_what_they_say(query: str, expected: dict[str, object]) -> None:
    assert said(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "",
        "smith",
        "mon tue",  # two days
        "tue jan 14",  # a Thursday
        "duluth phoenix",  # two places
        "testing",  # a type’s, and two places’
        "center",
        "exam",
        "test",
        "proctor",
        "dul",
        "au",
        "may",
        "mar lopez",
        "math 1030",
        "1030",
        "math 10-12",
        "20270114",
        "chem 322",
        "2/30",
        "25:00",
        "12",
        "t 1/x",
        "book",
        "sunny",
        "proctoru examity",
        "10:30 11:30 lopez",
    ],
)
def test_what_may_mean_two_things_stays_a_name(query: str) -> None:
    assert said(query) == ({"rest": query} if query else {})
