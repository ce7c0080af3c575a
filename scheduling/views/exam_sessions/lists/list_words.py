"""What a list asks for, in words: what narrows it, and all of it as one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.http import QueryDict

from scheduling.date_formats import clock, full_day
from scheduling.exam_sessions.lists.list_filters import Filters
from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.lists.worklist import Wanted
from scheduling.exam_sessions.search import learners
from scheduling.models import Institution
from scheduling.session_types.registry import SESSION_TYPES
from scheduling.views.exam_sessions.lists import list_address
from scheduling.views.exam_sessions.lists.list_address import (
    PLACE,
    WORDS,
    ListAddress,
    read_day,
    read_times,
)
from scheduling.views.exam_sessions.state_marks import STATE_WORDS
from scheduling.views.kept_place import Place
from scheduling.views.search_text import free_text

People = Sequence[tuple[int, str]]  # number and name of whoever may have booked
ANY_PLACE = "at the place chosen in the bar"
NO_DAY = "“{text}” is no day that can be shown. The list is of every day."
NO_TIME = "“{text}” is no time of a day. The list is of every time."
NOT_NAMED = "someone who no longer books here"
LEARNER_KEY = re.compile(r"(US|EN)[0-9a-f]{32}")


def sought(query: str, institutions: Sequence[Institution]) -> str:
    """What is searched for as people say it: a learner's name for the id that tells them apart."""
    key = query.strip()
    if not LEARNER_KEY.fullmatch(key):
        return query
    found = (learners.by_key(key, one) for one in institutions)
    return next((one.name for one in found if one and one.name), query)


def narrowed_to(wanted: Wanted, people: People, query: str = "") -> list[str]:
    """What narrows the list, in words; `query` is what is searched for in words."""
    filters, kinds = wanted.filters, SESSION_TYPES
    by = filters.booked_by
    told = [
        f"“{query or wanted.query}”" if wanted.query else "",
        _when(filters),
        kinds[filters.session_type].label if filters.session_type else "",
        STATE_WORDS.get(wanted.state, "") if wanted.state else "",
        f"booked by {dict(people).get(by, NOT_NAMED)}" if by else "",
    ]
    return [one for one in told if one]


def told(address: ListAddress, wanted: Wanted, people: People, query: str = "") -> list[str]:
    """The same, with the view where no tab says it: of a day, and of a search."""
    is_untold = not address.is_plain and address.view is not View.ALL
    view = [WORDS[address.view]] if is_untold else []
    return [*view, *narrowed_to(wanted, people, query)]


def _when(filters: Filters) -> str:
    clocks = " or ".join(map(clock, filters.clocks))
    day = full_day(filters.day) if filters.day else ""
    return f"{day}, starting at {clocks}" if clocks else day


def unread(asked: QueryDict) -> list[str]:
    """What an address narrows the list to and can't be read, each as a sentence."""
    day, at = (free_text(asked, name) for name in ("day", "at"))
    told = [NO_DAY.format(text=day[:20])] if day and not read_day(day) else []
    return told + ([NO_TIME.format(text=at[:20])] if at and not read_times(at) else [])


def described(address: ListAddress, place: Place, people: People) -> str:
    """“To book · Live online · at Duluth Testing Center”."""
    wanted = list_address.wanted(address, QueryDict(), place)
    is_placed = address.asked.keys() & {*PLACE}
    kept = place if wanted.filters.location_sid else place.whole
    where = at(kept) if is_placed else ANY_PLACE
    return " · ".join([WORDS[address.view], *narrowed_to(wanted, people), where])


def at(place: Place) -> str:
    """“at Duluth Testing Center”."""
    is_named = place.install_sid or place.location_sid
    return f"at {place.words}" if is_named else "at all institutions"
