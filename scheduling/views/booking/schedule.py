"""The booking form: show it, change its type, preview it, send it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.audit import denials
from scheduling.booking import queries, submit
from scheduling.exam_sessions.refresh import look
from scheduling.forms.schedule import FormOptions, ScheduleForm, requested_type, schedule_form
from scheduling.institutions import availability, catalogue, rules
from scheduling.models import ExamSession, Institution
from scheduling.session_types import registry
from scheduling.views.booking import duplicate_override
from scheduling.views.booking.duplicate_override import OverrideForm
from scheduling.views.booking.pending import in_the_way, sending_context
from scheduling.views.booking.submit import Sending, is_part
from scheduling.views.exam_sessions.session_rows import type_label
from scheduling.views.kept_answers import answers_sent, filled_by, take_answers
from scheduling.views.notice import Stop
from scheduling.views.page_context import actor
from scheduling.views.url_lookup import booker_at, url_of

Row = TypeVar("Row")
NO_TYPE = Stop(
    "Nothing was sent: choose how the exam is proctored.", "Check the type below, then book."
)
UNKNOWN_TYPE = Stop(
    "Nothing was sent: this way of proctoring is not known here.", "Choose one below, then book."
)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def schedule(
    request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """GET shows the form of a type; POST changes the type, or books."""
    session = booker_at(
        request, install_sid, exam_sid, session_sid, is_sent=request.method == "POST"
    )
    if request.method == "GET":
        return _show(request, session)
    options = _options(session)
    wanted = requested_type(request.POST, request.GET)
    if stop := _no_such_type(wanted, options):
        _note_if_off(request, session, options, wanted)
        return _page(
            request, session, _form(request, options, switching=True), stop=stop, status=422
        )
    takes_price = "take_price" in request.POST
    only_shows = takes_price or "change_type" in request.POST
    form = _form(request, options, switching=only_shows, take_price=takes_price)
    if only_shows:
        override = duplicate_override.kept(request, session, request.POST)
        return _page(request, session, form, stop=_in_the_way(request, session), override=override)
    answers_sent(request)
    override = duplicate_override.asked(request, session)
    page = partial(_page, request, session, form, override=override)
    if not form.is_valid() or (override and not override.is_valid()):
        return page(status=422)
    book = (
        partial(submit.schedule, override_reason=override.reason) if override else submit.schedule
    )
    return Sending(request, session, form, page).send(book)


@sensitive_post_parameters()
@require_POST
def preview(
    request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """The summary beside the form, from the answers so far."""
    session = booker_at(request, install_sid, exam_sid, session_sid)
    form = _form(request, _options(session), switching=True, also_off=True)
    form.not_told = frozenset({"card_token"})
    form.told_of = form.not_told if request.POST.get("has_card_token") == "yes" else frozenset()
    context = _context(request, session, form) | {"as_fragment": True}
    return render(request, "scheduling/booking/schedule_summary.html", context)


def _show(request: HttpRequest, session: ExamSession) -> HttpResponse:
    kept, options = take_answers(request), _options(session)
    wire_name = _type(kept or {}, request, options)
    stop = _not_offered(requested_type(kept or {}, request.GET), options) or _in_the_way(
        request, session
    )
    if kept is not None:
        form = schedule_form(wire_name, data=kept, options=options, switching=True)
        override = duplicate_override.kept(request, session, kept)
        return _page(request, session, form, answers_kept=True, stop=stop, override=override)
    return _page(request, session, schedule_form(wire_name, options=options), stop=stop)


def _no_such_type(wanted: str, options: FormOptions) -> Stop | None:
    """Why the form that was sent can't be of this type."""
    if wanted not in registry.SESSION_TYPES:
        return UNKNOWN_TYPE if wanted else NO_TYPE
    return _not_offered(wanted, options, "Nothing was sent: ")


def _note_if_off(
    request: HttpRequest, session: ExamSession, options: FormOptions, wanted: str
) -> None:
    if wanted in options.rules.off and "change_type" not in request.POST:
        why = f"“{type_label(wanted)}” is switched off at {session.institution.name}"
        denials.note(
            actor=actor(request, session.institution),
            address=session.address,
            why=why,
            kind="held_back",
        )


