"""Error views: the page for whoever may not, and the event where a form or the admin site was
refused.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from scheduling.access.middleware import PortalRequest
from scheduling.audit import denials
from scheduling.booking import queries
from scheduling.institutions.queries import institution_by_sid
from scheduling.session_commands import SessionAddress
from scheduling.views.url_lookup import OutOfUse


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
    names = ("install_sid", "exam_sid", "session_sid")
    return (
        SessionAddress(**{name: asked[name] for name in names})
        if set(names) <= set(asked)
        else None
    )
