"""Middleware: notes that what looks like a card number was typed into a form, whichever; the form
itself refuses it, or leaves it out. Nothing of the number is in the event.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import is_valid_path, reverse

from scheduling.access.middleware import PortalRequest
from scheduling.audit import denials
from scheduling.audit.event_writer import Entry, escape_braces
from scheduling.audit.kinds import Kind
from scheduling.card_numbers import contains_card_number, may_hold_card_number, remove_card_numbers
from scheduling.views.search_text import CARD_LEFT_OUT

LONGEST_NAME = 60
LEFT_OUT = "…"  # of a path, which without it would lead elsewhere
WAYS_BACK = ("next", "query")  # fields that say where a form leads to
SAID_OF_FILE = "{who} uploaded a file with what looks like a card number in it; it was not kept."
SAID = "{who} typed what looks like a card number into “{field}”; it was not kept or sent."


class CardNumberMiddleware:
    """One event an hour for each person and field, and then how often it was more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _leave_out_of_path(request)
        _leave_out_of_query(request)
        return self.get_response(request)

    def process_view(
        self, request: PortalRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        # What is kept while somebody types is looked at once it is sent.
        if request.method != "POST" or request.resolver_match.url_name == "keep_draft":
            return
        for field in _fields_with_one(request) if request.user.is_authenticated else ():
            _note(request, field, kwargs.get("install_sid", ""))
        _leave_out_of_way_back(request)


def _leave_out_of_path(request: HttpRequest) -> None:
    """Each page carries its address along, also one that says that nothing is there. No address of
    the portal's has such a number: the ids in it are none. Which view it leads to stays, so that a
    form that is refused there is told.
    """
    if not _holds_one(request.path_info):
        return
    request.path = remove_card_numbers(request.path, LEFT_OUT)
    plain = remove_card_numbers(request.path_info, LEFT_OUT)
    if is_valid_path(plain) or not is_valid_path(request.path_info):
        request.path_info = plain


def _leave_out_of_way_back(request: HttpRequest) -> None:
    """Where a form leads to afterwards is an address, which logs keep."""
    held = [name for name in WAYS_BACK if _holds_one(request.POST.get(name))]
    if held:
        plain = request.POST.copy()
        for name in held:
            plain.setlist(name, [without_card_numbers(one) for one in plain.getlist(name)])
        request.POST = plain  # type: ignore[assignment]


def without_card_numbers(text: str) -> str:
    """The text without them. In an address something stands in their place: what is before and
    behind them could else be another site's.
    """
    is_address = "/" in text or "\\" in text
    return remove_card_numbers(text, LEFT_OUT if is_address else "")


def _leave_out_of_query(request: HttpRequest) -> None:
    """No page reads such a number in its address, so none shows it, or carries it along."""
    asked = list(request.GET.lists())
    if not any(map(_holds_one, chain.from_iterable((name, *texts) for name, texts in asked))):
        return
    # The admin site's lists take each name in an address for a column to be searched in.
    is_admin_site = request.path.startswith(reverse("admin:index"))
    plain = QueryDict("" if is_admin_site else f"{CARD_LEFT_OUT}=1", mutable=True)
    for name, texts in asked:
        plain.setlist(remove_card_numbers(name), [without_card_numbers(one) for one in texts])
    request.META["QUERY_STRING"] = plain.urlencode()
    request.GET = plain


def _fields_with_one(request: HttpRequest) -> list[str]:
    """The names of the fields, without any number in them."""
    typed = [*request.POST.lists(), *((name, [one.name]) for name, one in request.FILES.items())]
    held = [name for name, texts in typed if any(map(_holds_one, (name, *texts)))]
    return [remove_card_numbers(name)[:LONGEST_NAME] for name in held if "password" not in name]


def _holds_one(text: str | None) -> bool:
    return bool(text) and may_hold_card_number(text) and contains_card_number(text)


def note_file(request: PortalRequest, field: str) -> None:
    """Note that a file which was chosen in this field of a form holds a card number."""
    _note(request, field, "", SAID_OF_FILE)


def _note(request: PortalRequest, field: str, install_sid: str, said: str = SAID) -> None:
    institution = request.access.institution(install_sid) if install_sid else None
    actor = request.actor_at(institution)
    entry = Entry(
        kind=Kind.CARD_NUMBER_TYPED,
        sentence=escape_braces(said.format(who=actor.name, field=field)),
        actor=actor,
        outcome="refused",
        install_sid=institution.sid if institution else "",
        details={"field": field},
    )
    denials.record_folded(entry, "typed a card number into", field)
