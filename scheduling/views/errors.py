"""Error views: what went wrong, what is certain of it, and the way back; and the event where a form
or the admin site was refused.

The pages for what goes wrong on our side ask the database nothing: it may be what is away.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string

from scheduling.access import calendar_feeds, named_elsewhere
from scheduling.access.middleware import PortalRequest
from scheduling.audit import denials, event_reader
from scheduling.audit.codes.file_room import OF_DISKS
from scheduling.booking import attempt_queries
from scheduling.exam_sessions.lists import saved_views
from scheduling.institutions.queries import institution_by_sid
from scheduling.log.learner_lookups import CanNotBeNoted
from scheduling.session_commands import SessionAddress
from scheduling.views.drafts import KEPT
from scheduling.views.page_context import theme_of
from scheduling.views.search_text import is_posted_search
from scheduling.views.url_lookup import (
    KNOWN_THERE,
    NotTheirs,
    OutOfUse,
    known_address,
    nameable_path,
    path_of_no_one,
    way_back,
)

log = logging.getLogger(__name__)
NOTED = "proctor_desk.refusal_noted"  # in a request's META
FORM_READ = "proctor_desk.form_read"  # there too: what is in the form can be asked
RETRY_AFTER = 60  # seconds; a storage that is busy or starting again is back by then


class WholeFormMiddleware:
    """Reads a form before anything asks what is in it. One that is too large, or did not arrive
    whole since who sent it has hung up or was too slow, is a bad request, told in one line. Who
    sends a large file and is not signed in any more signs in first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        try:
            _ = request.POST
        except UnreadablePostError as error:
            return bad_request(request, error)
        except SuspiciousOperation as error:
            may_be_sent = request.path_info in settings.LARGEST_UPLOADS
            if may_be_sent and not request.user.is_authenticated:
                return redirect_to_login(request.path)
            return bad_request(request, error)
        request.META[FORM_READ] = True
        return None


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
    error = sys.exc_info()[1]
    if not _is_of_storage(error):
        return _plain_page(request, "500.html", status=500)
    is_look_up = isinstance(error, CanNotBeNoted)
    answer = _plain_page(request, "503.html", status=503, is_look_up=is_look_up)
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def _is_of_storage(error: BaseException | None) -> bool:
    """Whether the database, a disk or the folder for what is made here is away or full."""
    if not isinstance(error, OSError):
        return isinstance(error, OperationalError | InterfaceError)
    is_there = str(error.filename or "").startswith(str(settings.VAR_DIR))
    return error.errno in OF_DISKS or is_there


def _plain_page(request: HttpRequest, template: str, *, status: int, **more: bool) -> HttpResponse:
    """A page that knows the request alone, not who is signed in."""
    context = {
        "theme": theme_of(request),
        "is_form": request.method not in ("GET", "HEAD"),
        "here": request.get_full_path(),
        "is_kept": request.META.get(KEPT, False),
        **way_back(request),
        **more,
    }
    try:
        page = render_to_string(template, context)
    except Exception:
        log.exception("the page of an error could not be made")
        page = render_to_string("500_bare.html", context)
    return HttpResponse(page, status=status)


def permission_denied(request: PortalRequest, exception: Exception) -> HttpResponse:
    """403. What the exception says is why, as a sentence or the end of one; without any it is the
    role, unless it is somebody else's.
    """
    why = str(exception).rstrip(".")
    if isinstance(exception, NotTheirs):
        _record_not_theirs(request, exception)
    elif request.user.is_authenticated:
        _record_denial(request, why[:1].lower() + why[1:] or denials.NO_ROLE)
    context = {
        "why": f"{why[:1].upper()}{why[1:]}." if why else "",
        "is_out_of_use": isinstance(exception, OutOfUse),
        "is_elsewhere": isinstance(exception, NotTheirs),
    }
    return render(request, "403.html", context, status=403)


