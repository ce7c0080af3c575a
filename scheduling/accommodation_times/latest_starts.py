"""The latest start of a day from which a sitting ends by closing, and the sentence offering it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.opening_hours.hours_of_days import (
    LocationAvailability,
    Span,
    SpecialHours,
    open_times,
    say_time_at,
    spans_on,
)
from scheduling.wall_time import midnight

# Starts are looked for on a grid of five minutes: a quarter of an hour would call a start the
# latest though up to 14 minutes of the day were left, and nobody books between fives.
GRID = timedelta(minutes=5)
LATEST = "The latest start that fits is {time}."
NO_START_FITS = "It is not open long enough that day for {minutes} minutes."


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
