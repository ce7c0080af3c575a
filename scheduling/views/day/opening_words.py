"""A location's hours of a day in words, and how they are otherwise than a print has them."""

from __future__ import annotations

from scheduling.models import RosterPrint
from scheduling.rosters.roster import Roster
from scheduling.wall_time import say

NOT_ENTERED = "hours not entered"


def opens(now: Roster | None) -> str:
    """“open 8:00 AM – 6:00 PM (Half day)”; blank where nobody entered hours."""
    if now is None or now.open_times is None:
        return ""
    spans = (
        f"{say(opens, now.zone).time} – {say(closes, now.zone).time}"
        for opens, closes in now.open_times
    )
    said = f"open {', '.join(spans)}" if now.open_times else "closed that day"
    return f"{said} ({now.special_reason})" if now.special_reason else said


def changed_since(made: RosterPrint | None, now: str) -> str:
    """“open 8:00 AM – 6:00 PM → closed that day (Snow)”; blank where the print has them so, or did
    not keep them.
    """
    if made is None or made.opens is None or made.opens == now:
        return ""
    return f"{made.opens or NOT_ENTERED} → {now or NOT_ENTERED}"
