"""Views of the booking form: show it, change its type, preview it, send it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
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
from scheduling.drafts.contents import Draft
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.forms.booking.answers import FIRST_DAY, FIRST_LOCATION, TOKEN_GONE
from scheduling.forms.booking.answers_in_address import TYPE_BEFORE, place_asked_for
from scheduling.forms.booking.appointment.start_choices import TAKE_START, TIME
from scheduling.forms.booking.earlier_answers import AGAIN, answers_of_earlier_request
from scheduling.forms.booking.options import FormOptions, schedule_options, switch_options
from scheduling.forms.booking.override import OverrideForm
from scheduling.forms.booking.payment.payable_form import CARD_TOKEN, TAKE_ACCOMMODATION, TAKE_PRICE
from scheduling.forms.booking.schedule import ScheduleForm, schedule_form
from scheduling.forms.booking.switch.carried_over import carried_into
from scheduling.forms.booking.switch.switch_form import (
    SwitchForm,
    nothing_new,
    old_booking_form,
    set_beside,
)
from scheduling.forms.booking.vetting import TAKE_PROCTOR
from scheduling.institutions.past_proctors import ABOUT
from scheduling.models import ExamSession
from scheduling.session_types import registry
from scheduling.session_types.registry import SessionType
from scheduling.views.booking import card_check, held_back_notices, unseen_warnings
from scheduling.views.booking.booking_page import BookingPage
from scheduling.views.booking.brought_back import (
    answers_with_type,
    asked_before,
    notice_of_a_cancelled_booking,
    notice_of_a_failed_try,
    notice_of_a_request,
    notice_of_answers,
    restored,
    second_step,
)
from scheduling.views.booking.duplicate_override import (
    offered_override,
    restored_override,
    sent_override,
)
from scheduling.views.booking.send_buttons import LOOK, SUBMITS, open_request_notice
from scheduling.views.booking.sending import send
from scheduling.views.booking.type_choice import TypeChoice, choose_type
from scheduling.views.drafts import keeps_draft, page_draft
from scheduling.views.exam_sessions import attendance_words, switch_words
from scheduling.views.kept_place import kept_location
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import bookable_session_from_url, session_url

# What a button of the form answers: the type, the list's price, the accommodation in the notes,
# a proctor who was booked before, or a free start.
ANSWERED_BY = {
    "change_type": ("session_type",),
    TAKE_PRICE: ("amount", "currency"),
    TAKE_ACCOMMODATION: ("notes",),
    TAKE_START: TIME,
    TAKE_PROCTOR: ABOUT,
    LOOK: (),
}


@dataclass(frozen=True, kw_only=True)
class SchedulePage(BookingPage):
    """The booking form of one type beside the other types, and its summary."""

    page_template = "scheduling/booking/schedule.html"
    form_template = "scheduling/booking/schedule_form.html"
    name = ScheduleForm.name
    form: ScheduleForm
    brought_back: frozenset[str] = frozenset()  # names whose answers are an earlier request's
    may_be_second: bool = True  # step of a switch

    @property
    def payable(self) -> ScheduleForm:
        return self.form

    def context(self) -> dict[str, Any]:
        posted = self.request.POST
        answered = frozenset().union(
            *(names for button, names in ANSWERED_BY.items() if button in posted)
        )
        return super().context() | {
            "types": registry.families(self.form.options.rules.off),
            "preview_url": session_url(self.session, "schedule_preview"),
            "switch_step": self._switch_step() if self.may_be_second else None,
            "draft": page_draft(
                self.request,
                self.draft,
                also=answered | self.brought_back,
                path=session_url(self.session, self.name),
            ),
        }

    def _switch_step(self) -> switch_words.SwitchWords | None:
        form = self.form
        told = dict.fromkeys(form.errors, "told at its field")
        return switch_words.second_step(
            self.session, tells_why=not form.errors, answers=form.answers.values | told
        )


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
        return _read_and_show(request, session)
    options = schedule_options(session)
    choice = choose_type(request.POST, request.GET, options.rules)
    if notice := choice.refusal():
        return _refuse_type(request, session, options, choice, notice)
    if ANSWERED_BY.keys() & request.POST.keys():
        return _show_changed(request, session, options, choice.shown)
    return _book(request, session, options, choice.shown)


def _read_and_show(request: PortalRequest, session: ExamSession) -> HttpResponse:
    """The form as it is opened; one of a session that nobody has read reads it first, for without
    its length nothing tells whether it fits.
    """
    if session.duration_minutes is None and session.refreshed_at is None:
        refresh_session(session)
    return _show(request, session)


def _begin_with_address(
    request: PortalRequest, options: FormOptions, *, is_second: bool, is_draft: bool = False
) -> FormOptions:
    """The options of a form that nothing is sent from yet: it begins with the location and the day
    that its address names, or the kept location, but for a booking that was asked for before, and
    for a draft, which has the location that it began with.
    """
    if is_second or AGAIN in request.GET:
        return options
    asked = request.GET
    return replace(
        options,
        kept_location=asked.get(FIRST_LOCATION) or ("" if is_draft else kept_location(request)),
        first_day=asked.get(FIRST_DAY, ""),
    )


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


def _show(request: PortalRequest, session: ExamSession) -> HttpResponse:
    second = second_step(session)
    draft = restored(request, session, ScheduleForm.name)
    options = _begin_with_address(
        request,
        schedule_options(session),
        is_second=second is not None,
        is_draft=draft is not None,
    )
    tried = asked_before(request, session)
    before = answers_of_earlier_request(tried, options) if tried else None
    told = notice_of_a_request(request, session, tried) if tried else None
    answers = answers_with_type(request, draft)
    if second and not draft and "type" not in request.GET:
        answers = second.answers
    asked = place_asked_for(request.GET, options)
    if asked and not (draft or second or before or "type" in request.GET):
        answers = asked.answers
    choice = choose_type(answers, request.GET, options.rules)
    if choice.is_unknown and not answers:
        raise Http404("There is no such session type.")
    typed = restored_override(request, session, draft.answers) if draft else None
    notice, override = choice.not_offered(), typed
    if notice is None:
        notice, override = _notice_before_booking(request, session, typed)
    return SchedulePage(
        request=request,
        session=session,
        form=_form_with(
            choice.shown, options, [one for one in (second, before, asked, draft) if one]
        ),
        notice=notice
        or notice_of_answers(draft, told, asked, is_next=TYPE_BEFORE in request.GET)
        or notice_of_a_failed_try(session, is_blank=not (draft or second))
        or notice_of_a_cancelled_booking(session, is_blank=not (draft or second or before)),
        override=override,
        draft=draft,
        brought_back=frozenset().union(*(one.names for one in (second, before, asked) if one)),
        may_be_second=second is not None,
    ).response()


def _form_with(
    session_type: type[SessionType], options: FormOptions, drafts: Sequence[Draft]
) -> ScheduleForm:
    """A fresh form, or one with the answers of drafts, of which a later one counts."""
    if not drafts:
        return schedule_form(session_type, options=options)
    left_out = frozenset().union(*(one.left_out for one in drafts))
    data = {TOKEN_GONE: "yes"} if CARD_TOKEN in left_out else {}
    for one in drafts:
        data |= one.answers
    form = schedule_form(session_type, options=options, data=data, unchecked=True)
    form.left_out = left_out
    return form


def _show_changed(
    request: PortalRequest,
    session: ExamSession,
    options: FormOptions,
    session_type: type[SessionType],
) -> HttpResponse:
    """The form as another type, or with what it offers; nothing is checked or sent."""
    is_second = second_step(session) is not None
    options = _begin_with_address(request, options, is_second=is_second)
    form = schedule_form(session_type, options=options, data=request.POST, unchecked=True)
    form.take(request.POST)
    typed = restored_override(request, session, request.POST)
    notice, override = _notice_before_booking(request, session, typed)
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


def _notice_before_booking(
    request: PortalRequest, session: ExamSession, typed: OverrideForm | None
) -> tuple[Notice | None, OverrideForm | None]:
    """What to know before filling in the form: that a request is open on the session, or that it is
    not shown to need a proctor, for which it is looked at once more.

    With it the override that was typed; or an empty one, for those who may send the booking over
    one that was made here.
    """
    if notice := open_request_notice(session, ScheduleForm.name, request.user.pk):
        return notice, typed
    if not why_no_booking(session):
        return None, typed
    refresh_session(session)
    why = why_no_booking(session)
    if not why:
        return None, typed
    override, earlier = typed, attempt_queries.booked_here(session)
    if earlier and (offered := typed or offered_override(request, session)):
        override = offered.naming_also(earlier)
    return Notice(why, held_back_notices.with_its_time(session), session_url(session)), override