def _not_offered(wanted: str, options: FormOptions, first: str = "") -> Stop | None:
    """That the institution has switched the type off."""
    if wanted not in options.rules.off or wanted not in registry.SESSION_TYPES:
        return None
    label = registry.get(wanted).label
    title = f"{first}“{label}” is not offered at your institution."
    return Stop(title, "Choose another way below. An administrator can offer it again.")


def _in_the_way(request: HttpRequest, session: ExamSession) -> Stop | None:
    return in_the_way(session, ScheduleForm.name) or _no_need(request, session)


def _no_need(request: HttpRequest, session: ExamSession) -> Stop | None:
    """What to know before filling in the form of a session that needs no proctor;
    it is looked at once more.
    """
    if not session.status or session.needs_proctor or look(session).session.needs_proctor:
        return None
    title = f"The provider shows this session as “{session.status}”. Booking it will be refused."
    text = "Open it to move or cancel what is booked, or to find the learner’s new session."
    override = (
        duplicate_override.offered(request, session) if queries.is_booked_here(session) else None
    )
    return Stop(title, text, url_of(session), override)


def _form(
    request: HttpRequest,
    options: FormOptions,
    *,
    switching: bool = False,
    take_price: bool = False,
    also_off: bool = False,
) -> ScheduleForm:
    wire_name = _type(request.POST, request, options, also_off=also_off)
    return schedule_form(
        wire_name, data=request.POST, options=options, switching=switching, take_price=take_price
    )


def _type(data: Any, request: HttpRequest, options: FormOptions, *, also_off: bool = False) -> str:
    """The type to show: the one that is named, if it is offered.

    An address that names an unknown one is wrong.
    """
    wire_name = requested_type(data, request.GET)
    off = frozenset() if also_off else options.rules.off
    if wire_name in registry.SESSION_TYPES and wire_name not in off:
        return wire_name
    if wire_name in registry.SESSION_TYPES or not wire_name or data or request.method == "POST":
        return registry.first_offered(options.rules.off)
    raise Http404("There is no such session type.")


def _options(session: ExamSession) -> FormOptions:
    institution = session.institution
    return FormOptions(
        time_zone=institution.time_zone,
        currency=institution.currency,
        locations=_lazily(catalogue.locations, institution),
        instructor_entries=_lazily(catalogue.instructor_entries, institution),
        policy_versions=_lazily(catalogue.policy_versions, institution),
        proctor_types=_lazily(catalogue.proctor_types),
        duration_minutes=session.duration_minutes,
        rules=rules.rules_of(institution),
        prices=_lazily(rules.prices_of, institution),
        location_at=partial(availability.location_at, institution, session),
    )


def _lazily(rows: Callable[..., list[Row]], *of: Institution) -> Sequence[Row]:
    """What is asked for once a page shows it; a booking that goes through shows nothing."""
    return cast(Sequence[Row], SimpleLazyObject(lambda: rows(*of)))


def _page(
    request: HttpRequest,
    session: ExamSession,
    form: ScheduleForm,
    *,
    status: int = 200,
    stop: Stop | None = None,
    answers_kept: bool = False,
    override: OverrideForm | None = None,
) -> HttpResponse:
    override = override or (stop.override if stop else None)
    context = _context(request, session, form) | sending_context(session, stop, form.name)
    context |= {
        "stop": stop,
        "answers_kept": answers_kept,
        "override": override,
        "is_part": is_part(request),
    }
    template = (
        "scheduling/booking/schedule_form.html"
        if is_part(request)
        else "scheduling/booking/schedule.html"
    )
    return render(request, template, context, status=status)


def _context(request: HttpRequest, session: ExamSession, form: ScheduleForm) -> dict[str, Any]:
    return {
        "form": form,
        "session": session,
        "types": registry.families(form.options.rules.off),
        "form_url": url_of(session, "schedule"),
        "preview_url": url_of(session, "schedule_preview"),
        "session_url": url_of(session),
        "filled_by": filled_by(request),
        "current_institution": session.institution,
    }
