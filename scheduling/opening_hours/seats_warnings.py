"""What the seats of a place say against a session's time there, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.opening_hours.hours_of_days import (
    LocationAvailability,
)

TAKEN = "already booked at that time."  # however many seats there are


@dataclass(frozen=True, slots=True)
class SeatsWarning:
    """What is known of the seats against a time, or that it is not known; "" where neither is."""

    text: str = ""
    are_taken: bool = False
    may_be_taken: bool = False


def about_seats(location: LocationAvailability) -> SeatsWarning:
    """That all are taken; else that it is not known who sits there, so that no more is told than
    how many are free at the most; and whether those could fill it.
    """
    seats, others = location.seats, location.unplaced + location.uncertain
    if seats is None:
        return SeatsWarning()
    if location.taken >= seats:
        all_of_them = "The only seat is" if seats == 1 else f"All {seats} seats are"
        return SeatsWarning(f"{all_of_them} {TAKEN}", are_taken=True)
    if not others:
        return SeatsWarning()
    free = seats - location.taken
    told = f"Up to {free} of {seats} seats are free: {_besides(location)}."
    return SeatsWarning(told, may_be_taken=others >= free)


def _besides(location: LocationAvailability) -> str:
    """Who may need one of the seats that are not booked there."""
    unplaced, uncertain = location.unplaced, location.uncertain
    bookings = "1 booking that day has" if unplaced == 1 else f"{unplaced} bookings that day have"
    sessions = "1 session" if uncertain == 1 else f"{uncertain} sessions"
    parts = (
        f"{bookings} no known location" if unplaced else "",
        f"{sessions} may need a seat then" if uncertain else "",
    )
    return ", and ".join(filter(None, parts))
