"""Page of a form that books, moves or cancels: a value that is built once, and shown as often as
the form comes back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import render

from scheduling.access.middleware import PortalRequest
from scheduling.drafts.contents import Draft
from scheduling.exam_sessions.other_bookings import OtherBooking
from scheduling.forms.booking.cancel import CancelForm
from scheduling.forms.booking.move import MoveForm
from scheduling.forms.booking.override import OverrideForm
from scheduling.forms.booking.payment.payable_form import PayableForm
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.forms.booking.switch.switch_form import SwitchForm
from scheduling.models import Attempt, ExamSession
from scheduling.views.booking import card_check
from scheduling.views.booking.duplicate_override import offered_override
from scheduling.views.booking.send_buttons import send_button_context
from scheduling.views.exam_sessions import other_sessions
from scheduling.views.exam_sessions.lists.came_from import CameFrom
from scheduling.views.exam_sessions.session_parts import list_navigation, no_show_set
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import session_url

CommandForm = ScheduleForm | MoveForm | CancelForm | SwitchForm


@dataclass(frozen=True, kw_only=True)
class BookingPage:
    """One form about an exam session, and what stands around it.

    `form` is None where none can be made; `draft` is what was restored into it. `is_elsewhere`
    where the form is another session's than the one that was sent: the whole page takes its place.
    """

    page_template: ClassVar[str]
    form_template: ClassVar[str]  # of the form alone
    override_form: ClassVar[type[OverrideForm]] = OverrideForm
    request: PortalRequest
    session: ExamSession
    form: CommandForm | None
    notice: Notice | None = None
    override: OverrideForm | None = None
    draft: Draft | None = None
    is_elsewhere: bool = False

    @property
    def payable(self) -> PayableForm | None:
        """The form on it that may carry a payment."""
        return None

    @property
    def name(self) -> str:
        """The form's name: that of its address."""
        raise NotImplementedError

    def why_not_now(self) -> str:
        """Why what the form asks for can't be done as the session stands; "" where it may be."""
        return ""

    def what_stands(self) -> str:
        """What is booked as before where what was asked for was not done; "" where nothing is."""
        return ""

    def shown_notice(self) -> Notice | None:
        """The notice above the form."""
        return self.notice

    def context(self) -> dict[str, Any]:
        """What the templates show."""
        notice, form_url = self.shown_notice(), session_url(self.session, self.name)
        return send_button_context(self.session, notice, self.name) | {
            "form": self.form,
            "session": self.session,
            "notice": notice,
            "override": self.override,
            "form_url": form_url,
            # A page that answers a form is never to be reloaded: that would send it once more.
            "again_url": form_url if self.request.method == "POST" else "",
            "session_url": session_url(self.session),
            "current_institution": self.session.institution,
            "may_override": self.request.access.may_override(self.session.institution),
        }

    def with_override(self, in_the_way: Attempt | OtherBooking) -> OverrideForm | None:
        """The override that was sent, or else an empty one for who may, of what it tells now."""
        offered = offered_override(self.request, self.session, self.override_form)
        form = self.override or offered
        return form.naming_also(in_the_way) if form else None

    def response(self, *, status: int = 200) -> HttpResponse:
        """The whole page, or the form alone where htmx asks for that."""
        is_part = wants_form_alone(self.request) and not self.is_elsewhere
        template = self.form_template if is_part else self.page_template
        if self.payable:
            card_check.make_ready(self.request, self.payable, self.session.institution)
        around = {
            "others": self._others,
            "came_from": self._came_from,
            "no_show_set": self._no_show_set,
        }
        context = self.context() | {"is_part": is_part} | around
        response = render(self.request, template, context, status=status)
        if self.payable and self.payable.card and self.payable.card.fields:
            response._csp_update = self.payable.card.fields.policy  # type: ignore[attr-defined]
        list_navigation.keep_of_form(self.request, response)
        if self.is_elsewhere and wants_form_alone(self.request):
            take_the_page(response)
            response["HX-Push-Url"] = context["form_url"]
        return response

    def _others(self) -> other_sessions.OtherSessionsSection:
        """Called by the template of a whole page alone."""
        return other_sessions.of(self.request, self.session)

    def _came_from(self) -> CameFrom | None:
        """The same."""
        return list_navigation.of_form(self.request, self.session)

    def _no_show_set(self) -> CameFrom | None:
        """The same."""
        return no_show_set.back_from(self.request, self.session)

    def changed(self, **changes: Any) -> BookingPage:
        """The same page with other fields."""
        return replace(self, **changes)


def wants_form_alone(request: PortalRequest) -> bool:
    """Whether htmx asks for the form alone, to put it in the place of the one that is there."""
    return bool(request.htmx and not request.htmx.boosted)


def take_the_page(response: HttpResponse) -> None:
    """Tell htmx that this is a page of its own, not something for the form's place."""
    response["HX-Retarget"] = response["HX-Reselect"] = "#main"
    response["HX-Reswap"] = "outerHTML show:window:top"
