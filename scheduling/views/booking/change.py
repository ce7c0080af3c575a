"""Moving and cancelling a booked session:
show the form beside what stands now, check it, send it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.audit import denials
from scheduling.booking import admission, queries, submit
from scheduling.booking.permitted_actions import why_no_cancel, why_no_move
from scheduling.booking.submit import Result
from scheduling.exam_sessions.refresh import look
from scheduling.forms.change import CancelForm, MoveForm, cancel_form, move_form
from scheduling.forms.options import FormOptions
from scheduling.institutions import availability
from scheduling.models import ExamSession
from scheduling.session_types.fields import read_uuid
from scheduling.session_types.registry import SESSION_TYPES, UnknownSessionType
from scheduling.views import page_context
from scheduling.views.booking.pending import in_the_way, sending_context
from scheduling.views.booking.session_version import LONGEST, Stood
from scheduling.views.booking.submit import Sending, is_part
from scheduling.views.exam_sessions import payment_summary
from scheduling.views.exam_sessions.session_rows import type_label
from scheduling.views.kept_answers import answers_sent, filled_by, take_answers
from scheduling.views.notice import Stop
from scheduling.views.url_lookup import booker_at, url_of
from scheduling.wall_time import say, say_range

ChangeForm = MoveForm | CancelForm
STORAGE_FAILS = "The portal’s own storage is busy or full. Try again in a moment."


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What differs between moving and cancelling.

    `name` is that of the address.
    """

    name: str
    title: str
    cannot: str
    why_not: Callable[[ExamSession], str]
    form: Callable[..., ChangeForm]
    service: Callable[..., Result]
    is_cancel: bool = False


def _move_form(
    session: ExamSession, data: Mapping[str, Any] | None = None, *, showing: bool = False
) -> MoveForm:
    was_sent = admission.was_sent(_attempt_id(data))
    return move_form(
        _type(session),
        options=_options(session),
        data=data,
        stands=None if was_sent else session.appointment_at,
        showing=showing,
    )


def _cancel_form(
    session: ExamSession, data: Mapping[str, Any] | None = None, *, showing: bool = False
) -> CancelForm:
    return cancel_form(session.session_type, options=_options(session), data=data, showing=showing)


MOVE = Change(
    name="reschedule",
    title="Move the booking of",
    cannot="This booking can’t be moved",
    why_not=why_no_move,
    form=_move_form,
    service=submit.reschedule,
)
CANCEL = Change(
    name="cancel",
    title="Cancel the booking of",
    cannot="There is nothing here to cancel",
    why_not=why_no_cancel,
    form=_cancel_form,
    service=submit.cancel,
    is_cancel=True,
)


@require_http_methods(["GET", "POST"])
def reschedule(
    request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """GET shows the form that moves a booked session; POST sends it."""
    session = booker_at(
        request, install_sid, exam_sid, session_sid, is_sent=request.method == "POST"
    )
    return _answer(request, session, MOVE)


@require_POST
def reschedule_preview(
    request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """The new time in words, from the answers so far."""
    session = booker_at(request, install_sid, exam_sid, session_sid)
    if why_no_move(session):
        return HttpResponse(status=204)
    form = _move_form(session, request.POST, showing=True)
    return render(
        request, "scheduling/booking/move_summary.html", {"form": form, "as_fragment": True}
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str) -> HttpResponse:
    """GET shows the form that cancels a booked session; POST sends it."""
    session = booker_at(
        request, install_sid, exam_sid, session_sid, is_sent=request.method == "POST"
    )
    return _answer(request, session, CANCEL)


def _answer(request: HttpRequest, session: ExamSession, change: Change) -> HttpResponse:
    return (
        _show(request, session, change)
        if request.method == "GET"
        else _take(request, session, change)
    )


def _show(request: HttpRequest, session: ExamSession, change: Change) -> HttpResponse:
    seen = look(session)
    page = partial(
        _page, request, session, change, problem=seen.problem, is_unknown=seen.is_unknown
    )
    kept = take_answers(request)
    if why := change.why_not(session):
        form = _typed(session, change, kept) if kept else None
        return page(form, why_not=why, is_first_look=True)
    return page(change.form(session, kept, showing=True), answers_kept=kept is not None)


def _take(request: HttpRequest, session: ExamSession, change: Change) -> HttpResponse:
    answers_sent(request)
    again = partial(_as_typed, request, session, change)
    if session.pk is None:  # the session itself could not be written down
        return again(why_not=STORAGE_FAILS, status=502)
    changed = _changed(request, session)
    if why := _held_back(request, session, change):
        _note(request, session, "held_back", f"it can’t be done any more: {why.rstrip('.')}")
        return again(why_not=why, status=422)
    if changed:
        details = {"shown": request.POST["stood"][:LONGEST], "now": Stood.of(session).word}
        _note(request, session, "stale_form", "it had changed since it was shown", details)
        return again(stop=changed, status=409)
    form = change.form(session, request.POST)
    page = partial(_page, request, session, change, form)
    return (
        Sending(request, session, form, page).send(change.service)
        if form.is_valid()
        else page(status=422)
    )


def _typed(session: ExamSession, change: Change, data: Mapping[str, Any]) -> ChangeForm | None:
    """The form as it was filled in, unchecked;
    None where none can be made for the session's type.
    """
    try:
        return change.form(session, data, showing=True)
    except UnknownSessionType:
        return None


def _as_typed(
    request: HttpRequest, session: ExamSession, change: Change, **more: Any
) -> HttpResponse:
    return _page(request, session, change, _typed(session, change, request.POST), **more)


def _changed(request: HttpRequest, session: ExamSession) -> Stop | None:
    """Whether the session stands differently now from what the form showed; the provider is asked
    first.

    A form that was sent before, and a session with an open request, are the database's to judge.
    """
    shown = Stood.read(request.POST.get("stood", ""))
    if (
        shown is None
        or admission.was_sent(_attempt_id(request.POST))
        or queries.open_attempt(session)
    ):
        return None
    with suppress(DatabaseError):
        look(session)
    now, zone = Stood.of(session), str(session.zone)
    if now == shown:
        return None
    title = f"Changed since you opened it: it was {shown.said(zone)}; it is now {now.said(zone)}."
    return Stop(title, "Nothing was sent. Check it, then send it again.", url_of(session))


def _note(
    request: HttpRequest,
    session: ExamSession,
    kind: str,
    why: str,
    details: Mapping[str, str] | None = None,
) -> None:
    who = page_context.actor(request, session.institution)
    denials.note(actor=who, address=session.address, why=why, kind=kind, details=details)


def _held_back(request: HttpRequest, session: ExamSession, change: Change) -> str:
    """Why nothing may be sent. What is only remembered holds nobody back: the session is read
    before a no.

    A form that was sent before, and a session with an open request, are the database's to judge.
    """
    if session.status and not change.why_not(session):
        return ""
    judged_there = admission.was_sent(_attempt_id(request.POST)) or queries.open_attempt(session)
    if judged_there and (change is CANCEL or _type(session) in SESSION_TYPES):
        return ""
    with suppress(
        DatabaseError
    ):  # what was just read counts, whether it could be written down or not
        look(session)
    return change.why_not(session)


def _type(session: ExamSession) -> str:
    """Its type, or that of the request that is open on it."""
    latest = None if session.session_type else queries.latest_attempt(session)
    return latest.session_type if latest else session.session_type


def _attempt_id(data: Mapping[str, Any] | None) -> UUID | None:
    return read_uuid(str((data or {}).get("attempt_id", "")))


def _options(session: ExamSession) -> FormOptions:
    return FormOptions(
        time_zone=str(session.zone),
        duration_minutes=session.duration_minutes,
        location_at=partial(availability.location_at, session.institution, session),
        location_sid=session.location_sid,
    )


def _page(
    request: HttpRequest,
    session: ExamSession,
    change: Change,
    form: ChangeForm | None,
    *,
    status: int = 200,
    stop: Stop | None = None,
    **more: Any,
) -> HttpResponse:
    stop = stop or in_the_way(session, change.name)
    context = _context(session, change) | sending_context(session, stop, change.name)
    context |= {"form": form, "stop": stop, "filled_by": filled_by(request)} | more
    context["stood"], context["is_part"] = Stood.of(session).word, is_part(request)
    template = (
        "scheduling/booking/change_form.html"
        if is_part(request)
        else "scheduling/booking/change.html"
    )
    return render(request, template, context, status=status)


def _context(session: ExamSession, change: Change) -> dict[str, Any]:
    start, zone = session.appointment_at, str(session.zone)
    minutes = session.duration_minutes
    return {
        "change": change,
        "session": session,
        "stands": say(start, zone) if start else None,
        "hours": say_range(start, minutes, zone) if start and minutes else "",
        "type_label": type_label(session.session_type),
        "form_url": url_of(session, change.name),
        "preview_url": url_of(session, "reschedule_preview"),
        "payment": payment_summary.of(session) if change is CANCEL else None,
        "cancel_url": "" if why_no_cancel(session) else url_of(session, "cancel"),
        "session_url": url_of(session),
        "current_institution": session.institution,
    }
