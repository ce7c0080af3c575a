"""A length is read behind “free”, and from when to when behind “rescue”."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from tests.support.queries_read import DULUTH, TOMORROW, VOCABULARY, said

PAGES = replace(
    VOCABULARY,
    pages={
        "free": {"day", "minutes", "locations"},
        "rescue": {"day", "locations", "spans", "number"},
    },
)


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("90 min", 90),
        ("for 90 min", 90),
        ("90", 90),
        ("90m", 90),
        ("2 h", 120),
        ("1.5 h", 90),
        ("2 h 30 min", 150),
        ("an hour", 60),
        ("two hours", 120),
        ("2:30 h", None),
        ("2", None),
        ("tall", None),
    ],
)
def test_a_length_is_read_behind_the_command(words: str, minutes: int | None) -> None:
    read = said(f"free {words} tomorrow duluth", vocabulary=PAGES)
    asked = {"command": "free", "day": TOMORROW, "locations": (DULUTH,)}
    assert (read == asked | {"minutes": minutes}) == (minutes is not None)


ONE_TO_THREE = ((time(1), time(3)), (time(13), time(15)))


@pytest.mark.parametrize(
    ("words", "spans"),
    [
        ("10-1", ((time(10), time(13)),)),
        ("10–1", ((time(10), time(13)),)),
        ("10 to 1", ((time(10), time(13)),)),
        ("from 10 to 1", ((time(10), time(13)),)),
        ("between 10 and 1", ((time(10), time(13)),)),
        ("10am-1pm", ((time(10), time(13)),)),
        ("10 am until 1:30 pm", ((time(10), time(13, 30)),)),
        ("10:00-13:00", ((time(10), time(13)),)),
        ("9-11", ((time(9), time(11)),)),
        ("9-5", ((time(9), time(17)),)),
        ("10-noon", ((time(10), time(12)),)),
        ("12-2", ((time(12), time(14)),)),
        ("1-3", ONE_TO_THREE),
        ("1-3pm", ONE_TO_THREE[1:]),
        ("10", ()),
        ("3pm-1pm", ()),
        ("25-27", ()),
    ],
)
def test_from_when_to_when_is_read_behind_the_command(
    words: str, spans: tuple[tuple[time, time], ...]
) -> None:
    asked = {"command": "rescue", "day": TOMORROW, "locations": (DULUTH,)}
    for typed in (f"rescue duluth {words} tomorrow", f"rescue {words} tomorrow duluth"):
        read = said(typed, vocabulary=PAGES)
        assert (read == asked | {"spans": spans}) == bool(spans), typed


def test_without_the_command_they_stay_words() -> None:
    assert said("kim 10-1x", vocabulary=PAGES) == {"rest": "kim 10-1x"}
    assert said("90 min", vocabulary=PAGES) == {"rest": "90 min"}
