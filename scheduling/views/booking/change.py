"""Views of the forms that move and cancel a booked session: show one beside what stands now, check
it, send it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.access.middleware import PortalRequest
from scheduling.booking import attempt_queries, submit
from scheduling.booking.admission import hindrances
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.booking.permitted_actions import why_no_cancel, why_no_move_now, why_refused
from scheduling.booking.submit import Result
from scheduling.drafts.contents import Draft
from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.forms.booking.answers_in_address import time_asked_for
from scheduling.forms.booking.appointment.start_choices import TAKE_START, TIME
from scheduling.forms.booking.cancel import BEGINNINGS, CancelForm, cancel_form
from scheduling.forms.booking.move import MoveForm, move_form
from scheduling.forms.booking.options import change_options
from scheduling.forms.booking.override import MoveOverrideForm
from scheduling.models import Attempt, ExamSession
from scheduling.session_types.field_kinds import read_uuid
from scheduling.session_types.registry import SESSION_TYPES, SessionType, type_label
from scheduling.spoken_time import say
from scheduling.views.booking import unseen_warnings
from scheduling.views.booking.booking_page import BookingPage
from scheduling.views.booking.brought_back import notice_of_answers, restored
from scheduling.views.booking.duplicate_override import restored_override, sent_override
from scheduling.views.booking.send_buttons import LOOK, SUBMITS, open_request_notice
from scheduling.views.booking.sending import send
from scheduling.views.booking.sending_check import SendingCheck, unread_notice
from scheduling.views.drafts import keeps_draft, page_draft
from scheduling.views.exam_sessions import attendance_words, payment_summary
from scheduling.views.notice import STORAGE_FAILS, Notice
from scheduling.views.url_lookup import bookable_session_from_url, session_url

ChangeForm = MoveForm | CancelForm
STILL_BOOKED = "Still booked for {start}, as last shown."
STILL_STANDS = "Still booked, as last shown."


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingChange:
    """What differs between moving and cancelling.

    `name` is that of the address; `form` is None for a session of a type that none can be made for.
    """

    name: str
    title: str
    cannot: str
    why_not: Callable[[ExamSession], str]
    form: Callable[..., ChangeForm | None]
    service: Callable[..., Result]
    is_overridable: bool = False
    is_cancel: bool = False


def _move_form(
    session: ExamSession, data: Mapping[str, Any] | None = None, **how: Any
) -> MoveForm | None:
    session_type = _type(session)
    if session_type is None:
        return None
    is_sent_before = hindrances.was_sent(_attempt_id(data))
    start = None if is_sent_before else session.appointment_at
    options = change_options(session)
    return move_form(session_type, options=options, data=data, current_start=start, **how)


def _cancel_form(
    session: ExamSession, data: Mapping[str, Any] | None = None, **how: Any
) -> CancelForm:
    return cancel_form(
        session.session_type,
        options=change_options(session),
        data=data,
        begins_at=session.appointment_at,
        came=attendance_words.arrival(session),
        may_be_done=_may_be_cancelled(session),
        **how,
    )


def _may_be_cancelled(session: ExamSession) -> bool:
    """Whether nothing shows that the booking stands, or a cancellation is still being checked."""
    latest = attempt_queries.latest_attempt(session)
    is_asked = latest is not None and latest.is_open and latest.action == Attempt.Action.CANCEL
    return is_asked or not session.known_status.is_in_place


MOVE = BookingChange(
    name=MoveForm.name,
    title="Move the booking of",
    cannot="This booking can’t be moved",
    why_not=why_no_move_now,
    form=_move_form,
    service=submit.reschedule,
    is_overridable=True,
)
CANCEL = BookingChange(
    name=CancelForm.name,
    title="Cancel the booking of",
    cannot="There is no booking to cancel",
    why_not=why_no_cancel,
    form=_cancel_form,
    service=submit.cancel,
    is_cancel=True,
)


@dataclass(frozen=True, kw_only=True)
class ChangePage(BookingPage):
    """The form of a change beside the booking as it stands."""

    page_template = "scheduling/booking/change.html"
    form_template = "scheduling/booking/change_form.html"
    override_form = MoveOverrideForm
    change: BookingChange
    why_not: str = ""
    is_first_look: bool = False
    draft_notice: Notice | None = None  # that it holds another time than was asked for
    problem: str = ""  # why the session could not be read just now
    is_unknown: bool = False  # to the provider

    @property
    def name(self) -> str:
        return self.change.name

    def why_not_now(self) -> str:
        return self.change.why_not(self.session)

    def what_stands(self) -> str:
        return still_booked(self.session)

    def shown_notice(self) -> Notice | None:
        opened = open_request_notice(self.session, self.name, self.request.user.pk)
        return self.notice or opened or unread_notice(self.session) or self.draft_notice

    def context(self) -> dict[str, Any]:
        session = self.session
        shown = super().context() | booking_context(session)
        return shown | {
            "change": self.change,
            "why_not": self.why_not,
            "is_first_look": self.is_first_look,
            "problem": self.problem,
            "is_unknown": self.is_unknown,
            "draft": page_draft(self.request, self.draft, also=self._answered_names),
            "stood": SessionVersion.of(session).token,
            "visit": attendance.number_of(session),
            "visit_words": attendance_words.marked(session),
            "doubt": why_refused(session, "cancel" if self.change.is_cancel else "move"),
            "payment": payment_summary.of(session) if self.change.is_cancel else None,
            "preview_url": session_url(session, "reschedule_preview"),
            "switch_url": session_url(session, "switch"),
            "cancel_url": "" if why_no_cancel(session) else session_url(session, "cancel"),
        }

    @property
    def _answered_names(self) -> frozenset[str]:
        """What the button of a free start has answered."""
        return frozenset(TIME if TAKE_START in self.request.POST else ())


@require_http_methods(["GET", "POST"])
@keeps_draft(MoveForm, MoveOverrideForm)
def reschedule(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """GET shows the form that moves a booked session; POST sends it."""
    return _show_or_send(request, MOVE, install_sid, exam_sid, session_sid)


@require_http_methods(["GET", "POST"])
@keeps_draft(CancelForm)
def cancel(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """GET shows the form that cancels a booked session; POST sends it."""
    return _show_or_send(request, CANCEL, install_sid, exam_sid, session_sid)


@require_POST
def reschedule_preview(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """The new time in words, from the answers so far."""
    session = bookable_session_from_url(request, install_sid, exam_sid, session_sid)
    if why_no_move_now(session):
        return HttpResponse(status=204)
    form = _move_form(session, request.POST, unchecked=True)
    submit_button = SUBMITS[MoveForm.name]
    context = {"form": form, "session": session, "submit": submit_button, "as_fragment": True}
    context["may_override"] = request.access.may_override(session.institution)
    return render(request, "scheduling/booking/move_summary.html", context)


def _show_or_send(request: PortalRequest, change: BookingChange, *sids: str) -> HttpResponse:
    is_sent = request.method == "POST"
    session = bookable_session_from_url(request, *sids, is_sent=is_sent)
    return _send(request, session, change) if is_sent else _show(request, session, change)


def _show(request: PortalRequest, session: ExamSession, change: BookingChange) -> HttpResponse:
    seen, draft = refresh_session(session), restored(request, session, change.name)
    why_not = change.why_not(session)
    asked = None if change.is_cancel else time_asked_for(request.GET)
    answers = _first_answers(request, change, draft, asked)
    form = change.form(session, draft=answers) if draft or not why_not else None
    return ChangePage(
        request=request,
        session=session,
        form=form,
        draft=draft if form else None,
        draft_notice=notice_of_answers(draft, None, None, asked, is_next=False),
        override=_restored(request, session, change, answers),
        change=change,
        why_not=why_not,
        is_first_look=bool(why_not),
        problem=seen.problem,
        is_unknown=seen.is_unknown,
    ).response()


def _first_answers(
    request: PortalRequest, change: BookingChange, draft: Draft | None, asked: Draft | None
) -> dict[str, str]:
    """The draft's answers; where it has none, those of a cancellation for the reason that the
    address names, or the time that it names.
    """
    reason = request.GET.get("reason", "") if change.is_cancel else ""
    kept = dict(draft.answers) if draft else {}
    begun = asked.answers if asked else BEGINNINGS.get(reason, {})
    return kept | {name: text for name, text in begun.items() if not kept.get(name)}


def _send(request: PortalRequest, session: ExamSession, change: BookingChange) -> HttpResponse:
    if session.pk is None:  # the session itself could not be written down
        return _as_typed(request, session, change, status=502, why_not=STORAGE_FAILS)
    if {TAKE_START, LOOK} & request.POST.keys() and not change.is_cancel:
        return _as_typed(request, session, change, status=200)
    check = SendingCheck(request, session, change.why_not, _attempt_id(request.POST))
    can_show_it = change.is_cancel or _type(session) is not None
    if why := check.why_held_back(judged_later=can_show_it):
        return _as_typed(request, session, change, status=422, why_not=why)
    if check.changed:
        return _as_typed(request, session, change, status=409, notice=check.changed)
    return _check_and_send(request, session, change)


def _check_and_send(
    request: PortalRequest, session: ExamSession, change: BookingChange
) -> HttpResponse:
    form = change.form(session, request.POST)
    override = sent_override(request, session, MoveOverrideForm) if change.is_overridable else None
    page = ChangePage(request=request, session=session, form=form, change=change, override=override)
    if not form.is_valid() or (override and not override.is_valid()):
        return page.response(status=422)
    if isinstance(form, MoveForm) and (held := unseen_warnings.held_back(page, form)):
        return held
    service = partial(change.service, shown=SendingCheck.shown(request))
    if override is None:
        return send(page, service)
    return send(page, partial(service, override=override.given))


def _restored(
    request: PortalRequest, session: ExamSession, change: BookingChange, answers: Mapping[str, str]
) -> MoveOverrideForm | None:
    if not change.is_overridable:
        return None
    return restored_override(request, session, answers, MoveOverrideForm)


def _as_typed(
    request: PortalRequest, session: ExamSession, change: BookingChange, *, status: int, **more: Any
) -> HttpResponse:
    """The form as it was filled in, unchecked."""
    form = change.form(session, request.POST, unchecked=True)
    if isinstance(form, MoveForm):
        form.take(request.POST)
    page = ChangePage(
        request=request,
        session=session,
        form=form,
        change=change,
        override=_restored(request, session, change, request.POST),
        **more,
    )
    return page.response(status=status)


def _type(session: ExamSession) -> type[SessionType] | None:
    """Its type, or that of the request that is open on it; None for one that is not known here."""
    latest = None if session.session_type else attempt_queries.latest_attempt(session)
    return SESSION_TYPES.get(latest.session_type if latest else session.session_type)


def _attempt_id(data: Mapping[str, Any] | None) -> UUID | None:
    return read_uuid(str((data or {}).get("attempt_id", "")))


def still_booked(session: ExamSession) -> str:
    """That the booking stands as before, where it is shown as one."""
    if not session.known_status.is_booked:
        return ""
    start = session.appointment_at
    return STILL_BOOKED.format(start=say(start, str(session.zone)).dated) if start else STILL_STANDS


def booking_context(session: ExamSession) -> dict[str, Any]:
    """The booking as it stands, in words."""
    start, zone = session.appointment_at, str(session.zone)
    return {
        "stands": say(start, zone) if start else None,
        "hours": accommodations.sitting_of(session).hours(start, zone) if start else "",
        "type_label": type_label(session.session_type),
    }
