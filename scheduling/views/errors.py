"""Error views: what went wrong, what is certain of it, and the way back; and the event where a form
or the admin site was refused.

The pages for what goes wrong on our side ask the database nothing: it may be what is away.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from scheduling.access.middleware import PortalRequest
from scheduling.audit import denials
from scheduling.booking import queries
from scheduling.institutions.queries import institution_by_sid
from scheduling.session_commands import SessionAddress
from scheduling.views.page_context import theme_of
from scheduling.views.url_lookup import SESSION_SIDS, OutOfUse, way_back

RETRY_AFTER = 60  # seconds; a storage that is busy or starting again is back by then


class MethodNotAllowedMiddleware:
    """Gives a bare 405 a page: whoever opens the address of a button, by reloading or after signing
    in, would be shown nothing at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != 405 or answer.content:
            return answer
        page = render(request, "405.html", way_back(request), status=405)
        page["Allow"] = answer["Allow"]
        return page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, before anything was done: a form that is too long, or an address that can't be read."""
    return _plain_page(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 where it was the storage, which may be back in a minute."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _plain_page(request, "500.html", status=500)
    answer = _plain_page(request, "503.html", status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def _plain_page(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """A page that knows the request alone, not who is signed in."""
    context = {
        "theme": theme_of(request),
        "is_form": request.method not in ("GET", "HEAD"),
        "here": request.get_full_path(),
        **way_back(request),
    }
    return HttpResponse(render_to_string(template, context), status=status)


def permission_denied(request: PortalRequest, exception: Exception) -> HttpResponse:
    """403. What the exception says is why, as a sentence or the end of one; without any it is the
    role.
    """
    why = str(exception).rstrip(".")
    if request.user.is_authenticated and (request.method == "POST" or _is_admin(request)):
        _record_denial(request, why[:1].lower() + why[1:] or denials.NO_ROLE)
    context = {
        "why": f"{why[:1].upper()}{why[1:]}." if why else "",
        "is_out_of_use": isinstance(exception, OutOfUse),
    }
    return render(request, "403.html", context, status=403)


def _is_admin(request: PortalRequest) -> bool:
    return bool(request.resolver_match) and request.resolver_match.app_name == "admin"


def _record_denial(request: PortalRequest, why: str) -> None:
    address = _address(request.resolver_match.kwargs if request.resolver_match else {})
    if address is None:
        denials.note_address(
            actor=request.actor, method=request.method or "", path=request.path, why=why
        )
        return
    institution = institution_by_sid(address.install_sid)
    denials.note(actor=request.actor_at(institution), address=address, why=why)


def _address(asked: dict[str, Any]) -> SessionAddress | None:
    """The exam session that a form's address is about, where it is about one."""
    if "attempt_id" in asked:
        attempt = queries.attempt_of(asked["attempt_id"])
        return attempt.session.address if attempt else None
    return (
        SessionAddress(**{name: asked[name] for name in SESSION_SIDS})
        if set(SESSION_SIDS) <= set(asked)
        else None
    )
