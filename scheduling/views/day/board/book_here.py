"""Booking from the board: the sessions that need a proctor, to be booked at a place and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from scheduling.access.middleware import PortalRequest
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import worklist
from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.moments.seat_load import BoardPlace
from scheduling.forms.booking.answers_in_address import LOCATION, START
from scheduling.institutions import catalogue
from scheduling.institutions.catalogue import NamedSid
from scheduling.models import ExamSession
from scheduling.proctoring_api.provider_times import moment
from scheduling.spoken_time import say
from scheduling.views.exam_sessions.session_rows import page_url
from scheduling.views.search_text import answers_searches, free_text
from scheduling.views.url_lookup import institution_from_url

MOST = 50


@dataclass(frozen=True, slots=True)
class BookableSession:
    """A session that can be booked there, and its form with the place and time in it."""

    learner: str
    exam: str
    course: str
    minutes: int | None
    url: str


@answers_searches
@require_GET
def book_here(request: PortalRequest) -> HttpResponse:
    """The sessions to book, all of the institution or those that a search finds; nothing is booked
    before the form is sent.
    """
    institution = institution_from_url(request, request.GET.get("install", ""))
    if not request.access.may_book(institution):
        raise PermissionDenied
    at = moment(request.GET.get(START, ""))
    place = _place(catalogue.locations(institution), request.GET.get(LOCATION, ""))
    if at is None or place is None:
        raise Http404("There is no such location or time to book at.")
    query = free_text(request.GET, "q")
    found = worklist.listing([institution], ListQuery(query=query, view=View.TO_BOOK), MOST)
    zone = place.time_zone or institution.time_zone
    asked = {LOCATION: place.sid, START: request.GET[START]}
    context = {
        "place_name": place.label,
        "when": say(at, zone),
        "query": query,
        "asked": ({"install": institution.sid} | asked).items(),
        "choices": [_choice(one, asked) for one in found.sessions if one.needs_proctor],
        "total": found.total,
        "more": max(0, found.total - MOST),
        "back": _back(at, zone, place.sid, institution.sid),
    }
    return render(request, "scheduling/day/book_here.html", context)


def url_of(place: BoardPlace, at: datetime) -> str:
    """The address to book at a place of a board from that time on; '' where nobody can be booked
    there.
    """
    start = f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    asked = {"install": place.install_sid, LOCATION: place.sid, START: start}
    return f"{reverse('book_here')}?{urlencode(asked)}" if place.sid else ""


def _place(offered: list[NamedSid], sid: str) -> NamedSid | None:
    return next((one for one in offered if one.sid == sid), None)


def _choice(session: ExamSession, asked: dict[str, str]) -> BookableSession:
    path = page_url(session, "schedule")
    return BookableSession(
        learner=session.shown_name,
        exam=session.exam_title or session.exam_sid,
        course=session.course_name,
        minutes=session.duration_minutes,
        url=f"{path}?{urlencode(asked)}" if path else "",
    )


def _back(at: datetime, zone: str, location_sid: str, install_sid: str) -> str:
    """The board of that day, as it was."""
    day = at.astimezone(ZoneInfo(zone)).date().isoformat()
    asked = {"install": install_sid, "day": day, "here": location_sid}
    return f"{reverse('board')}?{urlencode(asked)}"
