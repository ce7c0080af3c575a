"""Tomorrow's part of a day sheet: who comes first, and for whom a special room is to be ready."""

from __future__ import annotations

from collections.abc import Sequence

from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.moments.seat_load import Seated
from scheduling.handovers.next_day import NextDay
from scheduling.handovers.parts_in_order import NOT_SETTLED, TO_DECIDE, HandoverPart, Item

FIRST_ARRIVALS = 8


def parts_of(following: NextDay | None) -> dict[HandoverPart, list[Item]]:
    """Who comes first on the next day, and who comes with an accommodation; nobody where no day is
    known on which somebody does.
    """
    if following is None:
        return {HandoverPart.FIRST: [], HandoverPart.SPECIAL: []}
    special = [one for one in following.coming if accommodations.of(one.session)]
    return {
        HandoverPart.FIRST: _arrivals(following, following.coming)[:FIRST_ARRIVALS],
        HandoverPart.SPECIAL: _arrivals(following, special),
    }


def _arrivals(following: NextDay, coming: Sequence[Seated]) -> list[Item]:
    """Each learner once, by the first time at which they may come."""
    by_session: dict[int, list[Seated]] = {}
    for one in coming:
        by_session.setdefault(one.session.pk, []).append(one)
    return [_arrival(following, seats) for seats in by_session.values()]


def _arrival(following: NextDay, seats: Sequence[Seated]) -> Item:
    pk = seats[0].session.pk
    doubt = TO_DECIDE if pk in following.undecided else NOT_SETTLED
    settled = "" if all(one.is_certain for one in seats) else doubt
    said = [settled, *dict.fromkeys(following.against(one) for one in seats)]
    starts = tuple(dict.fromkeys(one.start for one in seats))
    told = ", ".join(filter(None, said))
    return Item(pk, starts[0], told, starts if len(starts) > 1 else ())
