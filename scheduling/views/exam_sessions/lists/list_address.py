"""The worklist's address: what it asks for, and the addresses of other lists beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from urllib.parse import urlencode

from django.http import QueryDict

from scheduling.booking.provider_shows import done_otherwise
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists.list_filters import ListFilters
from scheduling.exam_sessions.lists.list_states import STATES
from scheduling.exam_sessions.lists.tab_conditions import MOST_COUNTED
from scheduling.exam_sessions.lists.tabs import AT_NO_LOCATION, DAYS, WORDS, View
from scheduling.session_types.registry import SESSION_TYPES
from scheduling.views.kept_place import ALL, KeptPlace
from scheduling.views.sealed_query import query_of
from scheduling.views.search_text import free_text
from scheduling.wall_time import YEARS

# What the address may say, in the order in which links say it.
NAMES = ("view", "q", "install", "location", "day", "at", "type", "state", "by")
PLACE = ("install", "location")
TIMES = re.compile(r"\d\d:\d\d(,\d\d:\d\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ListAddress:
    """What an address asks the list for, as text by name; blank ones are left out."""

    asked: dict[str, str]

    def to(self, **changes: str) -> str:
        """The query of the list that differs in this, from its first page on, as links say it."""
        return "?" + query_of(self._ordered(changes))

    def plain(self, **changes: str) -> str:
        """The same as it is kept and compared: what was typed stands in it as it is."""
        return urlencode(self._ordered(changes))

    def _ordered(self, changes: dict[str, str]) -> dict[str, str]:
        asked = self.asked | changes
        return {name: asked[name] for name in NAMES if asked.get(name)}

    @property
    def view(self) -> View:
        """The view that is named; unnamed, the day's, or all where something else is asked for.

        A day that is named comes before today and tomorrow: the list is of that day.
        """
        named = self.asked.get("view", "")
        if named in DAYS and "day" in self.asked:
            return View.ALL
        if named:
            return View(named)
        return View.ALL if self.asked.keys() - {*PLACE, "view"} else View.TODAY

    @property
    def is_plain(self) -> bool:
        """Whether it is what its view's tab says, or a part of it: of no other day, no search."""
        return not self.asked.keys() & {"day", "q"}


@dataclass(frozen=True, slots=True)
class Tab:
    """A view as a link: its word, and how many sessions it has, as far as they are counted."""

    word: str
    url: str
    count: str
    is_current: bool
    name: str = ""  # of a view that is counted


def read(query: QueryDict) -> ListAddress:
    """The address without what it doesn't know, which leads to no narrower view in its place."""
    lost = unread(query)
    asked = {name: "" if name in lost else free_text(query, name) for name in NAMES}
    is_of_another_day = "day" in lost and asked["view"] in DAYS
    if is_of_another_day or (lost.keys() - {"view"} and not asked["view"]):
        asked["view"] = View.ALL.value
    asked["at"] = asked["at"] if asked["day"] else ""
    return ListAddress({name: text for name, text in asked.items() if text})


def unread(query: QueryDict) -> dict[str, str]:
    """What the address asks for and can't be read, as text by name."""
    asked = {name: free_text(query, name) for name in READERS}
    return {name: text for name, text in asked.items() if text and not READERS[name](text)}


def read_page(query: QueryDict) -> int | None:
    """The number of the list's page; 1 where none is named, None for anything else."""
    page = query.get("page") or "1"
    return int(page) if page.isdecimal() and len(page) < 7 else None


def known(address: ListAddress, place: KeptPlace) -> ListAddress:
    """The very list at this place, as it is asked for anywhere: its view and its place named, and
    nothing that the list doesn't know.
    """
    asked = address.asked | {
        "view": address.view.value,
        "install": place.install_sid or ALL,
        "location": read_from(address, QueryDict(), place).filters.location_sid,
    }
    return ListAddress({name: text for name, text in asked.items() if text})


def without_place(address: ListAddress) -> ListAddress:
    """The same list at whichever place is kept."""
    return ListAddress({name: text for name, text in address.asked.items() if name not in PLACE})


