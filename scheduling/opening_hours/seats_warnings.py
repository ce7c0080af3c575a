"""What the seats of a place say against a session's time there, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scheduling.opening_hours.hours_of_days import LocationAvailability

TAKEN = "already booked at that time."  # however many seats there are
NONE_LEFT = "No seat is left at that time: {who} need all that are free."


class TakenBy(StrEnum):
    """Whose the seats are where none is left: of bookings, of those too whom a rescue under way is
    still to move there, or of others that were chosen to be moved together.
    """

    BOOKINGS = "bookings"
    MOVES = "moves"
    CHOSEN = "chosen"


WHO = {TakenBy.MOVES: "sessions of a rescue under way", TakenBy.CHOSEN: "others moved together"}
WITHOUT_A_SEAT = (TAKEN, *(NONE_LEFT.format(who=who) for who in WHO.values()))  # how it ends


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
        return SeatsWarning(none_left(TakenBy.BOOKINGS, seats), are_taken=True)
    if not others:
        return SeatsWarning()
    free = seats - location.taken
    told = f"Up to {free} of {seats} seats are free: {_besides(location)}."
    return SeatsWarning(told, may_be_taken=others >= free)


def none_left(by: TakenBy, seats: int) -> str:
    """That all the seats are somebody's."""
    if by in WHO:
        return NONE_LEFT.format(who=WHO[by])
    all_of_them = "The only seat is" if seats == 1 else f"All {seats} seats are"
    return f"{all_of_them} {TAKEN}"


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
