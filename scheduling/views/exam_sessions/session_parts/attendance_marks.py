"""The two addresses that mark who came to a session, and take the last mark back."""

from __future__ import annotations

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.access.middleware import PortalRequest
from scheduling.booking.permitted_actions import why_no_mark
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import Mark, MarkedMeanwhile, NotPossible
from scheduling.exam_sessions.events.attendance_events import CALLED
from scheduling.forms.exam_sessions.attendance import TakeBackForm
from scheduling.models import ExamSession
from scheduling.spoken_time import say
from scheduling.views.drafts import keeps_draft, page_draft, restore
from scheduling.views.exam_sessions.attendance_words import attendance_in_words
from scheduling.views.exam_sessions.lists import came_from
from scheduling.views.exam_sessions.session_parts import list_navigation, shown_appointment
from scheduling.views.notice import STORAGE_FAILS, Notice
from scheduling.views.url_lookup import bookable_session_from_url, session_url

TEMPLATE = "scheduling/exam_sessions/attendance_undo.html"
# In a form: the person goes back to the list, or to the session beside it.
TO_LIST, TO_PANEL = "list", "panel"
MARKED = {
    Mark.ARRIVED: "{learner}: checked in.",
    Mark.LEFT: "{learner}: checked out.",
    Mark.NO_SHOW: "{learner}: marked as a no-show. The booking was not cancelled.",
}
STOOD = "{learner}: that was marked already."
TAKEN_BACK = "{learner}: the {what} was taken back."
NOT_MARKED = "Not marked."
NOT_STORED = Notice(NOT_MARKED, STORAGE_FAILS)
NO_MARK = Notice("Nothing was marked.", "Press one of the buttons on the session’s page.")
CHANGED = Notice(
    "Changed since you opened it.", "Nothing was marked. The current mark is shown below."
)
MOVED = (
    "The booking was changed since you opened it. It is now for {learner}: {booked}. Check it, then"
    " mark it."
)
MARKED_ABSENT = "A no-show is marked. Take it back first."
NOT_NOW = {
    Mark.ARRIVED: "A learner can be checked in from a day before the start on.",
    Mark.LEFT: "Nobody is checked in.",
    Mark.NO_SHOW: "A no-show can be marked once the start has passed, and nobody came.",
}


@require_POST
def mark(request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str) -> HttpResponse:
    """Make the mark that was pressed, and go back to where that was."""
    session = bookable_session_from_url(request, install_sid, exam_sid, session_sid)
    named = request.POST.get("mark", "")
    if named not in set(Mark) or session.pk is None:
        return _not_marked(request, session, NO_MARK, status=422)
    asked, why = Mark(named), why_no_mark(session)
    onward = list_navigation.onward(request, session)  # while it stands where it was in the list
    if why and asked != Mark.LEFT:
        return _not_marked(request, session, Notice(NOT_MARKED, why), status=422)
    if asked != Mark.LEFT and _is_moved(request, session):
        moved = Notice(NOT_MARKED, _moved(session))
        return _not_marked(request, session, moved, status=409)
    try:
        is_new = attendance.mark(
            session=session,
            mark=asked,
            shown_event=_number(request.GET.get("shown", "")),
            actor=request.actor_at(session.institution),
        )
    except MarkedMeanwhile:
        return _not_marked(request, session, CHANGED, status=409)
    except NotPossible:
        is_absent = attendance.last_mark(attendance.of(session)) == Mark.NO_SHOW
        why = MARKED_ABSENT if is_absent else NOT_NOW[asked]
        return _not_marked(request, session, Notice(NOT_MARKED, why), status=422)
    except DatabaseError:
        return _not_marked(request, session, NOT_STORED, status=502)
    messages.success(request, (MARKED[asked] if is_new else STOOD).format(learner=_who(session)))
    return HttpResponseRedirect(_way_back(request, session, onward))


def _way_back(request: PortalRequest, session: ExamSession, onward: str) -> str:
    """Where the button was: the session's page with the way on from there, or its row in the list
    that was looked at, with the session open beside it if that was so.
    """
    back = request.POST.get("back")
    if back not in (TO_LIST, TO_PANEL):
        return session_url(session) + onward
    named = came_from.of_a_form(request)  # of several that are open the one with the button
    looked = named or came_from.remembered_list(request) or came_from.NOTHING_LOOKED_AT
    opened = session.sid if back == TO_PANEL else ""
    return looked.came_from(looked.page, f"session-{session.pk}", opened).url


@require_http_methods(["GET", "POST"])
@keeps_draft(TakeBackForm)
def take_back(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """GET shows what is marked and asks why it was a mistake; POST takes the last mark back."""
    session = bookable_session_from_url(request, install_sid, exam_sid, session_sid)
    if request.method == "GET":
        draft = restore(request)
        form = TakeBackForm(initial=dict(draft.answers) if draft else None)
        context = _context(session, form) | {"draft": page_draft(request, draft)}
        return render(request, TEMPLATE, context)
    form = TakeBackForm(request.POST.dict())
    if not form.is_valid():
        return _again(request, session, form, status=422)
    try:
        last = attendance.take_back(
            session=session,
            shown_event=_number(request.POST.get("shown", "")),
            reason=form.cleaned_data["reason"],
            actor=request.actor_at(session.institution),
        )
    except MarkedMeanwhile:
        return _again(request, session, form, CHANGED, status=409)
    except DatabaseError:
        return _again(request, session, form, NOT_STORED, status=502)
    messages.success(request, TAKEN_BACK.format(learner=_who(session), what=CALLED[last]))
    return HttpResponseRedirect(session_url(session))


def _again(
    request: PortalRequest,
    session: ExamSession,
    form: TakeBackForm,
    notice: Notice | None = None,
    *,
    status: int,
) -> HttpResponse:
    """The form as it was filled in."""
    context = {"draft": page_draft(request), "notice": notice}
    return render(request, TEMPLATE, _context(session, form) | context, status=status)


def _not_marked(
    request: PortalRequest, session: ExamSession, notice: Notice, *, status: int
) -> HttpResponse:
    """The page of what is marked, with the reason."""
    path = session_url(session, "attendance_undo")
    context = _context(session, TakeBackForm()) | {
        "notice": notice,
        "draft": page_draft(request, path=path),
    }
    return render(request, TEMPLATE, context, status=status)


def _context(session: ExamSession, form: TakeBackForm) -> dict[str, object]:
    known = attendance.of(session)
    last = attendance.last_mark(known)
    return {
        "session": session,
        "form": form,
        "said": attendance_in_words(session, known, timezone.now()),
        "what": CALLED[last] if last else "",
        "shown": known.event_number if known else 0,
        "form_url": session_url(session, "attendance_undo"),
        "session_url": session_url(session),
        "current_institution": session.institution,
    }


def _number(shown: str) -> int:
    return int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 19 else 0


def _is_moved(request: PortalRequest, session: ExamSession) -> bool:
    """Whether it is booked otherwise than where the button was; who leaves, leaves any booking."""
    shown = request.GET.get("booked", "")
    return bool(shown) and shown_appointment.is_another(shown, session)


def _moved(session: ExamSession) -> str:
    learner = session.learner_name or "a learner whose name is not known"
    return MOVED.format(learner=learner, booked=_booked(session))


def _booked(session: ExamSession) -> str:
    """“Thu, Dec 10, 2026, 9:30 AM CST at Duluth Testing Center”."""
    start, place = session.appointment_at, session.place_name
    said = say(start, str(session.zone)).dated if start else "without a known start"
    return f"{said} at {place}" if place else said


def _who(session: ExamSession) -> str:
    return session.learner_name or "The learner"
