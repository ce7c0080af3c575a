"""No-show for the sessions that were ticked in the list: one page names them and asks, and each is
marked as it would be on its own page. Nothing of it is sent to the provider, and nothing cancelled.

The page tells what stands now, so it is the answer too: whoever sends it twice marks nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.booking.permitted_actions import why_no_cancel, why_no_mark, why_refused
from scheduling.exam_sessions import attendance as arrivals
from scheduling.exam_sessions.attendance import Mark, MarkedMeanwhile, NotPossible
from scheduling.exam_sessions.lists import ticked_sessions
from scheduling.forms.booking.cancel import NO_SHOW
from scheduling.models import Attendance, ExamSession
from scheduling.spoken_time import say
from scheduling.views.exam_sessions import attendance_words
from scheduling.views.exam_sessions.lists import came_from
from scheduling.views.exam_sessions.lists.row_places import place_words
from scheduling.views.exam_sessions.session_parts import no_show_set, shown_appointment
from scheduling.views.exam_sessions.session_rows import page_url
from scheduling.views.notice import STORAGE_FAILS, Notice

TEMPLATE = "scheduling/exam_sessions/no_shows.html"
NONE_TICKED = Notice("Nothing is selected.", "Select the no-shows in the list, then try again.")
NOT_STORED = Notice("Not all of them were marked.", STORAGE_FAILS)
MARKED = "Marked as no-shows: {count}. No booking was cancelled."
NOTHING_NEW = "Nobody else was marked as a no-show."
NOBODY = "Nobody was marked as a no-show."
NOT_AS_SHOWN = (
    "Not marked, because they changed since you opened the page: {count}. You see them as they are"
    " now."
)
NO_START = "Its start is not known."
NOT_BEGUN = "It has not started yet: a no-show can be marked from {start} on."
CAME = "{said}: a learner who came can’t be marked as a no-show."


@dataclass(frozen=True, slots=True)
class Ticked:
    """A ticked session in words; `why_not` is "" where it can be marked now."""

    session: ExamSession
    about: str
    why_not: str
    marked_by: str  # who marked the no-show that stands; '' where none does
    shown: str  # which booking the page asks about
    url: str
    cancel_url: str  # of the cancellation that a no-show needs
    doubt: str  # why that may be refused
    cancelled: str  # why there is nothing to cancel any more

    @property
    def can_be_marked(self) -> bool:
        return not self.why_not and not self.marked_by


@require_http_methods(["GET", "POST"])
def no_shows(request: PortalRequest) -> HttpResponse:
    """GET names the ticked sessions, those that can't be marked with the reason; POST marks the
    others.
    """
    keys = ticked_sessions.read(_asked(request).getlist("session"))
    here = [one for one in request.access.institutions if request.access.may_book(one)]
    if not here:
        raise PermissionDenied
    sessions = ticked_sessions.at(here, keys)
    if request.method == "GET" or not sessions:
        notice, status = None if sessions else NONE_TICKED, 200 if request.method == "GET" else 422
        response = _page(request, keys, sessions, notice, status=status)
        if sessions:
            no_show_set.keep(response, [one.pk for one in sessions])
        return response
    told, shown = _told(sessions), _shown(request)
    ready = [one for one in told if one.can_be_marked]
    asked_about = [one for one in ready if _is_as_shown(one.session, shown)]
    try:
        count = sum(_mark(request, one.session) for one in asked_about)
    except DatabaseError:
        return _page(request, keys, sessions, NOT_STORED, status=502)
    if count:
        messages.success(request, MARKED.format(count=count))
    elif any(one.marked_by for one in told):
        messages.info(request, NOTHING_NEW)
    else:
        messages.warning(request, NOBODY)
    if others := len(ready) - len(asked_about):
        messages.warning(request, NOT_AS_SHOWN.format(count=others))
    return HttpResponseRedirect(no_show_set.url_of(keys))


def _asked(request: PortalRequest) -> QueryDict:
    return request.GET if request.method == "GET" else request.POST


def _shown(request: PortalRequest) -> dict[str, str]:
    """The appointments that the page asked about, each by its session's primary key."""
    sent = (one.partition(":") for one in request.POST.getlist("shown"))
    return {key: appointment for key, _, appointment in sent}


def _is_as_shown(session: ExamSession, shown: Mapping[str, str]) -> bool:
    appointment = shown.get(str(session.pk))
    return appointment is not None and not shown_appointment.is_another(appointment, session)


def _mark(request: PortalRequest, session: ExamSession) -> bool:
    """Whether it was marked here and now; what stands in the way meanwhile, the page says then.

    Only one of which nothing was marked can be a no-show, so that is what the person saw.
    """
    try:
        return arrivals.mark(
            session=session,
            mark=Mark.NO_SHOW,
            shown_event=0,
            actor=request.actor_at(session.institution),
        )
    except (MarkedMeanwhile, NotPossible):
        return False


def _page(
    request: PortalRequest,
    keys: Sequence[int],
    sessions: Sequence[ExamSession],
    notice: Notice | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    told = _told(sessions)
    unmarked = [one.session.pk for one in told if not one.marked_by]
    ready = [one for one in told if one.can_be_marked]
    context = {
        "notice": notice,
        "ready": ready,
        "to_cancel": None if ready else next((one for one in told if one.cancel_url), None),
        "not_now": [one for one in told if one.why_not],
        "done": [one for one in told if one.marked_by],
        "missing": len(keys) - len(sessions),
        "list_url": list_url(request, unmarked),
    }
    return render(request, TEMPLATE, context, status=status)


def list_url(request: PortalRequest, keys: Iterable[int]) -> str:
    """The list that was looked at, with these rows ticked."""
    looked = came_from.remembered_list(request) or came_from.NOTHING_LOOKED_AT
    url = looked.came_from(looked.page).url
    ticked = ",".join(map(str, keys))
    return f"{url}{'&' if '?' in url else '?'}ticked={ticked}" if ticked else url


def _told(sessions: Sequence[ExamSession]) -> list[Ticked]:
    marked, now = arrivals.latest_of(sessions), timezone.now()
    return [_in_words(one, marked.get(one.pk), now) for one in sessions]


def _in_words(session: ExamSession, known: Attendance | None, now: datetime) -> Ticked:
    is_marked = arrivals.last_mark(known) == Mark.NO_SHOW
    start = session.appointment_at
    spoken = say(start, str(session.zone)).dated if start else ""
    about = (session.exam_title or session.exam_sid, spoken, place_words(session))
    cancels = is_marked and not why_no_cancel(session)
    return Ticked(
        session=session,
        about=" · ".join(one for one in about if one and one != "–"),
        why_not="" if is_marked else why_not(session, known, now),
        marked_by=known.marked_by_name if known and is_marked else "",
        shown="" if is_marked else shown_appointment.of(session),
        url=page_url(session, "session"),
        cancel_url=f"{page_url(session, 'cancel')}?reason={NO_SHOW}" if cancels else "",
        doubt="" if why_no_cancel(session) else why_refused(session),
        cancelled=why_no_cancel(session),
    )


def why_not(session: ExamSession, known: Attendance | None, now: datetime) -> str:
    """Why no no-show of it can be marked, by the rules of the single one; '' where it can."""
    start = session.appointment_at
    if why := why_no_mark(session):
        return why
    if Mark.NO_SHOW in arrivals.possible(session, known, now):
        return ""
    if known:
        return CAME.format(said=attendance_words.attendance_in_words(session, known, now))
    if start is None:
        return NO_START
    return NOT_BEGUN.format(start=say(start, str(session.zone)).dated)
