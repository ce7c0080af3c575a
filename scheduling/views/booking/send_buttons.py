"""Buttons that send a booking form, and what holds one back while a request is open on its session:
the notice above it, and the answer once that is settled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from scheduling.access.middleware import PortalRequest
from scheduling.booking import attempt_queries
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.booking.outcome_panel.panel import whose, why_unread
from scheduling.booking.permitted_actions import (
    why_no_booking,
    why_no_cancel,
    why_no_move_now,
    why_no_switch_now,
)
from scheduling.booking.switches import IN_VAIN
from scheduling.forms.booking.cancel import CancelForm
from scheduling.forms.booking.move import MoveForm
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.forms.booking.switch.switch_form import SwitchForm
from scheduling.models import Attempt, ExamSession
from scheduling.spoken_time import say
from scheduling.views.exam_sessions.state_marks import state_of
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import bookable_session_from_url, session_url

WHY_NOT: dict[str, Callable[[ExamSession], str]] = {
    ScheduleForm.name: why_no_booking,
    MoveForm.name: why_no_move_now,
    CancelForm.name: why_no_cancel,
    SwitchForm.name: why_no_switch_now,
}


@dataclass(frozen=True, slots=True)
class Submit:
    """Button that sends a form; `busy` is what it says while the provider is asked, `verb` how it
    begins where it says in spite of what it is pressed.

    `is_pressed_by_enter` where the form has other buttons before it: a hidden copy stands first.
    """

    label: str
    busy: str = "Sending…"
    verb: str = ""
    is_dangerous: bool = False
    is_pressed_by_enter: bool = False


SUBMITS = {
    ScheduleForm.name: Submit("Book this session", verb="Book", is_pressed_by_enter=True),
    MoveForm.name: Submit("Move this booking", verb="Move it", is_pressed_by_enter=True),
    CancelForm.name: Submit("Cancel this booking", verb="Cancel it", is_dangerous=True),
    SwitchForm.name: Submit(
        "Cancel it and book this",
        verb="Cancel it and book",
        is_pressed_by_enter=True,
    ),
}
LOOK = "look"  # a button that shows what would be sent, where no script keeps the summary up
SETTLED = "settled"  # tells the summary to say again what the button does
STILL_CHECKED = "Another request is still being checked."
NEEDS_DECISION = "Another request needs a decision first."
UNREAD_TITLE = "Nothing can be sent for this session."
ON_ITS_WAY = "What you filled in is on its way: nothing is lost. Wait for the result."
UNTIL_THEN = "You can fill in the form now and send it when we know the result."


@require_GET
def waiting(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str, form_name: str
) -> HttpResponse:
    """The notice above a form, its button and its state, as they stand now;
    204 while nothing has changed.
    """
    session = bookable_session_from_url(request, install_sid, exam_sid, session_sid)
    attempt = attempt_queries.open_attempt(session)
    if attempt and _version(attempt) == request.GET.get("shown"):
        return HttpResponse(status=204)
    notice = (
        _pending_notice(session, attempt, form_name, request.user.pk)
        if attempt
        else _settled_notice(session, form_name, request.user.pk)
    )
    context = send_button_context(session, notice, form_name)
    context |= {"notice": notice, "has_turned": True}
    response = render(request, "scheduling/booking/waiting.html", context)
    response["HX-Trigger-After-Settle"] = SETTLED
    return response


def open_request_notice(session: ExamSession, form_name: str, reader: int) -> Notice | None:
    """What to know before filling in the form: that a request is open on its session. `reader` is
    the person's number.
    """
    attempt = attempt_queries.open_attempt(session)
    if attempt:
        return _pending_notice(session, attempt, form_name, reader)
    return _unread_notice(session) if attempt_queries.unread_attempt(session) else None


def _unread_notice(session: ExamSession) -> Notice:
    return Notice(UNREAD_TITLE, why_unread(), session_url(session))


def _pending_notice(session: ExamSession, attempt: Attempt, form_name: str, reader: int) -> Notice:
    """That this request is open, before anything was sent."""
    how = "needs an administrator’s decision" if attempt.awaits_decision else "is being checked"
    if attempt.state == Attempt.State.SENDING:
        how = "is being sent"
    is_own = attempt.state == Attempt.State.SENDING and attempt.actor_id == reader
    at = say(attempt.started_at.replace(second=0), str(session.zone)).time
    title = f"{whose(attempt, reader)} request ({at}) {how}."
    return Notice(
        title,
        ON_ITS_WAY if is_own else UNTIL_THEN,
        session_url(session),
        waiting_url=_waiting_url(session, attempt, form_name),
    )


def busy_notice(session: ExamSession, attempt: Attempt, form_name: str, reader: int) -> Notice:
    """That nothing was sent because this request is open."""
    how = "needs a decision" if attempt.awaits_decision else "is still being checked"
    number = str(attempt.attempt_id)[:8]
    text = f"{whose(attempt, reader)} request {number} {how}. Open the session to see the result."
    title = f"Nothing was sent: another request for this session {how}."
    return Notice(
        title, text, session_url(session), waiting_url=_waiting_url(session, attempt, form_name)
    )


def send_button_context(
    session: ExamSession, notice: Notice | None, form_name: str
) -> dict[str, Any]:
    """Template context of the form's button and of the state beside its title."""
    latest, why_off = attempt_queries.latest_attempt(session), ""
    if notice and notice.waiting_url:
        why_off = NEEDS_DECISION if latest and latest.awaits_decision else STILL_CHECKED
    elif form_name == ScheduleForm.name:
        why_off = why_no_booking(session)
    state = state_of(session, latest)
    return {"state": state, "why_off": why_off, "submit": SUBMITS[form_name]}


def _settled_notice(session: ExamSession, form_name: str, reader: int) -> Notice:
    latest = attempt_queries.latest_attempt(session)
    title = f"{whose(latest, reader) if latest else 'The'} request is finished."
    if why := WHY_NOT[form_name](session):
        return Notice(title, why, session_url(session))
    if form_name == ScheduleForm.name:
        text = " ".join(filter(None, (_what_holds(session, latest), "You can book now.")))
        return Notice(title, text, session_url(session))
    now = SessionVersion.of(session).in_words(str(session.zone))
    return Notice(
        title,
        f"The session is now {now}.",
        session_url(session, form_name),
        link="Open the form again",
    )


def _what_holds(session: ExamSession, latest: Attempt | None) -> str:
    """What is known of a session that can be booked; '' where nothing is."""
    if session.needs_proctor:
        return "Nothing is booked."
    return "It was not done." if latest and latest.state in IN_VAIN else ""


def _waiting_url(session: ExamSession, attempt: Attempt, form_name: str) -> str:
    shown = urlencode({"shown": _version(attempt)})
    return f"{session_url(session, f'{form_name}_waiting')}?{shown}"


def _version(attempt: Attempt) -> str:
    return f"{attempt.pk}-{attempt.state}{'-person' if attempt.needs_person else ''}"
