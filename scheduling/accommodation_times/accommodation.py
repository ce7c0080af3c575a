"""Accommodation of one sitting as a value: its factor of the exam's length, breaks, a room."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from scheduling.accommodation_times.accommodation_limits import (
    LEAST_FACTOR,
    LONGEST_ROOM,
    MOST_BREAK_MINUTES,
    MOST_FACTOR,
)

UNREAD_SAID = "an accommodation that can’t be read"


@dataclass(frozen=True, slots=True)
class Accommodation:
    """What one sitting is given: `factor` times the exam's length, minutes of breaks on top, a
    room in a few words.
    """

    factor: Decimal = LEAST_FACTOR
    break_minutes: int = 0
    room: str = ""
    is_read: bool = True  # of one that can't be, nothing of the above is known

    def __post_init__(self) -> None:
        if not LEAST_FACTOR <= self.factor <= MOST_FACTOR or 100 * self.factor % 1:
            limits = f"from {LEAST_FACTOR} to {MOST_FACTOR} in hundredths"
            raise ValueError(f"A factor is {limits}, not {self.factor}.")
        if not 0 <= self.break_minutes <= MOST_BREAK_MINUTES:
            limits = f"from 0 to {MOST_BREAK_MINUTES} minutes"
            raise ValueError(f"Breaks are {limits}, not {self.break_minutes}.")
        if len(self.room) > LONGEST_ROOM:
            raise ValueError(f"A room has at most {LONGEST_ROOM} characters.")

    @property
    def takes_longer(self) -> bool:
        """Whether the sitting is longer than the exam."""
        return not self.is_read or self.factor > LEAST_FACTOR or self.break_minutes > 0

    @property
    def in_words(self) -> str:
        """“1.5× time, 10 min breaks, quiet room”; "" where nothing is given."""
        if not self.is_read:
            return UNREAD_SAID
        time = f"{say_factor(self.factor)} time" if self.factor > LEAST_FACTOR else ""
        breaks = f"{self.break_minutes} min breaks" if self.break_minutes else ""
        return ", ".join(part for part in (time, breaks, self.room) if part)


NO_ACCOMMODATION = Accommodation()
UNREAD_ACCOMMODATION = Accommodation(is_read=False)


def say_factor(factor: Decimal) -> str:
    """“1.5×”"""
    return f"{factor.normalize():f}×"
