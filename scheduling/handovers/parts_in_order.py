"""The lists of a day sheet and what stands in them; how a request that is open is said there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduling.models import Attempt

NOT_SETTLED = "still being checked"
TO_DECIDE = "needs a decision"


class HandoverPart(StrEnum):
    """What is listed, by its name in a kept sheet, in the order in which it is told: what the next
    shift has to act on comes first.
    """

    DECIDE = "decide"
    NOT_MOVED = "not_moved"
    UNCONFIRMED = "unconfirmed"
    HALF_SWITCHED = "half_switched"
    NOT_AS_ASKED = "not_as_asked"
    INCIDENTS = "incidents"
    HERE = "here"
    OVERDUE = "overdue"
    NO_SHOWS = "no_shows"
    REFUNDS = "refunds"
    OUTSIDE = "outside"
    FIRST = "first_arrivals"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Item:
    """A session of a list: the moment that matters, in a few words what is left of it, and of a
    request, whose moment is when it was asked, when the exam starts, or may (`starts`).
    `is_change` is what was changed outside, and stands in a sheet of before among the requests.
    """

    session_id: int
    at: datetime | None = None
    said: str = ""
    starts: tuple[datetime, ...] = ()
    is_change: bool = False


def how_open(request: Attempt) -> str:
    """Who knows what became of a request: “still being checked” tells that we find out; "" of one
    that is settled.
    """
    if not request.is_open:
        return ""
    return TO_DECIDE if request.awaits_decision else NOT_SETTLED
