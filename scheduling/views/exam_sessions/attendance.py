"""Check-in, check-out and no-show of one session: what pages say of it, and two addresses that mark
it and take the last mark back. Nothing of it is sent to the provider.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.access.middleware import PortalRequest
from scheduling.booking.permitted_actions import why_no_cancel, why_no_mark
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import (
    CALLED,
    ChangedMeanwhile,
    Mark,
    NotPossible,
    to_minute,
)
from scheduling.forms.booking.cancel import NO_SHOW
from scheduling.forms.exam_sessions.attendance import TakeBackForm
from scheduling.models import Attendance, ExamSession
from scheduling.session_types import registry
from scheduling.views.drafts import keeps_draft, page_draft, restore
from scheduling.views.exam_sessions.lists import list_address
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import bookable_session_from_url, session_url
from scheduling.wall_time import say

TEMPLATE = "scheduling/exam_sessions/attendance_undo.html"
BUTTONS = {Mark.ARRIVED: "Check in", Mark.LEFT: "Check out", Mark.NO_SHOW: "No-show"}
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
STORAGE_FAILS = Notice(NOT_MARKED, "The portal’s database is busy or full. Try again in a moment.")
NO_MARK = Notice("Nothing was marked.", "Press one of the buttons on the session’s page.")
CHANGED = Notice(
    "Changed since you opened it.", "Nothing was marked. The current mark is shown below."
)
MARKED_ABSENT = "A no-show is marked. Take it back first."
NOT_NOW = {
    Mark.ARRIVED: "A learner can be checked in from a day before the start on.",
    Mark.LEFT: "Nobody is checked in.",
    Mark.NO_SHOW: "A no-show can be marked once the start has passed, and nobody came.",
}


@dataclass(frozen=True, slots=True)
class Button:
    """A mark that can be made with one click."""

    mark: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of a session's attendance; `said` is "" where nothing is marked."""

    said: str
    by: str
    buttons: tuple[Button, ...]
    undo_url: str  # '' where nothing can be taken back
    cancel_url: str  # of the cancellation that a no-show needs; '' for any other
    no_show_from: str  # the start from which on a no-show can be marked, in words


def told_of(request: PortalRequest, session: ExamSession) -> Told | None:
    """The section of the session's page; None where there is nothing to say or to mark."""
    known, now = attendance.of(session), timezone.now()
    may_mark = session.pk is not None and request.access.may_book(session.institution)
    is_booked = may_mark and not why_no_mark(session)
    if known is None and not is_booked:
        return None
    can = _possible(session, known, now, is_booked=is_booked) if may_mark else ()
    if known is None and not can:
        return None
    is_no_show = attendance.stands(known) == Mark.NO_SHOW
    cancels = may_mark and is_no_show and not why_no_cancel(session)
    return Told(
        said=said(session, known, now),
        by=known.marked_by_name if known else "",
        buttons=tuple(_button(session, known, one) for one in can),
        undo_url=session_url(session, "attendance_undo") if known and may_mark else "",
        cancel_url=f"{session_url(session, 'cancel')}?reason={NO_SHOW}" if cancels else "",
        no_show_from=_no_show_from(session, known, now) if can else "",
    )


def _possible(
    session: ExamSession, known: Attendance | None, now: datetime, *, is_booked: bool
) -> list[Mark]:
    """Who is there can leave, whatever became of the booking."""
    can = attendance.possible(session, known, now)
    return [one for one in can if is_booked or one == Mark.LEFT]


def _button(session: ExamSession, known: Attendance | None, mark: Mark) -> Button:
    shown = known.event_number if known else 0
    return Button(mark.value, BUTTONS[mark], f"{session_url(session, 'attendance')}?shown={shown}")


def _no_show_from(session: ExamSession, known: Attendance | None, now: datetime) -> str:
    start = session.appointment_at
    if known or start is None or start <= now:
        return ""
    return _clock(session, start, now)


