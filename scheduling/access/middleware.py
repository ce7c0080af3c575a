"""Middleware: who acts in a request and what they may do, as `request.access` and `request.actor`,
and how dates are written for them.

All of it is looked up when first asked for, so a page that does not ask costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from scheduling.access.actors import actor_of
from scheduling.access.roles import Access, access_of
from scheduling.date_formats import use_locale
from scheduling.models import Institution
from scheduling.session_commands import Actor


class PortalRequest(HttpRequest):
    """A request as the middleware of `portal.settings` leaves it: for annotations only."""

    user: User
    htmx: HtmxDetails
    request_id: str
    access: Access
    actor: Actor  # with their role on all institutions, if any: for what concerns no single one
    actor_at: Callable[[Institution | None], Actor]  # with their role at the institution


class AccessMiddleware:
    """Gives each request the attributes `access`, `actor` and `actor_at`. Comes after the
    sign-in's own middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.access = SimpleLazyObject(lambda: access_of(request.user))
        request.actor = SimpleLazyObject(lambda: _actor_at(request, None))
        request.actor_at = partial(_actor_at, request)
        use_locale(cache(lambda: request.access.locale))  # a page formats thousands of values
        return self.get_response(request)


def _actor_at(request: PortalRequest, institution: Institution | None) -> Actor:
    """The person with their role there, or at none with the one they have on all."""
    return actor_of(request.user, request, role=request.access.role_at(institution))
