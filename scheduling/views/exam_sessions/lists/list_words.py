"""What a list asks for, in words: what narrows it, and all of it as one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.http import QueryDict

from scheduling.date_formats import clock, full_day
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists.list_filters import ListFilters
from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.search import learners
from scheduling.models import Institution
from scheduling.session_types.registry import SESSION_TYPES
from scheduling.views.exam_sessions.lists import list_address
from scheduling.views.exam_sessions.lists.list_address import PLACE, WORDS, ListAddress
from scheduling.views.exam_sessions.state_marks import STATE_WORDS
from scheduling.views.kept_place import ALL, KeptPlace
from scheduling.views.search_text import free_text

People = Sequence[tuple[int, str]]  # number and name of whoever may have booked
ANY_PLACE = "at the place chosen in the bar"
LOST_PLACE = "at a place where you have no role, or that we don’t know"
UNREAD = {
    "view": "“{text}” is no view of the list. Shown: {view}.",
    "day": "“{text}” is no day that can be shown. The list is of every day.",
    "at": "“{text}” is no time of a day. The list is of every time.",
    "type": "“{text}” is no session type. The list is of every type.",
    "state": "“{text}” is no state of a session. The list is of every state.",
    "by": "“{text}” is nobody who can book. The list is of whoever booked.",
}
NO_DAY_OF_TIME = "“{text}” is asked for without a day. The list is of every time."
NO_PAGE = "“{text}” is no page of this list. This is page {page}."
NOT_NAMED = "someone who doesn’t book here"
LEARNER_KEY = re.compile(r"(US|EN)[0-9a-f]{32}")


def sought(query: str, institutions: Sequence[Institution]) -> str:
    """What is searched for as people say it: a learner's name for the id that tells them apart."""
    key = query.strip()
    if not LEARNER_KEY.fullmatch(key):
        return query
    found = (learners.by_key(key, one) for one in institutions)
    return next((one.name for one in found if one and one.name), query)


def narrowed_to(wanted: ListQuery, people: People, query: str = "") -> list[str]:
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


def criteria_in_words(
    address: ListAddress, wanted: ListQuery, people: People, query: str = ""
) -> list[str]:
    """The same, with the view where no tab says it: of a day, and of a search."""
    is_untold = not address.is_plain and address.view is not View.ALL
    view = [WORDS[address.view]] if is_untold else []
    return [*view, *narrowed_to(wanted, people, query)]


def _when(filters: ListFilters) -> str:
    clocks = " or ".join(map(clock, filters.clocks))
    day = full_day(filters.day) if filters.day else ""
    return f"{day}, starting at {clocks}" if clocks else day


def unread(query: QueryDict, address: ListAddress, page: int) -> list[str]:
    """What an address asks for and the list is not narrowed by, each as a sentence; `page` is the
    one that is shown.
    """
    lost, at = list_address.unread(query), free_text(query, "at")
    view = WORDS[address.view]
    told = [UNREAD[name].format(text=text[:20], view=view) for name, text in lost.items()]
    if at and "at" not in lost and "at" not in address.asked:
        told.append(NO_DAY_OF_TIME.format(text=at[:20]))
    if list_address.read_page(query) != page:
        told.append(NO_PAGE.format(text=free_text(query, "page")[:20], page=page))
    return told


def described(address: ListAddress, place: KeptPlace, people: People) -> str:
    """“To book · Live online · at Duluth Testing Center”."""
    wanted = list_address.read_from(address, QueryDict(), place)
    kept = place if wanted.filters.location_sid else place.whole
    where = _where(address, kept)
    return " · ".join([WORDS[address.view], *narrowed_to(wanted, people), where])


def _where(address: ListAddress, place: KeptPlace) -> str:
    if not address.asked.keys() & {*PLACE}:
        return ANY_PLACE
    is_lost = address.asked.get("install", ALL) != ALL and not place.install_sid
    return LOST_PLACE if is_lost else at(place)


def at(place: KeptPlace) -> str:
    """“at Duluth Testing Center”."""
    is_named = place.install_sid or place.location_sid
    return f"at {place.words}" if is_named else "at all institutions"
