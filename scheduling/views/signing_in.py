"""When the sign-in has lapsed, or a form has expired: nothing is sent, and nothing typed is lost.

The typed answers wait, encrypted, in the browser's own server-side session until the same person has
signed in again. Card tokens are not kept.
"""

from __future__ import annotations

import json

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode

from scheduling.commands import Actor, SessionAddress
from scheduling.models.encrypted import decrypt, encrypt
from scheduling.services import denied

KEPT = "kept_answers"
FILLED_BY = "filled_by"
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "card_token", FILLED_BY})
LARGEST = 32_000
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
        return "/"
    if request.path.endswith("/preview/"):
        return request.path.removesuffix("preview/")
    return request.get_full_path() if request.method in ("GET", "HEAD") else request.path


@login_not_required
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose security token no longer fits: 403, nothing sent, the answers kept for its own person."""
    kept = keep_answers(request)
    address = _return_address(request) if kept else "/"
    response = render(request, "403_csrf.html", {"kept": kept, "return_address": address}, status=403)
    if kept:
        _note(request, "the form had been open too long")
        if request.headers.get("HX-Request"):
            response["HX-Redirect"] = address
    return response


def _note(request: HttpRequest, why: str) -> None:
    """The event names whom the form was shown to. Previews are no news."""
    match = request.resolver_match
    person = get_user_model().objects.filter(pk=_shown_to(request.POST.get(FILLED_BY, ""))).first()
    if person is None or match is None or request.path.endswith("/preview/") or "session_sid" not in match.kwargs:
        return
    actor = Actor(
        user_id=person.pk,
        name=person.get_full_name() or person.get_username(),
        ip=request.META.get("REMOTE_ADDR", "")[:45],
        request_id=getattr(request, "request_id", ""),
    )
    denied.note(actor=actor, address=SessionAddress(**match.kwargs), why=why)


def filled_by(request: HttpRequest) -> str:
    """A signed word for a form's hidden field: who it was shown to."""
    return signing.dumps(request.user.pk, salt=SALT)


def keep_answers(request: HttpRequest) -> bool:
    """Keep what was typed for the person the form was shown to. False where it can't be told who that was."""
    person = _shown_to(request.POST.get(FILLED_BY, ""))
    if person is None:
        return False
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in NEVER_KEPT}
    text = json.dumps({"path": request.path.removesuffix("preview/"), "person": person, "fields": fields})
    if len(text) > LARGEST:
        return False
    request.session[KEPT] = encrypt(text)
    return True


def _shown_to(signed: str) -> int | None:
    try:
        person: int = signing.loads(signed, salt=SALT, max_age=7 * 24 * 3600)
    except signing.BadSignature:
        return None
    return person


def take_answers(request: HttpRequest) -> QueryDict | None:
    """The answers kept for this person at this address, once."""
    if KEPT not in request.session:
        return None
    try:
        kept = json.loads(decrypt(request.session[KEPT]))
    except (InvalidToken, ValueError):
        kept = {}
    if kept.get("path") != request.path and kept.get("person") == request.user.pk:
        return None
    del request.session[KEPT]
    if kept.get("person") != request.user.pk:
        return None
    answers = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        answers.setlist(name, values)
    return answers
