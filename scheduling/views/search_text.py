"""What an address says in words of its own, in a form that every database takes; and searches that
are posted, so that no address says what was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from unicodedata import category

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.csrf import csrf_exempt

from scheduling.card_numbers import contains_card_number, remove_card_numbers
from scheduling.proctoring_api.foreign_text import strip_unseen
from scheduling.views.sealed_query import opened, query_of

LONGEST = 300
CARD_LEFT_OUT = "without_card"  # in an address: a card number was left out of what was typed
TOKEN = "csrfmiddlewaretoken"  # which other forms send, and no address has
View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    """A redirect that is followed by GET, whatever was asked before."""

    status_code = 303


def free_text(query: QueryDict, name: str) -> str:
    """The text under this name without control characters, halves of characters and card numbers;
    "" for none.
    """
    text = strip_unseen(opened(query.get(name, "")))[:LONGEST]
    return remove_card_numbers("".join(char for char in text if category(char) not in ("Cc", "Cs")))


def held_card_number(query: QueryDict, name: str) -> bool:
    """Whether `free_text` left a card number out, which has to be said."""
    return CARD_LEFT_OUT in query or contains_card_number(opened(query.get(name, ""))[:LONGEST])


def answers_searches(view: View) -> View:
    """A view whose search is posted: what was typed is led to the same page under a seal, and a
    part of a page is answered at once.

    No token is asked for: a search changes nothing, and a link could ask for the same.
    """

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        if not request.headers.get("HX-Request"):
            return SeeOther(search_address(request))
        request.GET = QueryDict(search_address(request).partition("?")[2])
        request.method = "GET"
        return view(request, *args, **kwargs)

    answered.answers_searches = True  # type: ignore[attr-defined]
    return answered


def is_posted_search(request: HttpRequest) -> bool:
    """Whether the request asks a view that `answers_searches`, by POST."""
    match = request.resolver_match
    return request.method == "POST" and hasattr(match and match.func, "answers_searches")


def search_address(request: HttpRequest) -> str:
    """Where a search that was posted is answered by GET."""
    posted = request.POST
    cards = {name for name in posted if contains_card_number(name)}
    names = [name for name in posted if name != TOKEN and name not in cards]
    given = [(name, free_text(posted, name)) for name in names]
    if cards or any(held_card_number(posted, name) for name in names):
        given.append((CARD_LEFT_OUT, "1"))
    query = query_of(given)
    return f"{request.path}?{query}" if query else request.path
