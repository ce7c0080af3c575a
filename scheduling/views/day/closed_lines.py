"""Who is booked, or may be, while a location is closed, by location and day, with the ways to see
and move them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from scheduling.date_formats import counted, day, short_day
from scheduling.exam_sessions.moments.booked_while_closed import BookedThen, BookedWhileClosed
from scheduling.exam_sessions.moments.seat_load import BoardPlace, Seated

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """A location and day: how many are booked then, their board and list, and, for whoever may move
    them, the rescue of them.
    """

    said: str
    board_url: str
    list_url: str
    move_url: str


def lines_of(found: BookedWhileClosed, *, may_move: bool) -> list[ClosedLine]:
    """The first of them; `more_than` counts the others."""
    return [
        ClosedLine(
            f"{one.place.name}, {day(one.day)}: {_how_many(one)}",
            f"{reverse('board')}?{urlencode(_asked(one.place, one.day))}",
            f"{reverse('worklist')}?{urlencode({'view': 'all'} | _asked(one.place, one.day))}",
            rescue_url(one.place, one.seated, one.place.zone) if may_move and one.seated else "",
        )
        for one in found.booked[:MOST_LINES]
    ]


def more_than(found: BookedWhileClosed) -> int:
    """How many are booked, or may be, at the locations and days that have no line."""
    return sum(one.count + one.more for one in found.booked[MOST_LINES:])


def _how_many(one: BookedThen) -> str:
    if not one.more:
        return counted(one.count, "session")
    if not one.count:
        return f"{counted(one.more, 'session')}, not certain"
    return f"{counted(one.count, 'session')}, {one.more:,} more not certain"


def ways_to_move(
    place: BoardPlace, seated: Sequence[Seated], zone: str
) -> Iterator[tuple[str, str]]:
    """The rescues of these, in words and with their addresses: one is of one day, so that whoever
    begins on another is in the next.
    """
    by_day: dict[date, list[Seated]] = {}
    for one in sorted(seated, key=lambda seat: seat.start):
        by_day.setdefault(one.start.astimezone(ZoneInfo(zone)).date(), []).append(one)
    for on, same in by_day.items():
        said = "Move these" if len(by_day) == 1 else f"Move those of {short_day(on)}"
        yield said, rescue_url(place, same, zone)


def rescue_url(place: BoardPlace, seated: Sequence[Seated], zone: str) -> str:
    """Where these, of one day, are moved together."""
    local = ZoneInfo(zone)
    first = min(one.start for one in seated).astimezone(local)
    last = max(one.end_at_least for one in seated).astimezone(local)
    asked = {
        "location": f"{place.install_sid}/{place.sid}",
        "day": first.date().isoformat(),
        "from": f"{first:%H:%M}",
        "until": _until(first, last),
    }
    return f"{reverse('rescue_new')}?{urlencode(asked)}"


def _until(first: datetime, last: datetime) -> str:
    return f"{last:%H:%M}" if last.date() == first.date() else "23:59"


def _asked(place: BoardPlace, on: date) -> dict[str, str]:
    return {"install": place.install_sid, "location": place.sid, "day": on.isoformat()}
