"""Views of a switch of type or place: one form for the cancellation and the new booking, checked
together, and sent one after the other.

The booking follows only a cancellation that is certain, and only in a session that is new since;
whatever else comes of the first step, the second waits for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.booking import switches
from scheduling.booking.admission.booking_request import NO_OVERRIDE
from scheduling.booking.permitted_actions import why_no_switch_now
from scheduling.exam_sessions import successors
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.forms.booking.answers_in_address import change_asked_for, type_there
from scheduling.forms.booking.cancel import CancelForm
from scheduling.forms.booking.options import FormOptions, switch_options
from scheduling.forms.booking.override import SwitchOverrideForm
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.forms.booking.switch.carried_over import Carried, change_type
from scheduling.forms.booking.switch.switch_form import SwitchForm, cancellation_id, switch_form
from scheduling.models import ExamSession, TypeSwitch
from scheduling.session_types.field_kinds import read_uuid
from scheduling.views.booking import card_check, unseen_warnings
from scheduling.views.booking.brought_back import (
    answers_with_type,
    kept_by,
    notice_of_a_stopped_switch,
    notice_of_answers,
    restored,
    stopped_switch,
)
from scheduling.views.booking.duplicate_override import restored_override, sent_override
from scheduling.views.booking.schedule_page import ANSWERED_BY
from scheduling.views.booking.sending_check import SendingCheck
from scheduling.views.booking.switch.switch_steps import SwitchPage, carry_out
from scheduling.views.booking.type_choice import TypeChoice, choose_type
from scheduling.views.drafts import keeps_draft
from scheduling.views.exam_sessions import attendance_words, switch_words
from scheduling.views.notice import STORAGE_FAILS
from scheduling.views.url_lookup import bookable_session_from_url, session_url


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@keeps_draft(ScheduleForm, CancelForm, SwitchOverrideForm)
def switch(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """GET shows the form, or goes on with a switch that stands in the middle; POST changes the
    type, takes the list's price, leaves a switch where it is, or switches.
    """
    is_sent = request.method == "POST"
    session = bookable_session_from_url(
        request, install_sid, exam_sid, session_sid, is_sent=is_sent
    )
    begun = switches.begun_on(session)
    if begun and "leave" in request.POST:
        switches.leave(begun, actor=request.actor_at(session.institution))
        return redirect(session_url(session))
    if begun and begun.is_open and not is_sent:
        return _go_on(request, session, begun)
    return _send(request, session) if is_sent else _show(request, session)


def _show(request: PortalRequest, session: ExamSession) -> HttpResponse:
    seen, draft = refresh_session(session), restored(request, session, SwitchPage.name)
    options, why_not = switch_options(session), why_no_switch_now(session)
    tried = None if draft else stopped_switch(request, session)
    brought = draft or kept_by(tried)
    answers = brought.answers if brought else {}
    named = answers_with_type(request, brought)
    if not named and "type" not in request.GET:
        named = {"session_type": type_there(request.GET, options, session.session_type)}
    choice = choose_type(named, request.GET, options.rules)
    if choice.is_unknown and not named:
        raise Http404("There is no such session type.")
    begins_with = Carried(session, choice.shown, options).answers
    asked = change_asked_for(request.GET, options)
    first = asked.answers if asked and not draft else {}
    data = dict(begins_with) | dict(answers) | dict(first)
    form = _unchecked(session, choice, options, data)
    return SwitchPage(
        request=request,
        session=session,
        form=form if draft or not why_not else None,
        notice=choice.not_offered()
        or (tried and notice_of_a_stopped_switch(session, tried))
        or notice_of_answers(draft, None, None, asked, is_next=False),
        override=restored_override(request, session, answers, SwitchOverrideForm),
        draft=draft,
        why_not=why_not,
        is_first_look=bool(why_not),
        problem=seen.problem,
        is_unknown=seen.is_unknown,
    ).response()


def _send(request: PortalRequest, session: ExamSession) -> HttpResponse:
    options = switch_options(session)
    choice = choose_type(request.POST, request.GET, options.rules)
    if session.pk is None:  # the session itself could not be written down
        return _as_typed(request, session, options, choice, status=502, why_not=STORAGE_FAILS)
    if notice := choice.refusal():
        return _as_typed(request, session, options, choice, status=422, notice=notice)
    if ANSWERED_BY.keys() & request.POST.keys():
        return _as_typed(request, session, options, choice, status=200)
    check = SendingCheck(request, session, why_no_switch_now, _cancellation_id(request.POST))
    if why := check.why_held_back():
        return _as_typed(request, session, options, choice, status=422, why_not=why)
    if check.changed:
        return _as_typed(request, session, options, choice, status=409, notice=check.changed)
    data = card_check.answers(request)
    form = switch_form(
        session, choice.shown, options=options, data=data, came=attendance_words.arrival(session)
    )
    override = sent_override(request, session, SwitchOverrideForm)
    page = SwitchPage(request=request, session=session, form=form, override=override)
    if not form.is_valid(session) or (override and not override.is_valid()):
        return page.response(status=422)
    if card_check.is_asked(request):
        return card_check.passed()
    if held := unseen_warnings.held_back(page, form.booking):
        return held
    return carry_out(page, form, override.given if override else NO_OVERRIDE)


def _as_typed(
    request: PortalRequest,
    session: ExamSession,
    options: FormOptions,
    choice: TypeChoice,
    *,
    status: int,
    **more: Any,
) -> HttpResponse:
    """The form as it was filled in, unchecked; of another type where that was chosen."""
    data: Mapping[str, Any] = request.POST
    if "change_type" in data and status == 200:
        data = change_type(data, session, choice.shown, options)
    form = _unchecked(session, choice, options, data)
    form.booking.take(data)
    override = restored_override(request, session, request.POST, SwitchOverrideForm)
    return SwitchPage(
        request=request, session=session, form=form, override=override, **more
    ).response(status=status)


def _unchecked(
    session: ExamSession, choice: TypeChoice, options: FormOptions, data: Mapping[str, Any]
) -> SwitchForm:
    """The form of the chosen type, which only shows these answers."""
    return switch_form(
        session,
        choice.shown,
        options=options,
        data=data,
        came=attendance_words.arrival(session),
        unchecked=True,
    )


def _cancellation_id(data: Mapping[str, Any]) -> UUID | None:
    attempt_id = read_uuid(str(data.get("attempt_id", "")))
    return cancellation_id(attempt_id) if attempt_id else None


def _go_on(request: PortalRequest, session: ExamSession, begun: TypeSwitch) -> HttpResponse:
    """To where the switch goes on. The enrollment is listed again for a session that is not known
    yet; nothing is sent.
    """
    if not begun.is_waiting:
        return redirect(session_url(session))
    new, was_listed = switches.new_session(begun), True
    if new is None:
        was_listed = successors.fetch(session)
        new = switches.new_session(begun)
    if new is not None:
        return redirect(session_url(new, "schedule"))
    context = {
        "session": session,
        "session_url": session_url(session),
        "current_institution": session.institution,
        "switch": switch_words.no_new_session(session, begun, was_listed=was_listed),
    }
    return render(request, "scheduling/booking/switch_waiting.html", context)
