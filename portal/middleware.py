"""What every request gets: an id of its own, and a sign-in check that loses nothing typed."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from scheduling.views.signing_in import sign_in_first


class RequestIdMiddleware:
    """Gives each request an id that the audit log and the answer carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page needs a sign-in unless it says otherwise; answers typed before it lapsed are kept."""

    def handle_no_permission(self, request: HttpRequest, view_func: object) -> HttpResponseBase:
        return sign_in_first(request)
