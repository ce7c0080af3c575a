"""A private calendar as calendar programs fetch it: no sign-in, the address is the key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from scheduling import icalendar_writer
from scheduling.access import calendar_feeds, rate_limits
from scheduling.access.calendar_feeds import Readable
from scheduling.booking import latest_attempts
from scheduling.exam_sessions import accommodations, feed_sessions
from scheduling.exam_sessions.lists.list_filters import Filters
from scheduling.icalendar_writer import Appointment
from scheduling.models import Attempt, CalendarFeed, ExamSession, Institution
from scheduling.models.session_status import CLOSED, IN_PROGRESS, SCHEDULED
from scheduling.views.exam_sessions.state_marks import State, state_of

NONE = "There is no such calendar."
MOST_UNKNOWN = 10  # addresses that nobody has, a minute from one place, as with sign-ins that fail
# What is as it should be needs no word in a calendar.
NORMAL = tuple(State(one.mark, one.word) for one in (SCHEDULED, IN_PROGRESS, CLOSED))


@login_not_required
@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar; 404 for an address that is none (any more), 429 after many of those."""
    found = calendar_feeds.find(secret)
    if found is None:
        ip = str(request.META.get("REMOTE_ADDR", ""))
        if rate_limits.is_exceeded("calendar", ip, MOST_UNKNOWN):
            return HttpResponse(NONE, status=429, content_type="text/plain; charset=utf-8")
        raise Http404(NONE)
    sessions = _sessions(found)
    latest = latest_attempts.latest_attempts(sessions)
    shown = [_appointment(one, latest.get(one.pk), found.feed) for one in sessions]
    file = icalendar_writer.feed(shown, name=name_of(found.feed))
    return HttpResponse(file, content_type="text/calendar; charset=utf-8")


def name_of(feed: CalendarFeed) -> str:
    """What a calendar program calls it."""
    return f"Exams · {feed.location_name or feed.location_sid or 'my bookings'}"


def _sessions(found: Readable) -> list[ExamSession]:
    feed, institutions = found.feed, found.access.institutions
    if feed.institution is None:
        filters, where = Filters(booked_by=feed.person_id), institutions
    else:
        filters = Filters(location_sid=feed.location_sid)
        where = _only(institutions, feed.institution)
    return feed_sessions.around(where, filters, now=timezone.now())


def _only(institutions: Sequence[Institution], one: Institution) -> list[Institution]:
    return [other for other in institutions if other.pk == one.pk]


def _appointment(session: ExamSession, latest: Attempt | None, feed: CalendarFeed) -> Appointment:
    minutes, start = accommodations.sitting_of(session).minutes, session.appointment_at
    state = state_of(session, latest)
    told = ("" if state in NORMAL else state.word, _learner(session, feed), session.exam_title)
    return Appointment(
        uid=f"{session.sid}.{session.institution.sid}.feed",
        sequence=0,
        stamp=session.refreshed_at or session.listed_at or feed.made_at,
        start=start,
        end=start + timedelta(minutes=minutes) if minutes else None,
        zone=str(session.zone),
        title=" · ".join(one for one in told if one) or "Exam",
        place=session.place_name,
        is_certain=state in NORMAL,
    )


def _learner(session: ExamSession, feed: CalendarFeed) -> str:
    """The learner as the maker chose: by initials, by name, or not at all."""
    if feed.names == CalendarFeed.Names.FULL:
        return session.learner_name
    if feed.names == CalendarFeed.Names.NONE:
        return ""
    return " ".join(f"{word[0]}." for word in session.learner_name.split() if word[0].isalpha())
