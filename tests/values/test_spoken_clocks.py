"""Times of day in words: read as digits would be, or told what they may be."""

from __future__ import annotations

from datetime import date

import pytest

from scheduling.typed_times.reading import read_typed
from scheduling.typed_times.unreadable import Unreadable

TODAY = date(2026, 12, 1)  # a Tuesday


def read(text: str) -> str:
    typed = read_typed(text, TODAY, today_there=lambda: TODAY)
    later = f" or {typed.later:%H:%M}" if typed.later else ""
    return f"{typed.wall:%b %d %H:%M}{later}"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("dec 9 half past nine", "Dec 09 09:30"),
        ("half past 9 dec 9", "Dec 09 09:30"),
        ("dec 9 quarter to 10", "Dec 09 09:45"),
        ("quarter to ten dec 9", "Dec 09 09:45"),
        ("tomorrow a quarter past 8 pm", "Dec 02 20:15"),
        ("tomorrow quarter to 1 pm", "Dec 02 12:45"),
        ("fri half past 2pm", "Dec 04 14:30"),
        ("quarter to 1pm dec 9", "Dec 09 12:45"),
        ("fri quarter past 9a.m.", "Dec 04 09:15"),
        ("fri quarter to noon", "Dec 04 11:45"),
        ("fri half past noon", "Dec 04 12:30"),
        ("fri twenty to three pm", "Dec 04 14:40"),
        ("fri ten past 9", "Dec 04 09:10"),
        ("fri half past two", "Dec 04 02:30 or 14:30"),
        ("fri two thirty pm", "Dec 04 14:30"),
        ("fri nine forty-five", "Dec 04 09:45"),
        ("fri at nine", "Dec 04 09:00"),
        ("fri nine o'clock", "Dec 04 09:00"),
        ("dec 9 9 30", "Dec 09 09:30"),
        ("9 dec 9 30", "Dec 09 09:30"),
        ("9 30 dec 9", "Dec 09 09:30"),
        ("dec 9 14 30", "Dec 09 14:30"),
        ("fri 9 30", "Dec 04 09:30"),
        ("9:30 on friday", "Dec 04 09:30"),
        ("fri the 4th 2pm", "Dec 04 14:00"),
        ("2pm on friday 4th", "Dec 04 14:00"),
        ("half past 9 on thu the 31st", "Dec 31 09:30"),
        ("fri the 4th 2", "Dec 04 02:00 or 14:00"),
    ],
)
def test_a_time_in_words_is_read(text: str, time: str) -> None:
    assert read(text) == time


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("friday at half 2", "“half 2” may be 1:30 or 2:30. Enter it like 9:30 AM."),
        ("half nine jan 14", "“half 9” may be 8:30 or 9:30. Enter it like 9:30 AM."),
        ("fri quarter to 12 pm", "“quarter to” can’t be read. Enter it like 9:30 AM."),
        ("fri quarter to 12pm", "“quarter to” can’t be read. Enter it like 9:30 AM."),
        ("fri quarter to 0", "“quarter to” can’t be read. Enter it like 9:30 AM."),
        ("fri ten to two", "“ten to two” can’t be read. Enter it like 9:30 AM."),
        ("fri nine to five", "“nine to five” can’t be read. Enter it like 9:30 AM."),
        ("fri quarter past midnight", "“quarter past” can’t be read. Enter it like 9:30 AM."),
    ],
)
def test_what_may_be_two_times_is_told(text: str, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert str(refused.value) == f"Check the time: {said}"


def test_a_weekday_that_its_number_is_not_is_asked_about() -> None:
    with pytest.raises(Unreadable) as refused:
        read("fri the 5th 2pm")
    assert str(refused.value) == "Enter the month beside “5th”, like 01/14/2027 9:30 AM."
