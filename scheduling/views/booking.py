"""The booking form: show it, change its type, preview it, send it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from scheduling import session_types
from scheduling.forms import FormOptions, ScheduleForm, requested_type, schedule_form
from scheduling.models import Attempt, ExamSession
from scheduling.services import attempts, bookings, catalogue, standing
from scheduling.services.bookings import Result
from scheduling.tasks import watch
from scheduling.views import frame
from scheduling.views.addressed import booker_at, url_of
from scheduling.views.rows import state_of
from scheduling.views.signing_in import filled_by, take_answers

REUSED = "This form was already used for another request. Check the answers, then book again: it is a new form now."
TOKEN_SPENT = "This card token was already used once. Nothing was sent. Get a new card token, or use a voucher."
CANNOT_RECORD = "Not booked, and nothing was sent: the portal’s own storage is busy or full. Try again in a moment."


@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str) -> HttpResponse:
    """GET shows the form of a type; POST changes the type, or books."""
    session = booker_at(request, install_sid, exam_sid, session_sid)
    if request.method == "GET":
        return _show(request, session)
    form = _form(request, session, switching="change_type" in request.POST)
    if "change_type" in request.POST:
        return _page(request, session, form)
    if not form.is_valid():
        return _page(request, session, form, status=422)
    if stop := _held(session, form):
        return _page(request, session, form, stop=stop, status=409)
    return _book(request, session, form)


@require_POST
def preview(request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str) -> HttpResponse:
    """The summary beside the form, from the answers so far."""
    session = booker_at(request, install_sid, exam_sid, session_sid)
    form = _form(request, session, switching=True)
    context = _context(request, session, form) | {"as_fragment": True}
    return render(request, "scheduling/partials/summary.html", context)


@dataclass(frozen=True, slots=True)
class Stop:
    """Why nothing was sent, and the page that tells more."""

    title: str
    text: str
    url: str = ""


def _show(request: HttpRequest, session: ExamSession) -> HttpResponse:
    kept = take_answers(request)
    if kept is not None:
        form = schedule_form(_type(kept, request), data=kept, options=_options(session), switching=True)
        return _page(request, session, form, answers_kept=True)
    wire_name = _type({}, request)
    return _page(request, session, schedule_form(wire_name, options=_options(session)))


def _form(request: HttpRequest, session: ExamSession, *, switching: bool = False) -> ScheduleForm:
    wire_name = _type(request.POST, request)
    return schedule_form(wire_name, data=request.POST, options=_options(session), switching=switching)


def _type(data: Any, request: HttpRequest) -> str:
    wire_name = requested_type(data, request.GET) or session_types.DEFAULT_TYPE
    if wire_name not in session_types.SESSION_TYPES:
        raise Http404("There is no such session type.")
    return wire_name


def _options(session: ExamSession) -> FormOptions:
    install = session.install
    return FormOptions(
        time_zone=install.time_zone,
        currency=install.currency,
        locations=catalogue.locations(install),
        instructor_entries=catalogue.instructor_entries(install),
        policy_versions=catalogue.policy_versions(install),
        proctor_types=catalogue.proctor_types(),
        duration_minutes=session.duration_minutes,
    )


def _held(session: ExamSession, form: ScheduleForm) -> Stop | None:
    """Whether the session is known to be booked already, by someone else's form than this one."""
    earlier = standing.booked_by(session, except_attempt=form.attempt_id)
    if earlier is None:
        return None
    who = f"{earlier.actor_name} booked this session a moment ago" if earlier else ""
    return Stop("Already booked. Nothing was sent.", f"{who}. Open the session to see how it stands.", url_of(session))


def _book(request: HttpRequest, session: ExamSession, form: ScheduleForm) -> HttpResponse:
    command = form.to_command(actor=frame.actor(request, session.install), address=session.address)
    try:
        result = bookings.schedule(command=command, session=session)
    except attempts.NotOpened as stop:
        return _not_opened(request, session, form, stop)
    return _answer(request, session, form, result)


