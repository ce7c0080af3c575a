"""Two plain answers for a supervisor or a load balancer; no sign-in."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from scheduling.readiness import all_checks


class HealthMiddleware:
    """Answers the two addresses before anything else looks at the request: whoever asks for them
    names the machine as they like, in plain http, and brings no cookies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = {"/healthz": healthz, "/readyz": readyz}.get(request.path_info)
        return answer(request) if answer else self.get_response(request)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all."""
    return _plain("ok\n", 200)


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when nothing is wrong, else 503 with a line for each fault and what mends it.

    With `?pages` what stops no page (the worker, one institution's secret) leaves it at 200: a
    load balancer should not take every machine out for that.
    """
    found = all_checks.find()
    if not found:
        return _plain("ready\n", 200)
    counts = any(fault.stops_pages for fault in found) or "pages" not in request.GET
    word = "not ready" if counts else "ready, but"
    lines = "".join(f"{fault}\n" for fault in found)
    return _plain(f"{word}\n{lines}", 503 if counts else 200)


def _plain(said: str, status: int) -> HttpResponse:
    return HttpResponse(
        said,
        status=status,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )
