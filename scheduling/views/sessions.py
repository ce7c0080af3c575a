"""One exam session: how it stands, what happened, what can be done now and why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from scheduling import session_types
from scheduling.models import Attempt, AuditEvent, ExamSession
from scheduling.services import standing
from scheduling.services.differences import asked_start
from scheduling.services.look import look
from scheduling.views import stories
from scheduling.views.addressed import session_at, url_of
from scheduling.views.frame import desk
from scheduling.views.rows import State, state_of, type_label
from scheduling.wall_time import SpokenTime, say, say_range

HISTORY = 50


@require_GET
def session(request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str) -> HttpResponse:
    """The session's page, read afresh from the provider where it answers in time."""
    seen = look(session_at(request, install_sid, exam_sid, session_sid))
    context = _standing_context(request, seen.session) | {
        "problem": seen.problem,
        "history": stories.of(AuditEvent.objects.filter(session_sid=seen.session.sid)[:HISTORY]),
        "actions": _actions(request, seen.session),
        "type_label": type_label(seen.session.session_type),
        "current_install": seen.session.install,
    }
    return render(request, "scheduling/session.html", context)


@require_GET
def standing_part(request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str) -> HttpResponse:
    """The part that turns by itself while an attempt is open; once it is settled the whole page is fetched anew."""
    shown = session_at(request, install_sid, exam_sid, session_sid)
    response = render(request, "scheduling/partials/standing.html", _standing_context(request, shown))
    if standing.open_attempt(shown) is None:
        response["HX-Refresh"] = "true"
    return response


def _standing_context(request: HttpRequest, shown: ExamSession) -> dict[str, Any]:
    attempt = standing.latest_attempt(shown)
    return {
        "session": shown,
        "state": _state(shown, attempt),
        "attempt": attempt,
        "asked": _spoken(asked_start(attempt.asked), attempt.time_zone) if attempt else None,
        "stored": _spoken(shown.appointment_at, str(shown.zone)),
        "until": _until(shown),
        "settled": _spoken(attempt.settled_at, str(shown.zone)) if attempt else None,
        "standing_url": url_of(shown, "standing"),
        "may_settle": desk(request).may_settle(shown.install),
    }


def _state(shown: ExamSession, attempt: Attempt | None) -> State:
    return state_of(shown, checking=bool(attempt and attempt.is_open))


def _spoken(at: Any, zone: str) -> SpokenTime | None:
    return say(at, zone) if at else None


def _until(shown: ExamSession) -> str:
    if not shown.appointment_at or not shown.duration_minutes:
        return ""
    return say_range(shown.appointment_at, shown.duration_minutes, str(shown.zone))


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done with the session now, or the reason why it can't."""

    label: str
    url: str = ""
    why_not: str = ""
    is_main: bool = False


def _actions(request: HttpRequest, shown: ExamSession) -> list[Action]:
    blocked = _blocked(request, shown)
    return [
        Action("Book this session", url_of(shown, "schedule"), blocked or _why_no_booking(shown), is_main=True),
    ]


def _blocked(request: HttpRequest, shown: ExamSession) -> str:
    if not desk(request).may_book(shown.install):
        return "Your role here lets you read only."
    attempt = standing.open_attempt(shown)
    return f"Wait until {attempt.actor_name}’s request is settled." if attempt else ""


def _why_no_booking(shown: ExamSession) -> str:
    if not shown.status or shown.needs_proctor:
        return ""
    return f"It does not need a proctor: the provider says “{shown.status}”."


def _why_no_move(shown: ExamSession) -> str:
    if why := _why_not_booked(shown):
        return why
    try:
        kind = session_types.get(shown.session_type)
    except session_types.UnknownSessionType:
        return "Its type is not known here."
    if kind.can_be_rescheduled:
        return ""
    return f"The provider can’t move a booking of the type “{kind.label}”. Cancel it and book again."


def _why_no_cancel(shown: ExamSession) -> str:
    return _why_not_booked(shown)


def _why_not_booked(shown: ExamSession) -> str:
    if shown.is_over:
        return f"It is over: the provider says “{shown.status}”."
    if shown.needs_proctor:
        return "Nothing is booked yet."
    return ""
