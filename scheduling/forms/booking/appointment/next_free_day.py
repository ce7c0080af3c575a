"""The next day with a free start, where the day that was asked about has none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from scheduling.seats.free_starts import DayOfStarts

MOST_DAYS = 8  # looked through, the one that was asked about among them


def next_free_day(
    first: DayOfStarts, starts_on: Callable[[date], DayOfStarts | None]
) -> DayOfStarts:
    """The first of the days from `first` on that has a free start; else the last that was looked
    at. A day for which nobody entered hours ends the search: nothing is known beyond it.
    """
    found = first
    for _ in range(1, MOST_DAYS):
        if found.starts or not found.has_hours:
            break
        following = starts_on(found.day + timedelta(days=1))
        if following is None:
            break
        found = following
    return found
