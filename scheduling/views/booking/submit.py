"""From a sound form to what its person is shown:
every way in which sending can end, the same for all forms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.timesince import timesince

from scheduling.booking import admission
from scheduling.booking.outcomes import CONFLICT
from scheduling.booking.submit import Result
from scheduling.exam_sessions.refresh import look
from scheduling.forms.change import CancelForm, MoveForm
from scheduling.forms.schedule import ScheduleForm
from scheduling.models import Attempt, ExamSession
from scheduling.tasks import watch
from scheduling.views import page_context
from scheduling.views.booking.duplicate_override import OverrideForm, offered
from scheduling.views.booking.pending import refused_for
from scheduling.views.notice import Stop
from scheduling.views.url_lookup import url_of
from scheduling.wall_time import say

CommandForm = ScheduleForm | MoveForm | CancelForm
REUSED = (
    "This form was already used for another request. Check the answers, then {again}: it is a new"
    " form now."
)
TOKEN_SPENT = (
    "This card token was already used once. Nothing was sent. Get a new card token, or use a"
    " voucher."
)
CANNOT_RECORD = (
    "{undone}, and nothing was sent: the portal’s own storage is busy or full. Try again in a"
    " moment."
)
UNRECORDED = {
    Attempt.State.ACCEPTED: "The provider said yes, but it is not recorded here yet",
    Attempt.State.UNCONFIRMED: "We do not know yet, and it is not recorded here yet",
}
NOT_DONE_UNRECORDED = "It was not done, and that is not recorded here yet"
CAME_TO_NOTHING = "This form was sent before and came to nothing. Check the answers, then {again}."


class Page(Protocol):
    """The form's page as it stands now, once more."""

    def __call__(self, *, status: int = 200, stop: Stop | None = None) -> HttpResponse: ...


@dataclass(frozen=True, slots=True)
class Sending:
    """One sound form about to be sent, and the page that shows it again."""

    request: HttpRequest
    session: ExamSession
    form: CommandForm
    page: Page

    def send(self, service: Callable[..., Result]) -> HttpResponse:
        """Carry the form's command out and answer as the interfaces say: 302, 409, 422 or 502."""
        actor = page_context.actor(self.request, self.session.institution)
        command = self.form.to_command(actor=actor, address=self.session.address)
        try:
            result = service(command=command, session=self.session)
        except admission.NotOpened as stop:
            return self._not_opened(stop)
        return self._answer(result)

    def _not_opened(self, stop: admission.NotOpened) -> HttpResponse:
        if isinstance(stop, admission.AlreadyAsked) and stop.attempt:
            return self._same_form_again(stop.attempt)
        if isinstance(stop, admission.SessionBusy) and stop.attempt:
            return self.page(
                stop=refused_for(self.session, stop.attempt, self.form.name), status=409
            )
        if isinstance(stop, admission.AlreadyBooked) and stop.attempt:
            override = offered(self.request, self.session)
            return self.page(stop=_already_booked(self.session, stop.attempt, override), status=409)
        if isinstance(stop, admission.FormReused):
            self.form.renew_attempt()
            return self._refused(REUSED)
        if isinstance(stop, admission.CardTokenSpent):
            return self._refused(TOKEN_SPENT)
        return self._refused(CANNOT_RECORD, status=502, card_token_unused=True)

    def _same_form_again(self, earlier: Attempt) -> HttpResponse:
        """The second click on the same form:
        it shows what became of the first, and calls nobody.
        """
        if earlier.is_open or earlier.state == Attempt.State.ACCEPTED:
            return go(self.request, self.session)
        self.form.renew_attempt()
        status = 502 if earlier.state == Attempt.State.UNREACHABLE else 422
        return self._refused(
            earlier.reason or CAME_TO_NOTHING, status=status, card_token_unused=status == 502
        )

    def _answer(self, result: Result) -> HttpResponse:
        if not result.recorded:
            return self._certain_but_unrecorded(result)
        if result.attempt.is_open:
            watch(result.attempt.pk)
        if result.attempt.is_open or result.state == Attempt.State.ACCEPTED:
            return go(self.request, self.session)
        self.form.renew_attempt()
        unreachable = result.state == Attempt.State.UNREACHABLE
        return self._refused(
            result.reason,
            field_errors=result.field_errors,
            status=502 if unreachable else 422,
            card_token_unused=unreachable,
            stop=(
                _as_it_stands(self.session, result.attempt.action)
                if result.cause == CONFLICT
                else None
            ),
        )

    def _refused(
        self,
        message: str,
        *,
        field_errors: dict[str, list[str]] | None = None,
        status: int = 422,
        card_token_unused: bool = False,
        stop: Stop | None = None,
    ) -> HttpResponse:
        said = message.replace("{again}", self.form.again).replace("{undone}", self.form.undone)
        self.form.add_provider_errors(field_errors or {}, said, keep_card_token=card_token_unused)
        return self.page(status=status, stop=stop)

    def _certain_but_unrecorded(self, result: Result) -> HttpResponse:
        context = {
            "session": self.session,
            "result": result,
            "title": UNRECORDED.get(result.state, NOT_DONE_UNRECORDED),
            "session_url": url_of(self.session),
        }
        response = render(self.request, "scheduling/booking/unrecorded.html", context)
        if is_part(self.request):  # a page of its own, not something for the form's place
            response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML show:window:top"
        return response


def go(request: HttpRequest, session: ExamSession) -> HttpResponse:
    """To the session's page, which says what is known."""
    if request.htmx:  # type: ignore[attr-defined]
        response = HttpResponse(status=200)
        response["HX-Redirect"] = url_of(session)
        return response
    return HttpResponseRedirect(url_of(session))


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for the form alone, to put it in the place of the one that is there."""
    return bool(request.htmx and not request.htmx.boosted)  # type: ignore[attr-defined]


def _already_booked(session: ExamSession, earlier: Attempt, override: OverrideForm | None) -> Stop:
    is_recent = timezone.now() - earlier.started_at < timedelta(minutes=2)
    when = "a moment" if is_recent else timesince(earlier.started_at, depth=1).replace("\xa0", " ")
    title = f"The provider says “{session.status}”" if session.is_over else "Already booked"
    text = (
        f"{earlier.actor_name} booked this session {when} ago. Open the session to see how it"
        " stands."
    )
    return Stop(f"{title}. Nothing was sent.", text, url_of(session), override)


def _as_it_stands(session: ExamSession, action: str) -> Stop | None:
    """After a conflict the session is read:
    somebody may have booked or changed it past this portal.
    """
    known = (session.status, session.appointment_at)
    seen = look(session)
    as_before = known == (seen.session.status, seen.session.appointment_at)
    expected = seen.session.needs_proctor if action == Attempt.Action.SCHEDULE else as_before
    if seen.problem or expected or not seen.session.status:
        return None
    start = seen.session.appointment_at
    when = f" for {say(start, str(seen.session.zone)).short}" if start else ""
    text = f"The provider shows it as “{seen.session.status}”{when}. Your request changed nothing."
    return Stop("This session stands differently from what you saw.", text, url_of(session))
