"""What a coordinator reads to the learner, by what is known of the booking."""

from __future__ import annotations

import pytest

from scheduling.session_types.learner_sentences import Booked
from scheduling.session_types.registry import SESSION_TYPES


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("Online with ProctorU", ""),
        ("proctoru", ""),
        ("Live+ Room", ", Live+ Room"),
    ],
)
def test_a_location_called_as_the_type_is_said_once(location: str, said: str) -> None:
    booked = Booked(exam="it", when="on Thursday", location=location)
    words = f"You are booked for it on Thursday, online with ProctorU{said}."
    assert SESSION_TYPES["proctoru"].to_read(booked) == words
