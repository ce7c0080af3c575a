"""For how many of the selected sessions no seat is left, and why: told once above their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.opening_hours.seats_warnings import TakenBy
from scheduling.views.day.rescues.new_rows import NewRow

WHY = {
    TakenBy.BOOKINGS: "all seats are already booked then",
    TakenBy.MOVES: "a rescue under way needs the last seats then",
    TakenBy.CHOSEN: "the selected sessions above them need all that are free then",
}


@dataclass(frozen=True, slots=True)
class SeatLines:
    """How many were selected, for how many of them no seat is left, how many for which reason, and
    how many find one for all that is known.
    """

    selected: int
    without: int
    reasons: Sequence[tuple[int, str]]
    fit: int


def of(rows: Sequence[NewRow]) -> SeatLines | None:
    """None where there is nothing to tell."""
    ticked = [one for one in rows if one.is_ticked]
    taken = Counter(one.taken_by for one in ticked if one.taken_by)
    if not taken:
        return None
    return SeatLines(
        selected=len(ticked),
        without=taken.total(),
        reasons=[(taken[by], why) for by, why in WHY.items() if taken[by]],
        fit=sum(one.has_free and not one.taken_by for one in ticked),
    )
