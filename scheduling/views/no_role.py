"""The page of somebody who is signed in and has a role nowhere, in place of pages that would tell
them that there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scheduling.access.middleware import PortalRequest
from scheduling.views.kept_place import OBEY_PLACE

# Those about all that happens where a person works.
PAGES = {
    *("worklist", "rescues", "calendars"),
    *OBEY_PLACE,
}


class NoRoleMiddleware:
    """Answers such a page so. Comes after who is signed in is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: PortalRequest, view: Callable[..., HttpResponse], *of_url: Any
    ) -> HttpResponse | None:
        is_about_theirs = request.resolver_match.url_name in PAGES and request.method == "GET"
        if not is_about_theirs or not request.user.is_authenticated:
            return None
        access = request.access
        if access.held or access.recorded:
            return None
        return render(request, "scheduling/institutions/no_role.html")
