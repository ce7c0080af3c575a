"""Accommodation of a sitting as a value: more time, breaks, a room; how long the sitting really is,
when it ends, and the latest start that fits.

Minutes here are elapsed ones: where clocks change in between, the end on the wall moves, the length
does not. What the exam's own length is, somebody else has to know: without it nothing is worked
out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from scheduling.opening_hours.hours_of_days import (
    LocationAvailability,
    Span,
    SpecialHours,
    open_times,
    say_time_at,
    spans_on,
)
from scheduling.spoken_time import say, say_range
from scheduling.wall_time import midnight

LEAST_FACTOR, MOST_FACTOR = Decimal(1), Decimal(5)
FACTORS = (Decimal("1"), Decimal("1.25"), Decimal("1.5"), Decimal("2"))  # that people choose from
MOST_BREAK_MINUTES = 240
LONGEST_ROOM = 60
# Starts are looked for on a grid of five minutes: a quarter of an hour would call a start the
# latest though up to 14 minutes of the day were left, and nobody books between fives.
GRID = timedelta(minutes=5)
LATEST = "The latest start that fits is {time}."
NO_START_FITS = "It is not open long enough that day for {minutes} minutes."
UNREAD_SAID = "an accommodation that can’t be read"
LENGTH_NOT_KNOWN = "Length not known: the end can’t be checked."


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
            raise ValueError(f"A factor is from 1 to 5 in hundredths, not {self.factor}.")
        if not 0 <= self.break_minutes <= MOST_BREAK_MINUTES:
            raise ValueError(f"Breaks are from 0 to 240 minutes, not {self.break_minutes}.")
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


def say_factor(factor: Decimal) -> str:
    """“1.5×”"""
    return f"{factor.normalize():f}×"


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


def latest_start(
    day: date,
    zone: str,
    spans: Sequence[Span],
    minutes: int,
    special: Sequence[SpecialHours],
) -> datetime | None:
    """The latest start on that day, on the clock of the zone, from which a sitting of so many
    minutes ends by closing; None where none fits. It lies on `GRID`, unless only opening time fits.
    """
    length = timedelta(minutes=minutes)
    times = open_times(spans, zone, day, day + length + timedelta(days=1), special)
    first, last = midnight(day, zone), midnight(day + timedelta(days=1), zone) - GRID
    found = [
        _latest_within(max(opens, first), min(closes - length, last), zone)
        for opens, closes in times
    ]
    return max((one for one in found if one), default=None)


def _latest_within(opens: datetime, latest: datetime, zone: str) -> datetime | None:
    """The latest start from the one instant to the other; None where the second is before."""
    if latest < opens:
        return None
    wall = latest.astimezone(ZoneInfo(zone))
    past = timedelta(minutes=wall.minute, seconds=wall.second) % GRID
    return max(opens, latest - past).astimezone(ZoneInfo(zone))


def offer_latest_start(
    location: LocationAvailability, start: datetime, minutes: int | None, zone: str
) -> str:
    """A sentence beside a warning about the hours: which start of that day fits, or that none does.

    "" where the length or the hours are not known, and for a day on which it is closed. `zone` is
    the one in which the person reads the time.
    """
    day = start.astimezone(ZoneInfo(location.time_zone)).date()
    if not minutes or not spans_on(day, location.spans, location.special):
        return ""
    latest = latest_start(day, location.time_zone, location.spans, minutes, location.special)
    if latest is None:
        return NO_START_FITS.format(minutes=minutes)
    return LATEST.format(time=say_time_at(latest, location.time_zone, zone))
