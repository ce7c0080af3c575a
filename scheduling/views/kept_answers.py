"""When the sign-in has lapsed, or a form has expired: nothing is sent, and nothing typed is lost.

The typed answers wait, encrypted, in the browser's own server-side session until the same person
has signed in again. Card tokens, card numbers, API tokens and passwords are not kept, nor anything
that no form here asks for.
"""

from __future__ import annotations

import json
import time
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode
from django_htmx.middleware import HtmxDetails

from scheduling.access.roles import access_of, name_of
from scheduling.audit import denials
from scheduling.card_numbers import remove_card_numbers
from scheduling.commands import LONGEST_NAME, Actor, SessionAddress
from scheduling.forms import institutions, rules
from scheduling.forms.answers import HIDDEN, OTHER, TOKEN_GONE, known_fields
from scheduling.forms.change import Cancellation
from scheduling.models.encryption import decrypt, encrypt
from scheduling.session_types import registry

KEPT = "kept_answers"
FILLED_BY = "filled_by"
NEVER_KEPT = frozenset({"card_token"})
SETTLING = frozenset({"applied", "reason", "override_reason"})
LARGEST = 32_000
MOST_FORMS = 5
SHOWN_FOR = 30 * 60  # seconds in which a reload shows kept answers again
LONGEST_OPEN = 24 * 3600
SALT = "who-filled-the-form"


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send a person who is not signed in to the sign-in page, and back to where they were."""
    if request.method == "POST" and keep_answers(request):
        _note(request, "their sign-in had lapsed")
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _return_address(request)})}"
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


def _return_address(request: HttpRequest) -> str:
    if request.headers.get("HX-Request") and request.method == "GET":
        return (
            HtmxDetails(request).current_url_abs_path or "/"
        )  # the page that a part of was asked for
    if request.path.endswith("/preview/"):
        return request.path.removesuffix("preview/")
    return request.get_full_path() if request.method in ("GET", "HEAD") else request.path


@login_not_required
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose security token no longer fits:
    403, nothing sent, the answers kept for its own person.
    """
    kept = keep_answers(request)
    address = _return_address(request) if kept else "/"
    response = render(
        request, "403_csrf.html", {"kept": kept, "return_address": address}, status=403
    )
    if kept:
        _note(request, "the form had been open too long")
        if request.headers.get("HX-Request"):
            response["HX-Redirect"] = address
    return response


def _note(request: HttpRequest, why: str) -> None:
    """The event names whom the form was shown to, if they work there. Previews are no news."""
    match = request.resolver_match
    person = get_user_model().objects.filter(pk=_shown_to(request)).first()
    if (
        person is None
        or match is None
        or request.path.endswith("/preview/")
        or "session_sid" not in match.kwargs
    ):
        return
    if access_of(person).institution(match.kwargs["install_sid"]) is None:
        return
    actor = Actor(
        user_id=person.pk,
        name=name_of(person)[:LONGEST_NAME],
        ip=request.META.get("REMOTE_ADDR", "")[:45],
        request_id=getattr(request, "request_id", ""),
    )
    denials.note(actor=actor, address=SessionAddress(**match.kwargs), why=why)


def filled_by(request: HttpRequest) -> str:
    """A signed word for a form's hidden field: who it was shown to, and where."""
    return signing.dumps([request.user.pk, _form_path(request)], salt=SALT)


def _form_path(request: HttpRequest) -> str:
    return request.path.removesuffix("preview/")


def _shown_to(request: HttpRequest) -> int | None:
    """Who this very form was shown to, within the last day."""
    try:
        person, path = signing.loads(
            request.POST.get(FILLED_BY, ""), salt=SALT, max_age=LONGEST_OPEN
        )
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return person if path == _form_path(request) else None


def keep_answers(request: HttpRequest) -> bool:
    """Keep what was typed for the person the form was shown to. False where it can't be told who
    that was.

    The newest few forms are kept: a person may have had several open.
    """
    person = _shown_to(request)
    if person is None:
        return False
    text = json.dumps({"person": person, "fields": _fields(request.POST)})
    if len(text) > LARGEST:
        return False
    kept = dict(request.session.get(KEPT, {}))
    kept.pop(_form_path(request), None)
    kept[_form_path(request)] = {"sealed": encrypt(text), "shown": None}
    request.session[KEPT] = dict(list(kept.items())[-MOST_FORMS:])
    return True


def _fields(data: QueryDict) -> dict[str, list[str]]:
    known = _known_names()
    gone = {TOKEN_GONE: ["yes"]} if any(data.get(name, "").strip() for name in NEVER_KEPT) else {}
    return {
        name: [remove_card_numbers(value) for value in values]
        for name, values in data.lists()
        if name.removesuffix(OTHER) in known
    } | gone


def _known_names() -> set[str]:
    """What some form here asks for and may be kept."""
    moves = [
        registry.to_move(kind)
        for kind in registry.SESSION_TYPES.values()
        if kind.can_be_rescheduled
    ]
    changes = [name for asks in (Cancellation, *moves) for name in registry.fields_of(asks)]
    booking = known_fields().keys() - NEVER_KEPT
    return {
        *HIDDEN,
        *booking,
        *changes,
        *SETTLING,
        *rules.names_of(booking),
        *institutions.open_names(),
    }


def take_answers(request: HttpRequest) -> QueryDict | None:
    """The answers kept for this person at this address:
    until the form is sent, or half an hour after showing them.
    """
    kept = request.session.get(KEPT, {})
    one, now = kept.get(request.path), time.time()
    if one is None:
        return None
    answers = _opened(one, request)
    if answers is None or now - (one["shown"] or now) > SHOWN_FOR:
        answers_sent(request)
        return None
    request.session[KEPT] = kept | {request.path: one | {"shown": one["shown"] or now}}
    return answers


def _opened(one: dict[str, Any], request: HttpRequest) -> QueryDict | None:
    try:
        kept = json.loads(decrypt(one["sealed"]))
    except (InvalidToken, ValueError):
        return None
    if kept["person"] != request.user.pk:
        return None
    answers = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        answers.setlist(name, values)
    return answers


def answers_sent(request: HttpRequest) -> None:
    """The form at this address has been sent, so what was kept of it is old."""
    kept = request.session.get(KEPT, {})
    if request.path in kept:
        request.session[KEPT] = {path: one for path, one in kept.items() if path != request.path}
