"""What the opening hours of a place say against a session's time there, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.date_formats import full_day
from scheduling.opening_hours.hours_of_days import (
    DAYS,
    LocationAvailability,
    open_times,
    reason_on,
    say_time_at,
    spans_on,
    special_on,
)
from scheduling.opening_hours.seats_warnings import about_seats


@dataclass(frozen=True, slots=True)
class HoursWarning:
    """What the opening hours say against a time; `text` is "" where they say nothing."""

    text: str = ""
    is_open_at_start: bool = False


def warnings_about(
    location: LocationAvailability,
    start: datetime,
    minutes: int | None,
    zone: str,
    *,
    offer: str = "",
) -> list[str]:
    """What speaks against this time there, in sentences; not what is merely not known, which
    `seats_warnings` tells.

    `zone` is the one in which the person reads the time; `offer` says which time fits, beside
    hours that don't.
    """
    hours = about_hours(location, start, minutes, zone).text
    hours = f"{hours} {offer}".strip() if hours else ""
    seats = about_seats(location)
    return [one for one in (hours, seats.text if seats.are_taken else "") if one]


def about_hours(
    location: LocationAvailability, start: datetime, minutes: int | None, zone: str
) -> HoursWarning:
    """What the hours say against it. `zone` is the one in which the person reads the time."""
    end = start + timedelta(minutes=minutes or 0)
    first, last = (
        instant.astimezone(ZoneInfo(location.time_zone)).date() for instant in (start, end)
    )
    entered = spans_on(first, location.spans, location.special)
    if entered is None:
        return HoursWarning()
    found = _against(location, start, end, zone) if entered else _closed_on(location, first)
    why = reason_on(first, location.special) or reason_on(last, location.special)
    if not (found.text and entered and why):
        return found
    return HoursWarning(f"{found.text} Special hours: {why}.", found.is_open_at_start)


def is_open_at(location: LocationAvailability, start: datetime) -> bool:
    """Whether it opens before and closes after the start, as its known hours have it."""
    day = start.astimezone(ZoneInfo(location.time_zone)).date()
    if not spans_on(day, location.spans, location.special):
        return False
    found = about_hours(location, start, None, location.time_zone)
    return found.is_open_at_start or not found.text


def _closed_on(location: LocationAvailability, day: date) -> HoursWarning:
    if special_on(day, location.special):
        reason = reason_on(day, location.special)
        return HoursWarning(f"Closed on {full_day(day)}{f': {reason}' if reason else ''}.")
    return HoursWarning(f"Closed on {DAYS[day.weekday()]}s.")


def _against(
    location: LocationAvailability, start: datetime, end: datetime, zone: str
) -> HoursWarning:
    """What the hours of a day on which it opens say."""
    first, last = (
        instant.astimezone(ZoneInfo(location.time_zone)).date() for instant in (start, end)
    )
    times = open_times(location.spans, location.time_zone, first, last, location.special)
    here = next((one for one in times if one[0] <= start < one[1]), None)
    if here:
        closes = "" if end <= here[1] else _closing(location, here[1], times, zone)
        return HoursWarning(closes, is_open_at_start=True)
    closed = max((closes for _, closes in times if closes <= start), default=None)
    if closed:
        what = "Starts when" if closed == start else "Starts after"
        return HoursWarning(_closing(location, closed, times, zone, what))
    opens = _at(times[0][0], location, zone)
    return HoursWarning(f"Starts before {location.name} opens ({opens}).")


def _closing(
    location: LocationAvailability,
    closes: datetime,
    times: list[tuple[datetime, datetime]],
    zone: str,
    what: str = "Ends after",
) -> str:
    """It closes at this instant: for a while, or for the day."""
    day = closes.astimezone(ZoneInfo(location.time_zone)).date()
    again = next((opens for opens, _ in times if opens > closes), None)
    if again and again.astimezone(ZoneInfo(location.time_zone)).date() == day:
        closed, opens = _at(closes, location, zone), _at(again, location, zone)
        return f"{location.name} is closed from {closed} to {opens}."
    return f"{what} {location.name} closes ({_at(closes, location, zone)})."


def _at(instant: datetime, location: LocationAvailability, zone: str) -> str:
    return say_time_at(instant, location.time_zone, zone)
