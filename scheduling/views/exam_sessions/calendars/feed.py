"""A private calendar as calendar programs fetch it: no sign-in, the address is the key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from scheduling import icalendar_writer
from scheduling.access import calendar_feeds, rate_limits
from scheduling.access.calendar_feeds import Readable
from scheduling.batches import still_to_move
from scheduling.booking import attempt_queries
from scheduling.date_formats import counted
from scheduling.exam_sessions import feed_sessions
from scheduling.exam_sessions.lists import without_a_start
from scheduling.exam_sessions.lists.list_filters import ListFilters
from scheduling.exam_sessions.outside_changes import arrangements
from scheduling.icalendar_writer import CalendarEntry, DayNote
from scheduling.models import Attempt, CalendarFeed, ExamSession, Institution
from scheduling.models.session_status import CLOSED, IN_PROGRESS, SCHEDULED
from scheduling.views.exam_sessions.state_marks import StateMark, state_with, unshown

NONE = "There is no such calendar."
FETCHED_EVERY = timedelta(minutes=15)  # as calendars are told
SHOWS = (
    f"Sessions of {feed_sessions.BACK_AND_AHEAD}, at most {feed_sessions.MOST:,}: what is to come"
    " counts more."
)
MAY_LACK = (
    "Of some sessions the location is not known: each day that has any says how many, because"
    " they may be here."
)
UNREAD = "{sessions} may be here: location not known"
UNREAD_TEXT = (
    "They are at this location or another of the institution. Nobody has read yet where. Open the"
    " day in the portal to see them."
)
# What is as it should be needs no word in a calendar.
NORMAL = (SCHEDULED, IN_PROGRESS, CLOSED)


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar; 404 for an address that is none (any more), 429 after many of those."""
    found = calendar_feeds.find(secret)
    if found is None:
        ip = str(request.META.get("REMOTE_ADDR", ""))
        if rate_limits.is_exceeded(rate_limits.UNKNOWN_CALENDARS, ip):
            return HttpResponse(NONE, status=429, content_type="text/plain; charset=utf-8")
        raise Http404(NONE)
    sessions = _sessions(found)
    latest = attempt_queries.latest_attempts(sessions)
    asked = without_a_start.requests_of(sessions)
    to_move = still_to_move.rows_of(sessions)
    states = {one.pk: state_with(one, latest.get(one.pk), to_move.get(one.pk)) for one in sessions}
    told = [_appointment(one, states[one.pk], found.feed, asked.get(one.pk)) for one in sessions]
    shown = [one for one in told if one is not None]
    file = icalendar_writer.feed(
        shown,
        name=name_of(found.feed),
        text=text_of(found.feed),
        fetched_every=FETCHED_EVERY,
        notes=_unread(found.feed),
    )
    return HttpResponse(file, content_type="text/calendar; charset=utf-8")


def name_of(feed: CalendarFeed) -> str:
    """What a calendar program calls it."""
    return f"Exams · {feed.location_name or feed.location_sid or 'my bookings'}"


def text_of(feed: CalendarFeed) -> str:
    """What it shows, and what it may lack."""
    return f"{SHOWS} {MAY_LACK}" if feed.institution else SHOWS


def _unread(feed: CalendarFeed) -> list[DayNote]:
    """Of each day how many sessions may be there too: nobody has read yet where they are."""
    if feed.institution is None:
        return []
    now, sid = timezone.now(), feed.institution.sid
    return [
        DayNote(
            uid=f"unread.{day}.{feed.location_sid}.{sid}.feed",
            stamp=now,
            day=day,
            title=UNREAD.format(sessions=counted(count, "more session")),
            text=UNREAD_TEXT,
        )
        for day, count in feed_sessions.unread_by_day(feed.institution, now=now).items()
    ]


def _sessions(found: Readable) -> list[ExamSession]:
    feed, institutions = found.feed, found.access.institutions
    if feed.institution is None:
        filters, where = ListFilters(booked_by=feed.person_id), institutions
    else:
        filters = ListFilters(location_sid=feed.location_sid)
        where = _only(institutions, feed.institution)
    return feed_sessions.sessions_for_feed(where, filters, now=timezone.now())


def _only(institutions: Sequence[Institution], one: Institution) -> list[Institution]:
    return [other for other in institutions if other.pk == one.pk]


def _appointment(
    session: ExamSession, state: StateMark, feed: CalendarFeed, asked: Attempt | None
) -> CalendarEntry | None:
    """Of one of which no start is shown when it was `asked` for; None where that is not known."""
    minutes = arrangements.told_minutes(session)
    start = without_a_start.asked(session, asked) if asked else session.appointment_at
    if start is None:
        return None
    state = unshown(state) if asked else state
    is_normal = state.is_that_of(NORMAL)
    told = ("" if is_normal else state.word, _learner(session, feed), session.exam_title)
    return CalendarEntry(
        uid=f"{session.sid}.{session.institution.sid}.feed",
        sequence=0,
        stamp=session.refreshed_at or session.listed_at or feed.made_at,
        start=start,
        end=start + timedelta(minutes=minutes) if minutes else None,
        zone=str(session.zone),
        title=" · ".join(one for one in told if one) or "Exam",
        place=session.place_name,
        is_certain=is_normal,
    )


def _learner(session: ExamSession, feed: CalendarFeed) -> str:
    """The learner as the maker chose: by initials, by name, or not at all."""
    if feed.names == CalendarFeed.Names.FULL:
        return session.learner_name
    if feed.names == CalendarFeed.Names.NONE:
        return ""
    return " ".join(f"{word[0]}." for word in session.learner_name.split() if word[0].isalpha())
