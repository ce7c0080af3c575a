"""When the sign-in has lapsed, or a form has expired: nothing is sent, and nothing typed is lost.

What was typed becomes a draft of whoever the form was shown to. In the browser nothing is kept but
that there is one, so that the sign-in page can say so.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from allauth.account import views as account
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django_htmx.middleware import HtmxDetails

from scheduling.access.actors import actor_of
from scheduling.access.granting_rules import get_person
from scheduling.access.roles import access_of
from scheduling.access.sign_in_events import note_shut_out
from scheduling.audit import denials
from scheduling.views.card_number_watch import without_card_numbers
from scheduling.views.drafts import keep_posted
from scheduling.views.search_text import is_posted_search, search_address
from scheduling.views.url_lookup import known_address, nameable_path, way_back

ANSWERS_KEPT = "answers_kept"  # the session's word for the sign-in page
NOTHING_SENT = "nothing_sent"  # the address's


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; an address that asks for it too often is told in the log."""
    answer: HttpResponse = account.login(request)
    if answer.status_code == 429:
        note_shut_out(request.POST.get("login", ""), request)
    return answer


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send a person who is not signed in to the sign-in page, and back to where they were."""
    is_form = request.method == "POST" and not is_posted_search(request)
    person_id = keep_posted(request, is_held_back=True) if is_form else None
    if person_id is not None:
        request.session[ANSWERS_KEPT] = True
        _note(request, person_id, "they had been signed out")
    page = _page_before(request) if is_form and person_id is None else ""
    nothing = {NOTHING_SENT: "yes"} if is_form and person_id is None else {}
    asked = {"next": page or _return_address(request)} | nothing
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(asked)}"
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
    if is_posted_search(request):
        return search_address(request)
    return request.get_full_path()


def _page_before(request: HttpRequest) -> str:
    """The page of ours on which a form without answers stood: its own address may be none to open;
    '' where the browser does not tell.
    """
    if request.headers.get("HX-Request"):
        return HtmxDetails(request).current_url_abs_path or ""
    page = request.headers.get("Referer", "")
    hosts, is_https = {request.get_host()}, request.is_secure()
    if not url_has_allowed_host_and_scheme(page, hosts, require_https=is_https):
        return ""
    parts = urlsplit(page)
    return without_card_numbers(urlunsplit(("", "", parts.path, parts.query, "")))


@login_not_required
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose security token no longer fits: 403, nothing sent, the answers kept for its own
    person, and the way back to the page on which a form without answers stood.
    """
    is_sent = request.path != reverse("keep_draft")
    person_id = keep_posted(request, is_held_back=is_sent)
    kept = person_id is not None
    if kept and not request.user.is_authenticated:
        request.session[ANSWERS_KEPT] = True
    if not (kept and _note(request, person_id, "the form had been open too long")):
        _note_forged(request, reason)
    address = _return_address(request) if kept else _page_before(request)
    context = {"kept": kept, "return_address": address, **way_back(request)}
    response = render(request, "403_csrf.html", context, status=403)
    if kept and request.headers.get("HX-Request"):
        response["HX-Redirect"] = address
    return response


def _note(request: HttpRequest, person_id: int, why: str) -> bool:
    """The event names whom the form was shown to, if they work there. Previews are no news. Tells
    whether all is told that there is to tell.
    """
    match = request.resolver_match
    if request.path.endswith("/preview/"):
        return True
    if match is None or "session_sid" not in match.kwargs:
        return False
    person, install_sid = get_person(person_id), match.kwargs["install_sid"]
    if access_of(person).institution(install_sid) is None:
        return False
    actor, address = actor_of(person, request), known_address(match.kwargs)
    if address:
        denials.note(actor=actor, address=address, why=why)
        return True
    method, path = request.method or "", nameable_path(request)
    denials.note_address(actor=actor, method=method, path=path, install_sid=install_sid, why=why)
    return True


def _note_forged(request: HttpRequest, reason: str) -> None:
    """A form without a token of ours may be another site’s; `reason` is Django's word for it."""
    user = request.user if request.user.is_authenticated else None
    denials.note_address(
        actor=actor_of(user, request),
        method=request.method or "",
        path=nameable_path(request),
        why=denials.FORGED,
        details={"csrf": reason[:200]},
    )