def unfiltered(address: ListAddress) -> ListAddress:
    """The words and the place alone."""
    kept = {"q", *PLACE}
    return ListAddress({name: text for name, text in address.asked.items() if name in kept})


def is_elsewhere(address: ListAddress, place: KeptPlace) -> bool:
    """Whether it names a place that is none of the person's, so that the list is of theirs."""
    install_sid, location = (address.asked.get(name, "") for name in PLACE)
    of_install, _, location_sid = location.rpartition("/")  # as the choice of places names it
    install_sid = install_sid or of_install
    is_theirs = install_sid in ("", ALL, place.install_sid)
    return not is_theirs or location_sid not in ("", place.location_sid)


def wanted(address: ListAddress, query: QueryDict, place: KeptPlace) -> ListQuery:
    """What the list is asked for, at the place; what can't be read is not asked for."""
    otherwise = done_otherwise.of_today_on(place.institutions)
    return replace(read_from(address, query, place), done_otherwise=otherwise)


def read_from(address: ListAddress, query: QueryDict, place: KeptPlace) -> ListQuery:
    """The same as far as the address says it, with nothing asked of the database.

    A search looks at every location unless one is named: many a session's is not known yet. So
    does the view of those that are at none yet, whichever is named.
    """
    asked = address.asked
    is_wide = address.view in AT_NO_LOCATION or ("q" in asked and "location" not in asked)
    return ListQuery(
        query=asked.get("q", ""),
        state=asked.get("state", ""),
        page=read_page(query) or 1,
        view=address.view,
        filters=ListFilters(
            day=read_day(asked.get("day", "")),
            location_sid="" if is_wide else place.location_sid,
            session_type=asked.get("type", ""),
            booked_by=_number(asked.get("by", "")),
            clocks=read_times(asked.get("at", "")),
        ),
    )


def page_of(address: ListAddress, page: int) -> str:
    """The query of a page of the list, its view named."""
    return f"{address.to(view=address.view.value)}&page={page}"


def read_day(text: str) -> date | None:
    """A day as addresses name it, YYYY-MM-DD; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def read_times(text: str) -> tuple[time, ...]:
    """One time as addresses name it, HH:MM, or two with a comma between; none for anything else."""
    if not TIMES.fullmatch(text):
        return ()
    try:
        return tuple(time.fromisoformat(one) for one in text.split(","))
    except ValueError:
        return ()


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


# How each of what an address may say is read; what can't be is falsy.
READERS: dict[str, Callable[[str], object]] = {
    "view": frozenset(View).__contains__,
    "day": read_day,
    "at": read_times,
    "type": SESSION_TYPES.__contains__,
    "state": STATES.__contains__,
    "by": _number,
}


def tabs(address: ListAddress, counted: dict[View, int], saved: Sequence[Tab] = ()) -> list[Tab]:
    """The views; each keeps the place, and nothing else. Behind them those that were saved."""
    place = ListAddress({name: address.asked[name] for name in PLACE if name in address.asked})
    is_plain = address.is_plain and not any(one.is_current for one in saved)
    built_in = [
        Tab(
            word,
            place.to(view=view.value),
            count_words(counted[view]) if view in counted else "",
            is_current=view == address.view and is_plain,
            name=view.value,
        )
        for view, word in WORDS.items()
    ]
    return [*built_in, *saved]


def count_words(number: int) -> str:
    """A count as a tab says it: no more than are told apart."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def day_query(place: KeptPlace, day: date) -> str:
    """A day and the place as other pages about a day are asked for them."""
    named = {"install": place.install_sid or ALL, "location": place.location_sid}
    asked = named | {"day": day.isoformat()}
    return urlencode({name: one for name, one in asked.items() if one})


def day_steps(address: ListAddress, day: date) -> list[str]:
    """The lists of the day before and of the day after."""
    before, after = (day + timedelta(days=days) for days in (-1, 1))
    return [address.to(view=View.ALL.value, day=one.isoformat()) for one in (before, after)]
