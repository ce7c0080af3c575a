"""How long a sitting really is, with its accommodation, and when it ends.

Minutes here are elapsed ones: where clocks change in between, the end on the wall moves, the length
does not. What the exam's own length is, somebody else has to know: without it nothing is worked
out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduling.accommodation_times.accommodation import (
    NO_ACCOMMODATION,
    Accommodation,
    say_factor,
)
from scheduling.accommodation_times.accommodation_limits import LEAST_FACTOR
from scheduling.spoken_time import say, say_range

LENGTH_NOT_KNOWN = "Length not known: the end can’t be checked."


@dataclass(frozen=True, slots=True)
class Sitting:
    """How long one exam session takes: the exam's own minutes, None where they are not known, and
    its accommodation.
    """

    exam_minutes: int | None = None
    accommodation: Accommodation = NO_ACCOMMODATION

    @property
    def minutes(self) -> int | None:
        """Its real length; None where the exam's is not known."""
        known = self.exam_minutes
        is_known = known and self.accommodation.is_read
        return real_minutes(known, self.accommodation) if known and is_known else None

    @property
    def warning(self) -> str:
        """That extra time can't be reckoned with; "" where it can, or where there is none."""
        can_be = self.minutes or not self.accommodation.takes_longer
        return "" if can_be else LENGTH_NOT_KNOWN

    def hours(self, start: datetime, zone: str) -> str:
        """“9:30 – 12:30 PM CST (1.5× of 120 min)”; the start alone where no length is known."""
        if not self.exam_minutes or not self.minutes:
            return say(start, zone).clock
        length = say_length(self.exam_minutes, self.accommodation)
        hours = say_range(start, self.minutes, zone)
        return f"{hours} ({length})" if length else hours


def real_minutes(base: int, accommodation: Accommodation) -> int:
    """How long a sitting of an exam of `base` minutes is; a part of a minute counts as a whole."""
    return math.ceil(base * accommodation.factor) + accommodation.break_minutes


def say_length(base: int, accommodation: Accommodation) -> str:
    """“1.5× of 120 min + 10 min breaks”; "" where the sitting is as long as the exam."""
    if not accommodation.takes_longer:
        return ""
    is_more = accommodation.factor > LEAST_FACTOR
    exam = f"{say_factor(accommodation.factor)} of {base} min" if is_more else f"{base} min"
    breaks = accommodation.break_minutes
    return f"{exam} + {breaks} min breaks" if breaks else exam


def end(start: datetime, base: int, accommodation: Accommodation) -> datetime:
    """The instant at which a sitting ends, in UTC. `start` is aware, in whatever zone."""
    return start.astimezone(UTC) + timedelta(minutes=real_minutes(base, accommodation))