class NotTheirsMiddleware:
    """Tells the log of a page that is said not to be there because it is somebody else's, and of
    one that was asked for with something of another institution and showed nothing of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        is_told = answer.status_code in (400, 403) or answer.status_code >= 500
        named = [request.GET, *([request.POST] if FORM_READ in request.META else [])]
        if not request.META.get(KNOWN_THERE):
            named.append(_in_the_address(request))
        # A search that was posted is asked again as a page, and told then.
        if not is_told and any(named) and not is_posted_search(request):
            _note_named(request, named)
        return answer

    def process_exception(self, request: PortalRequest, exception: Exception) -> None:
        """Only notes it: the answer is Django's own."""
        if not isinstance(exception, Http404) or not request.user.is_authenticated:
            return
        sid = _whose(request.resolver_match.kwargs if request.resolver_match else {})
        if sid is None or sid in {one.sid for one in request.access.recorded}:
            return
        if sid or not request.access.inspects_all:
            _record_path(request, denials.ELSEWHERE, sid)


def _in_the_address(request: HttpRequest) -> QueryDict:
    """The exam and the session that an address names: they may be another institution's."""
    asked = request.resolver_match.kwargs if request.resolver_match else {}
    named = QueryDict(mutable=True)
    named.update({name: asked[name] for name in ("exam_sid", "session_sid") if name in asked})
    return named


def _note_named(request: PortalRequest, named: list[QueryDict]) -> None:
    """That the query or the form names something of an institution that exists, but not for this
    person; unless that it was refused is told already.
    """
    if not request.user.is_authenticated or NOTED in request.META:
        return
    try:
        sid = named_elsewhere.institution_of(named, request.access)
        if sid is not None:
            _record_path(request, denials.NAMED, sid, path=path_of_no_one(request))
    except DatabaseError as error:
        log.error("whose it is that was asked for could not be looked up: %s", error)


def _whose(asked: dict[str, Any]) -> str | None:
    """The SID of the institution of what an address names by a number, "" where that is of none;
    None where there is nothing of that number.
    """
    if "attempt_id" in asked:
        attempt = attempt_queries.attempt_of(asked["attempt_id"])
        return attempt.session.institution.sid if attempt else None
    if "number" in asked:
        return event_reader.institution_of_event(asked["number"])
    if "view_id" in asked:
        view = saved_views.find(asked["view_id"])
        return view.install_sid if view else None
    return calendar_feeds.institution_of_feed(asked["feed_id"]) if "feed_id" in asked else None


def _record_denial(request: PortalRequest, why: str) -> None:
    request.META[NOTED] = True
    asked = request.resolver_match.kwargs if request.resolver_match else {}
    address = _address(asked)
    if address is None:
        _record_path(request, why, asked.get("install_sid", ""))
        return
    institution = institution_by_sid(address.install_sid)
    actor, is_sent = request.actor_at(institution), request.method not in denials.ONLY_ASKS
    asked_for = {"method": request.method or "", "path": nameable_path(request)}
    denials.note(actor=actor, address=address, why=why, details=asked_for, is_sent=is_sent)


def _record_not_theirs(request: PortalRequest, found: NotTheirs) -> None:
    if found.is_named:
        path = path_of_no_one(request)
        _record_path(request, denials.NAMED, found.install_sid, path=path)
    else:
        _record_path(request, denials.ELSEWHERE, found.install_sid)


def _record_path(
    request: PortalRequest, why: str, install_sid: str, *, path: str | None = None
) -> None:
    request.META[NOTED] = True
    institution = institution_by_sid(install_sid) if install_sid else None
    denials.note_address(
        actor=request.actor_at(institution),
        method=request.method or "",
        path=path or nameable_path(request),
        install_sid=institution.sid if institution else "",
        why=why,
    )


def _address(asked: dict[str, Any]) -> SessionAddress | None:
    """The exam session that a form's address is about, where it is about one that is known."""
    if "attempt_id" in asked:
        attempt = attempt_queries.attempt_of(asked["attempt_id"])
        return attempt.session.address if attempt else None
    return known_address(asked)
