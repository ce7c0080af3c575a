"""The booking form of a type as a page: beside the other types, with its summary and its draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scheduling.forms.booking.appointment.start_choices import TAKE_START, TIME
from scheduling.forms.booking.payment.payable_form import TAKE_ACCOMMODATION, TAKE_PRICE
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.forms.booking.vetting import TAKE_PROCTOR
from scheduling.institutions.past_proctors import ABOUT
from scheduling.session_types import registry
from scheduling.views.booking.booking_page import BookingPage
from scheduling.views.booking.send_buttons import LOOK
from scheduling.views.drafts import page_draft
from scheduling.views.exam_sessions import switch_words
from scheduling.views.url_lookup import session_url

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
