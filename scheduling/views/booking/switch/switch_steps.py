"""The two steps of a switch: the cancellation first, the booking only where that is certain, and
the page that is shown where either goes no further.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from scheduling.access import roles
from scheduling.booking import submit
from scheduling.booking.admission import hindrances, not_opened
from scheduling.booking.admission.booking_request import Override
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.booking.permitted_actions import why_no_switch_now, why_refused
from scheduling.booking.submit import Result
from scheduling.booking.switches import SwitchPlan
from scheduling.drafts.contents import DraftRules, draft_of
from scheduling.exam_sessions import attendance, successors
from scheduling.forms.booking.options import schedule_options
from scheduling.forms.booking.override import SwitchOverrideForm, override_answers
from scheduling.forms.booking.schedule import ScheduleForm, schedule_form
from scheduling.forms.booking.switch.carried_over import carried_into
from scheduling.forms.booking.switch.switch_form import SwitchForm, booking_answers, nothing_new
from scheduling.models import Attempt, ExamSession
from scheduling.session_commands import ScheduleSession
from scheduling.session_types import registry
from scheduling.session_types.registry import SessionType
from scheduling.views.booking import unseen_warnings
from scheduling.views.booking.booking_page import BookingPage
from scheduling.views.booking.change import booking_context, still_booked
from scheduling.views.booking.duplicate_override import restored_override
from scheduling.views.booking.schedule_page import ANSWERED_BY, SchedulePage
from scheduling.views.booking.send_buttons import open_request_notice
from scheduling.views.booking.sending import (
    answer,
    answer_not_opened,
    redirect_to_session,
    send,
    while_locked,
)
from scheduling.views.booking.sending_check import SendingCheck, unread_notice
from scheduling.views.drafts import close, page_draft
from scheduling.views.exam_sessions import attendance_words, payment_summary, switch_words
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import session_url

# Seconds after which the booking no longer follows by itself: a restart of the portal waits for one
# call and ten seconds.
GOES_ON_FOR = 8.0


@dataclass(frozen=True, kw_only=True)
class SwitchPage(BookingPage):
    """The form of the new booking beside the one that stands, and what becomes of that."""

    page_template = "scheduling/booking/switch.html"
    form_template = "scheduling/booking/switch_form.html"
    override_form = SwitchOverrideForm
    name = SwitchForm.name
    form: SwitchForm | None
    why_not: str = ""
    is_first_look: bool = False
    problem: str = ""  # why the session could not be read just now
    is_unknown: bool = False  # to the provider

    @property
    def payable(self) -> ScheduleForm | None:
        return self.form.booking if self.form else None

    def why_not_now(self) -> str:
        return why_no_switch_now(self.session)

    def what_stands(self) -> str:
        return still_booked(self.session)

    def shown_notice(self) -> Notice | None:
        """The notice above the form; a remark only where no open request has to be told of."""
        if self.notice and not self.notice.is_remark:
            return self.notice
        opened = open_request_notice(self.session, self.name, self.request.user.pk)
        return opened or unread_notice(self.session) or self.notice

    def context(self) -> dict[str, Any]:
        context = super().context() | {
            "why_not": self.why_not,
            "is_first_look": self.is_first_look,
            "problem": self.problem,
            "is_unknown": self.is_unknown,
            "draft": None,
        }
        return context | self._form_context(self.form) if self.form else context

    def _form_context(self, form: SwitchForm) -> dict[str, Any]:
        session, booking = self.session, form.booking
        posted = self.request.POST
        answered = frozenset().union(
            *(names for button, names in ANSWERED_BY.items() if button in posted)
        )
        return booking_context(session) | {
            "form": booking,
            "cancellation": form.cancellation,
            "why_and_refund": [
                replace(one, legend=f"Old booking: {one.legend.lower()}")
                for one in form.cancellation.sections
            ],
            "both": form,
            "types": registry.families(booking.options.rules.off),
            "draft": page_draft(self.request, self.draft, also=answered),
            "stood": SessionVersion.of(session).token,
            "visit": attendance.number_of(session),
            "visit_words": attendance_words.marked(session),
            "doubt": why_refused(session),
            "preview_url": f"{session_url(session, 'schedule_preview')}?form={SwitchForm.name}",
            "carried": carried_into(session, booking),
            "nothing_new": nothing_new(session, booking),
            "payment": payment_summary.of(session),
        }


def carry_out(page: SwitchPage, form: SwitchForm, override: Override) -> HttpResponse:
    """The cancellation first; the booking only where that is certain, and in one new session."""
    session, begun = page.session, time.monotonic()
    if locked := while_locked(page, form.cancellation.attempt_id):
        return locked
    known = {one.pk for one in successors.bookable_beside(session)}
    try:
        result = _cancelled(page, form, override)
    except not_opened.NotOpened as stop:
        return answer_not_opened(page, stop)
    if not result.recorded or result.state != Attempt.State.ACCEPTED:
        return answer(page, result)
    new = [one for one in successors.bookable_beside(session) if one.pk not in known]
    is_late = time.monotonic() - begun > GOES_ON_FOR
    if len(new) != 1 or is_late or not _may_still_book(page):
        return redirect_to_session(page.request, session)
    return _booked(page, form.booking.session_type, new[0], override)


def _may_still_book(page: SwitchPage) -> bool:
    """Whether the person may book there even now: the provider had seconds for the cancellation."""
    there = roles.bookers_at(page.session.institution_id)
    return there.filter(pk=page.request.user.pk).exists()


def _cancelled(page: SwitchPage, form: SwitchForm, override: Override) -> Result:
    """Raises `not_opened.NotOpened` where nothing may be sent, of either step."""
    session = page.session
    actor = page.request.actor_at(session.institution)
    booking = form.booking.to_command(actor=actor, address=session.address)
    booking = unseen_warnings.as_seen(page, form.booking, booking)
    cancellation = form.cancellation.to_command(actor=actor, address=session.address)
    if stop := _hindrance(booking, session, override, cancellation.attempt_id):
        raise stop
    plan = _plan(page, form, booking.described)
    shown = SendingCheck.shown(page.request)
    return submit.cancel(command=cancellation, session=session, switch=plan, shown=shown)


def _hindrance(
    booking: ScheduleSession, session: ExamSession, override: Override, sent_as: UUID
) -> not_opened.NotOpened | None:
    """What would hold the booking back. A form that was sent before, also a moment ago, is in its
    own way, and the database's to judge.
    """
    if hindrances.was_sent(sent_as):
        return None
    stop = submit.hindrance(command=booking, session=session, override=override)
    return stop if stop and not hindrances.was_sent(sent_as) else None


def _plan(page: SwitchPage, form: SwitchForm, described: str) -> SwitchPlan:
    """Both bookings in words, and the answers that may be kept."""
    kept = draft_of(
        {name: [text] for name, text in form.booking.answers.values.items()},
        DraftRules(may_be_kept=ScheduleForm.may_be_kept()),
    )
    appointment = form.booking.appointment
    spoken = appointment.spoken if appointment else None
    return SwitchPlan(
        old_words=switch_words.booking_of(page.session),
        new_words=", ".join(part for part in (described, spoken.dated if spoken else "") if part),
        answers=kept.answers,
        left_out=kept.left_out,
    )


def _booked(
    page: SwitchPage, session_type: type[SessionType], new: ExamSession, override: Override
) -> HttpResponse:
    """The second step: the same answers, in the form of the new session."""
    request = page.request
    close(request)  # from here on what was typed belongs to the new session's form
    form = schedule_form(
        session_type, options=schedule_options(new), data=booking_answers(request.POST)
    )
    second = SchedulePage(
        request=request,
        session=new,
        form=form,
        is_elsewhere=True,
        override=restored_override(request, new, override_answers(override)),
    )
    if not form.is_valid():
        return second.response(status=422)
    return send(second, partial(submit.schedule, override=override))
