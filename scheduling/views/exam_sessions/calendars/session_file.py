"""Calendar file of one session, to send to the learner or to open in a calendar.

It holds what a learner may know: no address to write to, no notes.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from scheduling.access.middleware import PortalRequest
from scheduling.batches import still_to_move
from scheduling.booking.outcome_panel import confirmed
from scheduling.exam_sessions.outside_changes import arrangements
from scheduling.exam_sessions.session_refresh import RefreshedSession, refresh_session
from scheduling.icalendar_writer import CalendarEntry, written
from scheduling.models import ExamSession
from scheduling.session_types import registry
from scheduling.views.exam_sessions import learner_script
from scheduling.views.exam_sessions.accommodation import accommodation_summary
from scheduling.views.url_lookup import session_from_url, session_url

NO_FILE = "There is no calendar file: SmarterProctoring has not confirmed a start for this session."
DOES_NOT_FIT = (
    "There is no calendar file just now: the time that this learner needs does not fit there any"
    " more. See what the session’s page says about it first."
)
TO_BE_MOVED = (
    "There is no calendar file just now: a rescue is to move this session. Wait until it has."
)
NOT_READ = "There is no calendar file just now: this session could not be read. Try again."


@require_GET
@never_cache
def calendar_file(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """The file, read afresh from the provider; 404 with the reason where no start is confirmed."""
    seen = refresh_session(session_from_url(request, install_sid, exam_sid, session_sid))
    if why := _why_none(seen):
        context = {"why": why, "session_url": session_url(seen.session)}
        return render(request, "404.html", context, status=404)
    one = _appointment(seen.session)
    day = one.start.astimezone(seen.session.zone).date()
    named = {"Content-Disposition": f'attachment; filename="exam-{day.isoformat()}.ics"'}
    return HttpResponse(written(one), content_type="text/calendar; charset=utf-8", headers=named)


def _why_none(seen: RefreshedSession) -> str:
    if seen.problem:
        return NOT_READ
    if not has_file(seen.session):
        return NO_FILE
    if still_to_move.rows_of([seen.session]):
        return TO_BE_MOVED
    is_cancelled = seen.session.known_status.is_cancelled
    return (
        ""
        if is_cancelled or not accommodation_summary(seen.session).holds_news_back
        else DOES_NOT_FIT
    )


def has_file(session: ExamSession) -> bool:
    """Whether there is one: of a booking that is confirmed, or cancelled for certain."""
    return confirmed.is_confirmed(session) or confirmed.is_cancelled(session)


def url_of(session: ExamSession) -> str:
    """Its address; '' where there is none, or nobody comes any more."""
    is_offered = has_file(session) and not learner_script.takes_place_no_more(session)
    return session_url(session, "session_calendar") if is_offered else ""


def _appointment(session: ExamSession) -> CalendarEntry:
    minutes, start = arrangements.told_minutes(session), session.appointment_at
    kind = registry.SESSION_TYPES.get(session.session_type)
    return CalendarEntry(
        uid=f"{session.sid}.{session.institution.sid}",
        sequence=confirmed.revision(session),
        stamp=session.refreshed_at or timezone.now(),
        start=start,
        end=start + timedelta(minutes=minutes) if minutes else None,
        zone=str(session.zone),
        title=session.exam_title or "Exam",
        place=kind.place(learner_script.booked(session)) if kind else "",
        is_cancelled=session.known_status.is_cancelled,
    )
