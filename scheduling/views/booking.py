"""The booking form: show it, change its type, preview it, send it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from scheduling import session_types
from scheduling.forms import FormOptions, ScheduleForm, requested_type, schedule_form
from scheduling.models import ExamSession, Install
from scheduling.services import bookings, catalogue
from scheduling.services.look import look
from scheduling.views.addressed import booker_at, url_of
from scheduling.views.rows import state_of
from scheduling.views.sending import Sending, Stop, is_part
from scheduling.views.signing_in import answers_sent, filled_by, take_answers

NO_TYPE = Stop("Nothing was sent: choose how the exam is proctored.", "Check the type below, then book.")
UNKNOWN_TYPE = Stop("Nothing was sent: this way of proctoring is not known here.", "Choose one below, then book.")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str) -> HttpResponse:
    """GET shows the form of a type; POST changes the type, or books."""
    session = booker_at(request, install_sid, exam_sid, session_sid)
    if request.method == "GET":
        return _show(request, session)
    wanted = requested_type(request.POST, request.GET)
    if wanted not in session_types.SESSION_TYPES:
        stop = UNKNOWN_TYPE if wanted else NO_TYPE
        return _page(request, session, _form(request, session, switching=True), stop=stop, status=422)
    form = _form(request, session, switching="change_type" in request.POST)
    if "change_type" in request.POST:
        return _page(request, session, form)
    answers_sent(request)
    page = partial(_page, request, session, form)
    if not form.is_valid():
        return page(status=422)
    return Sending(request, session, form, page).send(bookings.schedule)


@sensitive_post_parameters()
@require_POST
def preview(request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str) -> HttpResponse:
    """The summary beside the form, from the answers so far."""
    session = booker_at(request, install_sid, exam_sid, session_sid)
    form = _form(request, session, switching=True)
    context = _context(request, session, form) | {"as_fragment": True}
    return render(request, "scheduling/partials/summary.html", context)


def _show(request: HttpRequest, session: ExamSession) -> HttpResponse:
    kept = take_answers(request)
    if kept is not None:
        form = schedule_form(_type(kept, request), data=kept, options=_options(session), switching=True)
        return _page(request, session, form, answers_kept=True)
    form = schedule_form(_type({}, request), options=_options(session))
    return _page(request, session, form, stop=_no_need(session))


def _no_need(session: ExamSession) -> Stop | None:
    """What to know before filling in the form of a session that needs no proctor; it is looked at once more."""
    if not session.status or session.needs_proctor or look(session).session.needs_proctor:
        return None
    title = f"The provider shows this session as “{session.status}”. Booking it will be refused."
    return Stop(
        title, "Open it to move or cancel what is booked, or to find the learner’s new session.", url_of(session)
    )


def _form(request: HttpRequest, session: ExamSession, *, switching: bool = False) -> ScheduleForm:
    wire_name = _type(request.POST, request)
    return schedule_form(wire_name, data=request.POST, options=_options(session), switching=switching)


def _type(data: Any, request: HttpRequest) -> str:
    """The type to show. Answers are shown whatever type they name; an address that names an unknown one is wrong."""
    wire_name = requested_type(data, request.GET) or session_types.DEFAULT_TYPE
    if wire_name in session_types.SESSION_TYPES:
        return wire_name
    if data or request.method == "POST":
        return session_types.DEFAULT_TYPE
    raise Http404("There is no such session type.")


def _options(session: ExamSession) -> FormOptions:
    install = session.install
    return FormOptions(
        time_zone=install.time_zone,
        currency=install.currency,
        locations=_lazily(catalogue.locations, install),
        instructor_entries=_lazily(catalogue.instructor_entries, install),
        policy_versions=_lazily(catalogue.policy_versions, install),
        proctor_types=_lazily(catalogue.proctor_types),
        duration_minutes=session.duration_minutes,
    )


def _lazily(names: Callable[..., list[catalogue.Named]], *of: Install) -> Sequence[catalogue.Named]:
    """Names that are asked for once a page shows them; a booking that goes through shows none."""
    return cast(Sequence[catalogue.Named], SimpleLazyObject(lambda: names(*of)))


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
    template = "scheduling/partials/schedule_form.html" if is_part(request) else "scheduling/schedule.html"
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
