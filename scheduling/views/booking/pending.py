"""A form on a session where a request is open:
it says so, holds its button back, and turns once that is settled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from scheduling.booking import queries
from scheduling.booking.permitted_actions import why_no_booking, why_no_cancel, why_no_move
from scheduling.models import Attempt, ExamSession
from scheduling.views.booking.session_version import Stood
from scheduling.views.exam_sessions.session_rows import state_of
from scheduling.views.notice import Stop
from scheduling.views.url_lookup import booker_at, url_of
from scheduling.wall_time import say

FORMS: dict[str, Callable[[ExamSession], str]] = {
    "schedule": why_no_booking,
    "reschedule": why_no_move,
    "cancel": why_no_cancel,
}


@dataclass(frozen=True, slots=True)
class Submit:
    """The button that sends a form; `busy` is what it says while the provider is asked.

    `is_pressed_by_enter` where the form has other buttons before it: a hidden copy stands first.
    """

    label: str
    busy: str = ""
    is_dangerous: bool = False
    is_pressed_by_enter: bool = False


SUBMITS = {
    "schedule": Submit(
        "Book this session", busy="Asking the provider…", is_pressed_by_enter=True
    ),
    "reschedule": Submit("Move this booking"),
    "cancel": Submit("Cancel this booking", is_dangerous=True),
}
UNTIL_THEN = "Until it is settled nothing else can be sent. You can fill in the form meanwhile."


@require_GET
def waiting(
    request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str, form: str
) -> HttpResponse:
    """The notice above a form, its button and its state, as they stand now;
    204 while nothing has changed.
    """
    session = booker_at(request, install_sid, exam_sid, session_sid)
    attempt = queries.open_attempt(session)
    if attempt and _word(attempt) == request.GET.get("shown"):
        return HttpResponse(status=204)
    stop = waits_for(session, attempt, form) if attempt else _settled(session, form)
    context = sending_context(session, stop, form) | {"stop": stop, "has_turned": True}
    return render(request, "scheduling/booking/waiting.html", context)


def in_the_way(session: ExamSession, form: str) -> Stop | None:
    """What to know before filling in the form: that a request is open on its session."""
    attempt = queries.open_attempt(session)
    return waits_for(session, attempt, form) if attempt else None


def waits_for(session: ExamSession, attempt: Attempt, form: str) -> Stop:
    """That this request is open, before anything was sent."""
    how = "waits for an administrator’s decision" if attempt.needs_person else "is being checked"
    if attempt.state == Attempt.State.SENDING:
        how = "is on its way"
    at = say(attempt.started_at.replace(second=0), str(session.zone)).time
    title = f"A request of {attempt.actor_name} ({at}) {how}."
    return Stop(title, UNTIL_THEN, url_of(session), waiting_url=_url(session, attempt, form))


def refused_for(session: ExamSession, attempt: Attempt, form: str) -> Stop:
    """That nothing was sent because this request is open."""
    text = (
        f"{attempt.actor_name}’s request {str(attempt.attempt_id)[:8]} is still being checked. "
        "Open the session to see what becomes of it."
    )
    title = "Nothing was sent: another request on this session is still open."
    return Stop(title, text, url_of(session), waiting_url=_url(session, attempt, form))


def sending_context(session: ExamSession, stop: Stop | None, form: str) -> dict[str, object]:
    """What the form's button and the state beside its title show."""
    is_open = bool(stop and stop.waiting_url)
    why_off = "Another request is still open." if is_open else ""
    if not why_off and form == "schedule":
        why_off = why_no_booking(session)
    return {
        "state": state_of(session, checking=is_open),
        "submit": SUBMITS[form],
        "why_off": why_off,
    }


def _settled(session: ExamSession, form: str) -> Stop:
    latest = queries.latest_attempt(session)
    title = f"{latest.actor_name}’s request is settled." if latest else "The request is settled."
    if why := FORMS[form](session):
        return Stop(title, why, url_of(session))
    if form == "schedule":
        return Stop(title, "Nothing is booked. You can book now.", url_of(session))
    now = Stood.of(session).said(str(session.zone))
    return Stop(
        title,
        f"The session is now {now}.",
        url_of(session, form),
        link="Show the form as it stands now",
    )


def _url(session: ExamSession, attempt: Attempt, form: str) -> str:
    return f"{url_of(session, f'{form}_waiting')}?{urlencode({'shown': _word(attempt)})}"


def _word(attempt: Attempt) -> str:
    return f"{attempt.pk}-{attempt.state}{'-person' if attempt.needs_person else ''}"
