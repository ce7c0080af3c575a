"""The booking form as it is opened: with which answers it begins, and what is said above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404, HttpResponse

from scheduling.access.middleware import PortalRequest
from scheduling.booking import attempt_queries
from scheduling.booking.permitted_actions import why_no_booking
from scheduling.drafts.contents import Draft
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.forms.booking.answers import FIRST_DAY, FIRST_LOCATION, TOKEN_GONE
from scheduling.forms.booking.answers_in_address import TYPE_BEFORE, chosen_in, place_asked_for
from scheduling.forms.booking.earlier_answers import AGAIN, answers_of_earlier_request
from scheduling.forms.booking.options import FormOptions, schedule_options
from scheduling.forms.booking.override import OverrideForm
from scheduling.forms.booking.payment.payable_form import CARD_TOKEN
from scheduling.forms.booking.schedule import ScheduleForm, schedule_form
from scheduling.models import ExamSession
from scheduling.session_types.registry import SessionType
from scheduling.views.booking import held_back_notices
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
)
from scheduling.views.booking.schedule_page import SchedulePage
from scheduling.views.booking.send_buttons import open_request_notice
from scheduling.views.booking.type_choice import choose_type
from scheduling.views.kept_place import kept_location
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import session_url


def read_and_show(request: PortalRequest, session: ExamSession) -> HttpResponse:
    """The form as it is opened; one of a session that nobody has read reads it first, for without
    its length nothing tells whether it fits.
    """
    if session.duration_minutes is None and session.refreshed_at is None:
        refresh_session(session)
    return _show(request, session)


def begin_with_address(
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


def _show(request: PortalRequest, session: ExamSession) -> HttpResponse:
    second = second_step(session)
    draft = restored(request, session, ScheduleForm.name)
    options = begin_with_address(
        request,
        schedule_options(session),
        is_second=second is not None,
        is_draft=draft is not None,
    )
    tried = asked_before(request, session)
    before = answers_of_earlier_request(tried, options) if tried else None
    told = notice_of_a_request(request, session, tried) if tried else None
    answers = answers_with_type(request, draft)
    asked = place_asked_for(request.GET, options)
    begun = [one for one in (second, before, None if second else asked) if one]
    if second and not draft and "type" not in request.GET:
        answers = second.answers
    if asked and not (draft or second or before or "type" in request.GET):
        answers = asked.answers
    choice = choose_type(answers, request.GET, options.rules)
    if choice.is_unknown and not answers:
        raise Http404("There is no such session type.")
    typed = restored_override(request, session, draft.answers) if draft else None
    notice, override = choice.not_offered(), typed
    if notice is None:
        notice, override = notice_before_booking(request, session, typed)
    return SchedulePage(
        request=request,
        session=session,
        form=_form_with(choice.shown, options, [*begun, *([draft] if draft else [])]),
        notice=notice
        or notice_of_answers(
            draft,
            second,
            told,
            chosen_in(request.GET, asked) if draft else asked,
            is_next=TYPE_BEFORE in request.GET,
        )
        or notice_of_a_failed_try(session, is_blank=not (draft or second))
        or notice_of_a_cancelled_booking(session, is_blank=not (draft or second or before)),
        override=override,
        draft=draft,
        brought_back=frozenset().union(*(one.names for one in begun)),
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


def notice_before_booking(
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
