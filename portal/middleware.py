"""Middleware of every request: the client's address, an id of its own, and a sign-in check that
loses nothing typed.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_cache_control

from scheduling.audit import client_addresses
from scheduling.views.lapsed_sign_in import sign_in_first

log = logging.getLogger(__name__)
READING = ("GET", "HEAD")


class ClientAddressMiddleware:
    """Makes `REMOTE_ADDR` the address of whoever called the outermost of our own proxies
    (`TRUSTED_PROXIES`).

    Each proxy adds its caller at the end of X-Forwarded-For, so what stands further left may be
    made up and is not read. The address stays that of the connection where the header is too short
    or holds no address there. One of IPv4 is written as that, whichever socket it came by.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        proxies = settings.TRUSTED_PROXIES
        caller = request.META.get("REMOTE_ADDR", "")
        told = _address(hops[-proxies]) if 0 < proxies <= len(hops) else ""
        request.META["REMOTE_ADDR"] = told or client_addresses.plain_address(caller) or caller
        return self.get_response(request)


def _address(hop: str) -> str:
    """An IP address without its port; "" for anything else."""
    host = hop.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    return client_addresses.plain_address(host)


class BrowserPolicyMiddleware:
    """Tells browsers what pages may not use, and that no other site may embed what comes from here;
    with static files too, so it stands before whoever answers those.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in settings.BROWSER_POLICIES.items():
            response[name] = value
        return response


class ContentPolicyMiddleware(CSPMiddleware):
    """As its package has it; the policy of an answer that allows nothing besides, as nearly all
    are, is put together once.
    """

    OWN = frozenset({"_csp_config", "_csp_update", "_csp_replace", "_csp_exempt"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self._usual = build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if settings.DEBUG or not self.OWN.isdisjoint(vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._usual)
        return response


class CompressionMiddleware(GZipMiddleware):
    """Compresses what is whole when it goes out. An export streams on as it is made.

    Django adds a random number of bytes to each answer and masks the CSRF token anew in each, so
    that lengths don't tell what stands in a page (BREACH).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        return response if response.streaming else super().process_response(request, response)


class RequestIdMiddleware:
    """Gives each request an id that the audit log and the answer carry. No answer is kept by a
    cache.

    Static files never come here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        patch_cache_control(response, no_store=True, private=True)
        return response


class Utf8Middleware:
    """Takes forms in UTF-8, as every browser sends them;
    any other character set is a bad request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        request.encoding = "utf-8"  # also for the page that says no: it reads the form once more
        if charset not in ("utf-8", "utf8"):
            raise BadRequest("Only UTF-8 is read here.")
        return self.get_response(request)


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page needs a sign-in unless it says otherwise;
    answers typed before it lapsed are kept.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: object) -> HttpResponseBase:
        return sign_in_first(request)


class SessionMiddleware(DjangoSessionMiddleware):
    """The sign-in's own session. Where it can't be written, a page that was only looked at is
    shown all the same: what it would have kept is a convenience.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        try:
            return super().process_response(request, response)
        except (OperationalError, InterfaceError) as error:
            if request.method not in READING:
                raise
            log.error("what a sign-in keeps could not be written: %s", error)
            return response
