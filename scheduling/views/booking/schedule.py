"""Views of the booking form: show it, change its type, preview it, send it."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.access.middleware import PortalRequest
from scheduling.audit import denials
from scheduling.audit.kinds import Kind
from scheduling.booking import attempt_queries, submit
from scheduling.booking.admission import hindrances
from scheduling.booking.admission.booking_request import NO_OVERRIDE
from scheduling.booking.permitted_actions import why_no_booking
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.forms.booking.options import FormOptions, schedule_options, switch_options
from scheduling.forms.booking.override import OverrideForm
from scheduling.forms.booking.schedule import ScheduleForm, schedule_form
from scheduling.forms.booking.switch.carried_over import carried_into
from scheduling.forms.booking.switch.switch_form import (
    SwitchForm,
    nothing_new,
    old_booking_form,
    set_beside,
)
from scheduling.models import ExamSession
from scheduling.session_types.registry import SessionType
from scheduling.views.booking import card_check, unseen_warnings
from scheduling.views.booking.brought_back import (
    second_step,
)
from scheduling.views.booking.duplicate_override import (
    restored_override,
    sent_override,
)
from scheduling.views.booking.schedule_opened import (
    begin_with_address,
    notice_before_booking,
    read_and_show,
)
from scheduling.views.booking.schedule_page import ANSWERED_BY, SchedulePage
from scheduling.views.booking.send_buttons import SUBMITS
from scheduling.views.booking.sending import send
from scheduling.views.booking.type_choice import TypeChoice, choose_type
from scheduling.views.drafts import keeps_draft
from scheduling.views.exam_sessions import attendance_words
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import bookable_session_from_url


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@keeps_draft(ScheduleForm, OverrideForm)
def schedule(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """GET shows the form of a type; POST changes the type, takes what is offered, or books."""
    is_sent = request.method == "POST"
    session = bookable_session_from_url(
        request, install_sid, exam_sid, session_sid, is_sent=is_sent
    )
    if not is_sent:
        return read_and_show(request, session)
    options = schedule_options(session)
    choice = choose_type(request.POST, request.GET, options.rules)
    if notice := choice.refusal():
        return _refuse_type(request, session, options, choice, notice)
    if ANSWERED_BY.keys() & request.POST.keys():
        return _show_changed(request, session, options, choice.shown)
    return _book(request, session, options, choice.shown)


@sensitive_post_parameters()
@require_POST
def preview(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """The summary beside the form, from the answers so far."""
    session = bookable_session_from_url(request, install_sid, exam_sid, session_sid)
    name = request.GET.get("form", ScheduleForm.name)
    is_switch = name == SwitchForm.name
    options = switch_options(session) if is_switch else schedule_options(session)
    choice = choose_type(request.POST, request.GET, options.rules)
    form = schedule_form(
        choice.named or choice.shown, options=options, data=request.POST, unchecked=True
    )
    form.token_in_browser = request.POST.get("has_card_token") == "yes"
    submit_button = SUBMITS.get(name, SUBMITS[ScheduleForm.name])
    context = {"form": form, "session": session, "submit": submit_button, "as_fragment": True}
    context["may_override"] = request.access.may_override(session.institution)
    if is_switch:
        came = attendance_words.arrival(session)
        set_beside(form, old_booking_form(session, request.POST, came=came, unchecked=True))
        context["carried"] = carried_into(session, form)
        context["nothing_new"] = nothing_new(session, form)
    return render(request, "scheduling/booking/schedule_summary.html", context)


def _show_changed(
    request: PortalRequest,
    session: ExamSession,
    options: FormOptions,
    session_type: type[SessionType],
) -> HttpResponse:
    """The form as another type, or with what it offers; nothing is checked or sent."""
    is_second = second_step(session) is not None
    options = begin_with_address(request, options, is_second=is_second)
    form = schedule_form(session_type, options=options, data=request.POST, unchecked=True)
    form.take(request.POST)
    typed = restored_override(request, session, request.POST)
    notice, override = notice_before_booking(request, session, typed)
    return SchedulePage(
        request=request,
        session=session,
        form=form,
        notice=notice,
        override=override,
        may_be_second=is_second,
    ).response()


def _book(
    request: PortalRequest,
    session: ExamSession,
    options: FormOptions,
    session_type: type[SessionType],
) -> HttpResponse:
    form = schedule_form(session_type, options=options, data=card_check.answers(request))
    override = sent_override(request, session)
    page = SchedulePage(request=request, session=session, form=form, override=override)
    if not form.is_valid() or (override and not override.is_valid()):
        return page.response(status=422)
    if card_check.is_asked(request):
        return card_check.passed()
    if held := unseen_warnings.held_back(page, form):
        return held
    _look_once_more(session, form)
    given = override.given if override else NO_OVERRIDE
    return send(page, partial(submit.schedule, override=given))


def _look_once_more(session: ExamSession, form: ScheduleForm) -> None:
    """Look at a session that is not known to need a proctor: how it stands, sending goes by."""
    if not why_no_booking(session) or hindrances.was_sent(form.attempt_id):
        return
    if not (attempt_queries.open_attempt(session) or attempt_queries.booked_here(session)):
        refresh_session(session)


def _refuse_type(
    request: PortalRequest,
    session: ExamSession,
    options: FormOptions,
    choice: TypeChoice,
    notice: Notice,
) -> HttpResponse:
    """The answers in a form that is offered, because they came in one that is not."""
    if choice.named and "change_type" not in request.POST:
        why = f"“{choice.named.label}” is switched off at {session.institution.name}"
        denials.note(
            actor=request.actor_at(session.institution),
            address=session.address,
            why=why,
            kind=Kind.HELD_BACK,
        )
    form = schedule_form(choice.shown, options=options, data=request.POST, unchecked=True)
    page = SchedulePage(request=request, session=session, form=form, notice=notice)
    return page.response(status=422)
