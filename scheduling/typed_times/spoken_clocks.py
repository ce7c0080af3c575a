"""Reader of times of day in words, put into digits: “half past nine”, “quarter to 10”, “two
thirty pm”. What may be two times, “half nine”, is put so that nothing takes its hour for a day.
"""

from __future__ import annotations

import re
from functools import partial

_NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
HOURS = {word: hour for hour, word in enumerate((*_NAMES, "twelve"), start=1)}
_MINUTES = {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50} | dict.fromkeys(
    ("forty five", "forty-five"), 45
)
_PARTS = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "half": 30} | dict.fromkeys(
    ("twenty five", "twenty-five"), 25
)


def _one_of(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_HOUR = rf"(?P<hour>\d{{1,2}}|noon|{_one_of(HOURS)})(?:\b|(?=[ap]\.?m?\b))(?![:.]\d)"
_PAST = re.compile(rf"\b(?:an? )?(?P<part>{_one_of(_PARTS)}) (?:minutes )?(?:past|after) {_HOUR}")
# “Ten to two” may be a span; of 12, which half of the day is meant would be a guess, of 0 the day.
_TO = re.compile(
    rf"\b(?:an? )?(?P<part>quarter|twenty[- ]five|twenty) (?:minutes )?(?:to|till?|of|before)"
    rf" (?!(?:12|twelve) ?[ap]|00?\b){_HOUR}"
)
_HALF_OF = re.compile(rf"\bhalf {_HOUR}")
_AND_MINUTES = re.compile(
    rf"\b(?P<hour>\d{{1,2}}|{_one_of(HOURS)}) (?P<part>{_one_of(_MINUTES)})\b"
)
_HOUR_IN_WORDS = re.compile(
    rf"\bat (?P<hour>{_one_of(HOURS)})\b"
    rf"|\b(?P<also>{_one_of(HOURS)})(?= (?:o['’]clock|[ap]\.?m?\b))"
)
EITHER = "half:"  # before the hour of what may be half an hour before it, or after it


def in_digits(text: str) -> str:
    """The text, in small letters, with its times in digits; what is none stays as it is."""
    text = _PAST.sub(partial(_clock, is_past=True), text)
    text = _TO.sub(partial(_clock, is_past=False), text)
    text = _HALF_OF.sub(lambda found: f"{EITHER}{_number(found['hour'])}", text)
    text = _AND_MINUTES.sub(
        lambda found: f"{_number(found['hour'])}:{_MINUTES[found['part']]}", text
    )
    return _HOUR_IN_WORDS.sub(_hour_alone, text)


def halves(text: str) -> tuple[int, int] | None:
    """The hours of whose halves a time may be: of “half 2” those of 1:30 and 2:30."""
    found = re.fullmatch(rf"{EITHER}(\d{{1,2}})", in_digits(text).removeprefix("at ").strip())
    hour = int(found[1]) if found else 0
    return (_before(hour), hour) if 1 <= hour <= 23 else None


def _clock(found: re.Match[str], *, is_past: bool) -> str:
    minutes, is_noon = _PARTS[found["part"]], found["hour"] == "noon"
    hour = _number(found["hour"])
    if not is_past:
        hour, minutes = _before(hour), 60 - minutes
    half = (" pm" if is_past else " am") if is_noon else ""
    return f"{hour}:{minutes:02}{half}"


def _hour_alone(found: re.Match[str]) -> str:
    return f"at {_number(found['hour'])}" if found["hour"] else str(_number(found["also"]))


def _number(hour: str) -> int:
    return 12 if hour == "noon" else HOURS.get(hour) or int(hour)


def _before(hour: int) -> int:
    return 12 if hour == 1 else hour - 1