def _not_opened(
    request: HttpRequest, session: ExamSession, form: ScheduleForm, stop: attempts.NotOpened
) -> HttpResponse:
    if isinstance(stop, attempts.AlreadyAsked) and stop.attempt:
        return _same_form_again(request, session, form, stop.attempt)
    if isinstance(stop, attempts.SessionBusy) and stop.attempt:
        return _page(request, session, form, stop=_busy(session, stop.attempt), status=409)
    if isinstance(stop, attempts.FormReused):
        form.renew_attempt()
        return _refused(request, session, form, REUSED)
    if isinstance(stop, attempts.CardTokenSpent):
        return _refused(request, session, form, TOKEN_SPENT)
    return _refused(request, session, form, CANNOT_RECORD, status=502, card_token_unused=True)


def _same_form_again(request: HttpRequest, session: ExamSession, form: ScheduleForm, earlier: Attempt) -> HttpResponse:
    """The second click on the same form: it shows what became of the first, and calls nobody."""
    if earlier.is_open or earlier.state == Attempt.State.ACCEPTED:
        return _go(request, session)
    form.renew_attempt()
    status = 502 if earlier.state == Attempt.State.UNREACHABLE else 422
    said = earlier.reason or "This form was sent before and came to nothing. Check the answers, then book again."
    return _refused(request, session, form, said, status=status)


def _busy(session: ExamSession, open_attempt: Attempt) -> Stop:
    text = (
        f"{open_attempt.actor_name}’s request {str(open_attempt.attempt_id)[:8]} is still being checked. "
        "Open the session to see what becomes of it."
    )
    return Stop("Nothing was sent: another request on this session is still open.", text, url_of(session))


def _answer(request: HttpRequest, session: ExamSession, form: ScheduleForm, result: Result) -> HttpResponse:
    if not result.recorded:
        return _certain_but_unrecorded(request, session, result)
    if result.attempt.is_open:
        watch(result.attempt.pk)
    if result.attempt.is_open or result.state == Attempt.State.ACCEPTED:
        return _go(request, session)
    form.renew_attempt()
    unreachable = result.state == Attempt.State.UNREACHABLE
    form_errors = result.field_errors
    return _refused(
        request,
        session,
        form,
        result.reason,
        field_errors=form_errors,
        status=502 if unreachable else 422,
        card_token_unused=unreachable,
    )


def _refused(
    request: HttpRequest,
    session: ExamSession,
    form: ScheduleForm,
    message: str,
    *,
    field_errors: dict[str, list[str]] | None = None,
    status: int = 422,
    card_token_unused: bool = False,
) -> HttpResponse:
    token = form.value_of("card_token")
    form.add_provider_errors(field_errors or {}, message)
    if card_token_unused and token:
        form.answers.values["card_token"] = token
    return _page(request, session, form, status=status)


def _certain_but_unrecorded(request: HttpRequest, session: ExamSession, result: Result) -> HttpResponse:
    context = {"session": session, "result": result, "session_url": url_of(session)}
    return render(request, "scheduling/unrecorded.html", context, status=200)


def _go(request: HttpRequest, session: ExamSession) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        response = HttpResponse(status=200)
        response["HX-Redirect"] = url_of(session)
        return response
    return HttpResponseRedirect(url_of(session))


def _page(
    request: HttpRequest,
    session: ExamSession,
    form: ScheduleForm,
    *,
    status: int = 200,
    stop: Stop | None = None,
    answers_kept: bool = False,
) -> HttpResponse:
    context = _context(request, session, form) | {"stop": stop, "answers_kept": answers_kept}
    part = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "scheduling/partials/schedule_form.html" if part else "scheduling/schedule.html"
    return render(request, template, context, status=status)


def _context(request: HttpRequest, session: ExamSession, form: ScheduleForm) -> dict[str, Any]:
    return {
        "form": form,
        "session": session,
        "types": session_types.families(),
        "form_url": url_of(session, "schedule"),
        "preview_url": url_of(session, "schedule_preview"),
        "session_url": url_of(session),
        "filled_by": filled_by(request),
        "current_install": session.install,
        "state": state_of(session, checking=False),
    }
