"""Lengths as people type them."""

from __future__ import annotations

import pytest

from scheduling.typed_times.lengths import read_length


@pytest.mark.parametrize(
    "text",
    ["150", " 150 min", "2:30", "2.5 h", "2,5h", "2.5", "2 h 30", "2h30m", "2 hours 30 min"],
)
def test_two_and_a_half_hours_are_read_however_they_are_typed(text: str) -> None:
    assert read_length(text) == 150


@pytest.mark.parametrize(
    "text", ["", "h", "2:75", "-5", "1e2", "150 s", "12345", "٩", "2.5.1", "1.30", "90.0"]
)
def test_what_is_no_length_is_none(text: str) -> None:
    assert read_length(text) is None
