"""Times that were typed in words, “tomorrow 10”: from which day they are counted, so that what was
told of them is what is sent.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from scheduling import wall_time


def is_in_words(text: str) -> bool:
    """Whether something stands there that is not as the browser's own control sends it."""
    with suppress(ValueError):
        return bool(text) and not wall_time.parse(text)
    return True


def told_with(words: str, today: date) -> str:
    """What the page carries along with a time in words; '' where it is none."""
    return f"{today} {words}" if is_in_words(words) else ""


def told_on(told: str, words: str) -> date | None:
    """The day on which the page told what these words mean; None where it told of no such words."""
    day, _, said = told.partition(" ")
    with suppress(ValueError):
        return date.fromisoformat(day) if said == words else None
    return None


def today_in(zone: str) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
