"""Commands of the search box that lead to a page: “board duluth tomorrow”.

A page that should have one gets its line in `COMMANDS`; one whose address isn't there yet is no
command, and its word stays a name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from scheduling.date_formats import clock, full_day
from scheduling.exam_sessions.search.query_reading.lengths_and_spans import Span
from scheduling.exam_sessions.search.query_reading.vocabulary import KnownLocation

WHO_IS_THERE = "#there"  # of the board


def _day(day: date) -> tuple[dict[str, str], str]:
    return {"day": day.isoformat()}, full_day(day)


def _week(day: date) -> tuple[dict[str, str], str]:
    monday, (year, number, _) = day - timedelta(days=day.weekday()), day.isocalendar()
    return {"week": f"{year}-W{number:02}"}, f"from {full_day(monday)} on"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAsked:
    """What is said with a command: a day, a time, from when to when, a length, and a location."""

    day: date | None = None
    at: time | None = None
    span: Span | None = None
    minutes: int | None = None
    place: KnownLocation | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A page: its label, the name of its address, how that and a person say a day, the kinds of
    things that may be said with it, and whether it is only for who books.
    """

    label: str
    url_name: str
    says_day: Callable[[date], tuple[dict[str, str], str]]
    takes: frozenset[str]
    is_for_bookers: bool = False
    part: str = ""  # of the page, as an address names it
    numbered: str = ""  # the name of the address of the page of a number, where it takes one
    weeks_on: int | None = None  # of the week that its own words name, from this one on

    def own_day(self, today: date) -> date | None:
        """A day of the week that its words name."""
        return None if self.weeks_on is None else today + timedelta(weeks=self.weeks_on)

    def address(self, asked: PageAsked) -> str:
        said = self.says_day(asked.day)[0] if asked.day else {}
        if asked.at:
            said |= {"at": f"{asked.at:%H:%M}"}
        if asked.span:
            said |= {"from": f"{asked.span[0]:%H:%M}", "until": f"{asked.span[1]:%H:%M}"}
        if asked.minutes:
            said |= {"minutes": str(asked.minutes)}
        if asked.place:
            said |= {"install": asked.place.install_sid, "location": asked.place.location_sid}
        part = self.part or (WHO_IS_THERE if asked.at else "")
        return f"{reverse(self.url_name)}{'?' if said else ''}{urlencode(said)}{part}"

    def words(self, asked: PageAsked) -> str:
        """“Board · Friday, November 27, 2026 at 10:30 AM · Duluth Testing Center”."""
        when = self.says_day(asked.day)[1] if asked.day else ""
        told = (
            f"{self.label} for {asked.minutes} min" if asked.minutes else self.label,
            f"{when} at {clock(asked.at)}" if asked.at else when,
            " – ".join(map(clock, asked.span)) if asked.span else "",
            asked.place.name if asked.place else "",
        )
        return " · ".join(one for one in told if one)


RESCUES = Command(
    "Rescues and their call lists", "rescues", _day, frozenset({"number"}), numbered="rescue"
)
CALLS = replace(RESCUES, numbered="rescue_calls")
ROSTER = Command(
    "Roster", "roster", _day, frozenset({"day", "locations", "number"}), numbered="roster_print"
)
OVERDUE = Command(
    "Overdue: should have ended", "board", _day, frozenset({"day", "locations"}), part="#overdue"
)
MARKS = Command("Arrivals and no-shows", "day_changes", _day, frozenset({"day", "locations"}))
WHO_IS = Command("Who is where", "board", _day, frozenset({"day", "clocks", "locations"}))
WHO_WAS = replace(WHO_IS, label="Who was where")
FREE = Command(
    "Next free", "board", _day, frozenset({"day", "clocks", "minutes", "locations"}), part="#free"
)
MOVE_A_ROOM = Command(
    "Move a room",
    "rescue_new",
    _day,
    frozenset({"day", "locations", "spans", "number"}),
    True,
    numbered="rescue",
)
A_WEEK = Command("Week", "week", _week, frozenset({"locations"}))

# By the words that a query begins with.
COMMANDS = {
    "board": Command("Board", "board", _day, frozenset({"day", "clocks", "locations"})),
    "roster": ROSTER,
    "print": ROSTER,
    "print roster": ROSTER,
    "roster print": ROSTER,
    "overdue": OVERDUE,
    "who is overdue": OVERDUE,
    "not closed": OVERDUE,
    "handover": Command("Handover", "handover", _day, frozenset({"day", "locations"})),
    **dict.fromkeys(("free", "next free", "free seat", "free seats", "next free seat"), FREE),
    **dict.fromkeys(("rescue", "move room", "move a room"), MOVE_A_ROOM),
    "changes": Command("Changes", "day_changes", _day, frozenset({"day", "locations"})),
    **dict.fromkeys(("who is", "who's", "who’s", "who is here", "who is where"), WHO_IS),
    **dict.fromkeys(("who was", "who was where"), WHO_WAS),
    "rescues": RESCUES,
    "call list": CALLS,
    "call lists": CALLS,
    "arrivals": MARKS,
    "no-show": MARKS,
    "no-shows": MARKS,
    "no show": MARKS,
    "no shows": MARKS,
    "noshow": MARKS,
    "noshows": MARKS,
    "last week": replace(A_WEEK, weeks_on=-1),
    "this week": replace(A_WEEK, weeks_on=0),
    "next week": replace(A_WEEK, weeks_on=1),
    "week": Command("Week", "week", _week, frozenset({"day", "weeks", "locations"})),
}


def offered(*, may_book: bool = True) -> Mapping[str, Collection[str]]:
    """The commands whose page is there for somebody who may book or not, and what each takes."""
    return {
        word: one.takes
        for word, one in COMMANDS.items()
        if _is_there(one) and (may_book or not one.is_for_bookers)
    }


def _is_there(command: Command) -> bool:
    try:
        reverse(command.url_name)
    except NoReverseMatch:
        return False
    return True
