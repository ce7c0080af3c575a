"""When the sign-in has lapsed, or a form has expired: nothing is sent, and nothing typed is lost.

What was typed becomes a draft of whoever the form was shown to. In the browser nothing is kept but
that there is one, so that the sign-in page can say so.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.middleware import HtmxDetails

from scheduling.access.actors import actor_of
from scheduling.access.granting_rules import get_person
from scheduling.access.roles import access_of
from scheduling.audit import denials
from scheduling.session_commands import SessionAddress
from scheduling.views.drafts import keep_posted
from scheduling.views.url_lookup import way_back

ANSWERS_KEPT = "answers_kept"  # the session's word for the sign-in page


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send a person who is not signed in to the sign-in page, and back to where they were."""
    person_id = keep_posted(request, is_held_back=True) if request.method == "POST" else None
    if person_id is not None:
        request.session[ANSWERS_KEPT] = True
        _note(request, person_id, "they had been signed out")
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
    is_sent = request.path != reverse("keep_draft")
    person_id = keep_posted(request, is_held_back=is_sent)
    kept = person_id is not None
    address = _return_address(request) if kept else "/"
    context = {"kept": kept, "return_address": address, **way_back(request)}
    response = render(request, "403_csrf.html", context, status=403)
    if person_id is not None:
        _note(request, person_id, "the form had been open too long")
        if request.headers.get("HX-Request"):
            response["HX-Redirect"] = address
    return response


def _note(request: HttpRequest, person_id: int, why: str) -> None:
    """The event names whom the form was shown to, if they work there. Previews are no news."""
    match = request.resolver_match
    if match is None or request.path.endswith("/preview/") or "session_sid" not in match.kwargs:
        return
    person = get_person(person_id)
    if access_of(person).institution(match.kwargs["install_sid"]) is None:
        return
    denials.note(actor=actor_of(person, request), address=SessionAddress(**match.kwargs), why=why)
