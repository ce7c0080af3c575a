"""Times that were typed in words, “tomorrow 10”: when they were told, so that what was told of them
is what is sent.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling import wall_time

_LONGEST = timedelta(days=366)  # no draft is sent later


def is_typed_as_text(text: str) -> bool:
    """Whether something stands there that is not as the browser's own control sends it."""
    with suppress(ValueError):
        return bool(text) and not wall_time.parse(text)
    return True


def day_words_token(words: str, at: datetime) -> str:
    """What the page carries along with a time in words; '' where it is none."""
    told = at.astimezone(UTC).isoformat(timespec="minutes")
    return f"{told} {words}" if is_typed_as_text(words) else ""


def time_of_token(told: str, words: str) -> datetime | None:
    """When the page told what these words mean; None where it told of no such words."""
    written, _, said = told.partition(" ")
    if said != words:
        return None
    with suppress(ValueError, TypeError):  # TypeError: without its offset it is no instant
        at = datetime.fromisoformat(written)
        return at if abs(datetime.now(UTC) - at) < _LONGEST else None
    return None


def day_in(zone: str, at: datetime) -> date:
    return at.astimezone(ZoneInfo(zone)).date()
