"""The way through the list from a session’s page: back to its row, and on to its neighbors."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpResponse

from scheduling.access.middleware import PortalRequest
from scheduling.exam_sessions.lists import earlier_page
from scheduling.exam_sessions.lists.earlier_page import Neighbors
from scheduling.exam_sessions.search import pasted_sids
from scheduling.exam_sessions.search.pasted_sids import Pasted
from scheduling.models import ExamSession
from scheduling.views.exam_sessions.lists import came_from, list_address, list_words
from scheduling.views.exam_sessions.lists.came_from import CameFrom, RememberedList
from scheduling.views.exam_sessions.session_rows import page_url
from scheduling.views.kept_place import KeptPlace, kept_place_of, place_at

NEXT = "next"  # in the address of a session's page


@dataclass(frozen=True, slots=True)
class NeighborLink:
    """Where the list leads from here; '' where it ends, or the session isn’t in it."""

    looked_at: RememberedList
    page: int
    back: CameFrom
    previous: str = ""
    next: str = ""
    onward: str = ""  # the next one, where something was done here that moved this one in the list
    is_named: bool = False  # by the page's address: the browser doesn't know the list yet

    def keep(self, response: HttpResponse) -> None:
        """Remember the list, and the page of it that the session is on, where that is news."""
        if self.is_named or self.page != self.looked_at.page:
            came_from.keep(response, self.looked_at.address, self.page)


def of(request: PortalRequest, shown: ExamSession) -> NeighborLink:
    """The way through the list that was last looked at, in the order that it has now; on to the one
    that the address names, where it names one.
    """
    looked, row = came_from.remembered_list(request), f"session-{shown.pk}" if shown.pk else ""
    found, is_named = _neighbors(request, looked, shown), came_from.named(request)
    looked = looked or came_from.NOTHING_LOOKED_AT
    page, further = found.page if found else looked.page, _named_next(request)
    return NeighborLink(
        looked,
        page,
        _back(request, looked, page, row),
        previous=_url_of(found and found.before),
        next=further or _url_of(found and found.behind),
        onward=further,
        is_named=is_named,
    )


def _neighbors(
    request: PortalRequest, looked: RememberedList | None, shown: ExamSession
) -> Neighbors | None:
    if looked is None or not shown.pk:
        return None
    place = _place_of(request, looked)
    wanted = list_address.wanted(looked.address, looked.query, place)
    return earlier_page.neighbors(place.institutions, wanted, shown)


def _named_next(request: PortalRequest) -> str:
    asked = pasted_sids.pasted(request.GET.get(NEXT, ""))
    if "ES" not in asked.sids:
        return ""
    known = pasted_sids.by_sid(request.access.institutions, Pasted({"ES": asked.sids["ES"]}))
    return _url_of(next(iter(known), None))


def onward(request: PortalRequest, session: ExamSession) -> str:
    """What the address of the session's page says of the one behind it in the list, as it is now:
    “?next=ES…”; "" where none is. What is done with a session moves it in its list.
    """
    found = _neighbors(request, came_from.remembered_list(request), session)
    return f"?{NEXT}={found.behind.sid}" if found and found.behind else ""


def of_form(request: PortalRequest, shown: ExamSession) -> CameFrom | None:
    """From a form about the session back to the list that its address names, or that was last
    looked at; None where there is none.
    """
    looked = came_from.of_a_form(request) or came_from.remembered_list(request)
    row = f"session-{shown.pk}" if shown.pk else ""
    return _back(request, looked, looked.page, row) if looked else None


def keep_of_form(request: PortalRequest, response: HttpResponse) -> None:
    """Remember the list that a form's address names, for the pages that one comes to from there."""
    if looked := came_from.of_a_form(request):
        came_from.keep(response, looked.address, looked.page)


def _back(request: PortalRequest, looked: RememberedList, page: int, row: str) -> CameFrom:
    """The way back, which names a learner where the list was searched by their id."""
    back, query = looked.came_from(page, row), looked.address.asked.get("q", "")
    named = list_words.sought(query, request.access.institutions)
    return replace(back, words=f"“{named}”") if named != query else back


def _place_of(request: PortalRequest, looked: RememberedList) -> KeptPlace:
    """The place that the list’s address names, or else the one that is kept."""
    asked = looked.address.asked
    if not asked.keys() & set(list_address.PLACE):
        return kept_place_of(request)
    return place_at(request.access, asked.get("install", ""), asked.get("location", ""))


def _url_of(session: ExamSession | None) -> str:
    return page_url(session, "session") if session else ""
