"""The list that a page was opened from: as the browser remembers it, or an address or a form names
it; and the way back.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from scheduling.access.middleware import PortalRequest
from scheduling.date_formats import day as say_day
from scheduling.exam_sessions.lists.tabs import WORDS, View
from scheduling.views.exam_sessions.lists.list_address import (
    ListAddress,
    page_of,
    read,
    read_day,
    read_page,
)

KEPT = "list"  # the cookie with the list that was last looked at
OF_A_FORM = "list"  # in a form or its address: the query of the list that it was opened from


@dataclass(frozen=True, slots=True)
class CameFrom:
    """The list that a page was opened from, for the way back."""

    url: str
    words: str


@dataclass(frozen=True, slots=True)
class RememberedList:
    """The page of the list that was last looked at, or else the day's first."""

    address: ListAddress
    query: QueryDict

    @property
    def page(self) -> int:
        """Its number, as the address has it."""
        return read_page(self.query) or 1

    def came_from(self, page: int, row: str = "", opened: str = "") -> CameFrom:
        """The way back to a page of it, to the element of a row there, and to the session that is
        open beside it, by its SID.
        """
        address = self.address
        onward = {"page": page} if page > 1 and address.asked else {}
        onward |= {"open": opened} if opened else {}
        start = address.to() + "&" * bool(onward) if address.asked else "?" * bool(onward)
        url = start + urlencode(onward)
        url = f"{reverse('worklist')}{url}{f'#{row}' if row else ''}"
        return CameFrom(url, _short_words(address))


def keep(response: HttpResponse, address: ListAddress, page: int) -> None:
    """Remember the list in the browser until it is closed."""
    response.set_cookie(
        KEPT,
        page_of(address, page),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def named(request: HttpRequest) -> bool:
    """Whether the page's own address says from which list it was opened."""
    return request.method == "GET" and not request.GET.keys().isdisjoint(("q", "view"))


def remembered_list(request: HttpRequest) -> RememberedList | None:
    """The list that the address says the page was opened from, or else what the browser remembers;
    None where it remembers no list.
    """
    if named(request):
        return RememberedList(read(request.GET), QueryDict())
    if not (kept := request.COOKIES.get(KEPT, "")):
        return None
    query = QueryDict(kept.removeprefix("?"))
    return RememberedList(read(query), query)


def of_a_form(request: HttpRequest) -> RememberedList | None:
    """The list that a form or its address says it was opened from; None where neither does."""
    if not (named_list := request.GET.get(OF_A_FORM) or request.POST.get(OF_A_FORM)):
        return None
    query = QueryDict(named_list.removeprefix("?"))
    address = read(query)
    return RememberedList(address, query) if address.asked else None


def list_query_of_page(request: PortalRequest) -> str:
    """The query of the list in whose page a part is put; "" for any other page's."""
    path, _, query = (request.htmx.current_url_abs_path or "").partition("?")
    asked = QueryDict(query)
    return page_of(read(asked), read_page(asked) or 1) if path == reverse("worklist") else ""


def opened_from(url: str, session_url: str) -> str:
    """The address of a session's page that was opened from the list of this address, though that
    list itself was not shown: from under the search box.
    """
    return f"{session_url}?{url.partition('?')[2]}" if session_url else ""


def booked_from(url: str, book_url: str) -> str:
    """The address of a booking form that was opened from the list of this address, which has names
    of its own for what is asked.
    """
    return f"{book_url}?{urlencode({OF_A_FORM: url.partition('?')[2]})}" if book_url else ""


def _short_words(address: ListAddress) -> str:
    """“smith”, “Thu, Dec 10, 2026” of a day's whole list, or else the view."""
    asked, view = address.asked, address.view
    if "q" in asked:
        return f"“{asked['q']}”"
    day = read_day(asked.get("day", "")) if view is View.ALL else None
    return say_day(day) if day else WORDS[view]


NOTHING_LOOKED_AT = RememberedList(ListAddress({}), QueryDict())