def said(session: ExamSession, known: Attendance | None, now: datetime) -> str:
    """“Arrived 9:27 AM, left 11:02 AM”; '' where nothing is marked."""
    if known is None:
        return ""
    if known.arrived_at is None:
        return "No-show"
    came = f"Arrived {_clock(session, known.arrived_at, now)}"
    if known.left_at:
        return f"{came}, left {say(to_minute(known.left_at), str(session.zone)).time}"
    is_forgotten = now - known.arrived_at > attendance.LONGEST_STAY
    return f"{came}, not checked out" if is_forgotten else came


def in_short(session: ExamSession, known: Attendance | None, now: datetime) -> str:
    """The last of it, for a row: “Left 11:02 AM”."""
    if known is None or known.left_at is None:
        return said(session, known, now)
    return f"Left {_clock(session, known.left_at, now)}"


def _clock(session: ExamSession, at: datetime, now: datetime) -> str:
    """The time, with its day where that is another one."""
    zone = session.zone
    is_today = at.astimezone(zone).date() == now.astimezone(zone).date()
    spoken = say(to_minute(at), str(zone))
    return spoken.time if is_today else spoken.unzoned


def quick_button(session: ExamSession, known: Attendance | None, now: datetime) -> Button | None:
    """The mark that a row of the day's list offers: at a testing center, and on the day itself."""
    kind = registry.SESSION_TYPES.get(session.session_type)
    start, zone = session.appointment_at, session.zone
    if known and known.is_here:
        return _button(session, known, Mark.LEFT)
    is_expected = known is None and kind is not None and kind.is_at_a_center()
    if not is_expected or start is None or not session.known_status.is_in_place:
        return None
    is_today = start.astimezone(zone).date() == now.astimezone(zone).date()
    return _button(session, known, Mark.ARRIVED) if is_today else None


@require_POST
def mark(request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str) -> HttpResponse:
    """Make the mark that was pressed, and go back to where that was."""
    session = bookable_session_from_url(request, install_sid, exam_sid, session_sid)
    named = request.POST.get("mark", "")
    if named not in set(Mark) or session.pk is None:
        return _not_marked(request, session, NO_MARK, status=422)
    asked, why = Mark(named), why_no_mark(session)
    if why and asked != Mark.LEFT:
        return _not_marked(request, session, Notice(NOT_MARKED, why), status=422)
    try:
        is_new = attendance.mark(
            session=session,
            mark=asked,
            shown_event=_number(request.GET.get("shown", "")),
            actor=request.actor_at(session.institution),
        )
    except ChangedMeanwhile:
        return _not_marked(request, session, CHANGED, status=409)
    except NotPossible:
        is_absent = attendance.stands(attendance.of(session)) == Mark.NO_SHOW
        why = MARKED_ABSENT if is_absent else NOT_NOW[asked]
        return _not_marked(request, session, Notice(NOT_MARKED, why), status=422)
    except DatabaseError:
        return _not_marked(request, session, STORAGE_FAILS, status=502)
    messages.success(request, (MARKED[asked] if is_new else STOOD).format(learner=_who(session)))
    return HttpResponseRedirect(_way_back(request, session))


def _way_back(request: PortalRequest, session: ExamSession) -> str:
    """Where the button was: the session's page, or its row in the list that was looked at, with the
    session open beside it if that was so.
    """
    back = request.POST.get("back")
    if back not in (TO_LIST, TO_PANEL):
        return session_url(session)
    looked = list_address.looked_at(request) or list_address.NOTHING_LOOKED_AT
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
    except ChangedMeanwhile:
        return _again(request, session, form, CHANGED, status=409)
    except DatabaseError:
        return _again(request, session, form, STORAGE_FAILS, status=502)
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
    last = attendance.stands(known)
    return {
        "session": session,
        "form": form,
        "said": said(session, known, timezone.now()),
        "what": CALLED[last] if last else "",
        "shown": known.event_number if known else 0,
        "form_url": session_url(session, "attendance_undo"),
        "session_url": session_url(session),
        "current_institution": session.institution,
    }


def _number(shown: str) -> int:
    return int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 19 else 0


def _who(session: ExamSession) -> str:
    return session.learner_name or "The learner"
