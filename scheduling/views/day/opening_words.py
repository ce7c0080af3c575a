"""A location's hours of a day in words: that they are not the week's, and why; how they are
otherwise than a print has them; and that they leave no time for an exam.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduling.exam_sessions.moments.seat_load import HALF_HOUR, BoardPlace
from scheduling.models import RosterPrint
from scheduling.rosters.roster import Roster
from scheduling.spoken_time import say
from scheduling.views.day.clocks import PlaceClock

NOT_LOADED = "sessions not loaded yet"
NOT_ENTERED = "hours not entered"
NO_SEATS = "seats not entered"
NONE_FREE = "no seat free for {minutes} min"
CLOSES = "closes {closes}: {count} of {seats} free until then"
OPEN_THEN = "open {opens} – {closes}: {count} of {seats} free then"
CLOSED_SINCE = "closed since {closes}"
CLOSED_DAY = "closed that day"


def opens(now: Roster | None) -> str:
    """“open 8:00 AM – 6:00 PM (Half day)”; blank where nobody entered hours, that they can't be
    read where somebody did.
    """
    if now is None or now.open_times is None:
        return now.special_reason if now else ""
    spans = (
        f"{say(opens, now.zone).time} – {say(closes, now.zone).time}"
        for opens, closes in now.open_times
    )
    said = f"open {', '.join(spans)}" if now.open_times else CLOSED_DAY
    return f"{said} ({now.special_reason})" if now.special_reason else said


def changed_since(made: RosterPrint | None, now: str) -> str:
    """“open 8:00 AM – 6:00 PM → closed that day (Snow)”; blank where the print has them so, or did
    not keep them.
    """
    if made is None or made.opens is None or made.opens == now:
        return ""
    return f"{made.opens or NOT_ENTERED} → {now or NOT_ENTERED}"


def special_of(place: BoardPlace, slots: Sequence[datetime]) -> str:
    """“closed: Thanksgiving”, or that its hours are not the week's, and why; or that what was
    entered can't be read. Of the half hours that the board shows.
    """
    first = slots[0]
    if not place.special_reason or any(a <= first < b for a, b in place.unknown_times):
        return place.special_reason
    last = slots[-1] + HALF_HOUR
    spans = place.open_times or ()
    is_open = any(opens < last and closes > first for opens, closes in spans)
    return f"{'special hours' if is_open else 'closed'}: {place.special_reason}"


def why_none_free(
    place: BoardPlace, minutes: int, now: datetime, slots: Sequence[datetime], there: PlaceClock
) -> str:
    """Why no seat is free for so long: they are taken, or it closes before, and then how many are
    free until it does; blank where it is closed and that is told already.
    """
    if place.open_times is None:
        return NONE_FREE.format(minutes=minutes)
    spans = place.still_open(now, slots)
    if not spans:
        return _closed(place, slots, there)
    is_short = all(closes - start < timedelta(minutes=minutes) for start, closes in spans)
    for start, closes in spans if is_short else ():
        if count := place.left_over(start, closes):
            said = CLOSES if start == now else OPEN_THEN
            known = {"opens": there.hour(start), "closes": there.hour(closes)}
            upto = "" if place.is_exact(start, closes) else "up to "
            return said.format(**known, count=f"{upto}{count}", seats=place.seats)
    return NONE_FREE.format(minutes=minutes)


def _closed(place: BoardPlace, slots: Sequence[datetime], there: PlaceClock) -> str:
    """That it is closed by now, or all day."""
    first, last = slots[0], slots[-1] + HALF_HOUR
    closed = [closes for opens, closes in place.open_times or () if first < closes and opens < last]
    if closed:
        return CLOSED_SINCE.format(closes=there.hour(max(closed)))
    return "" if place.special_reason else CLOSED_DAY
