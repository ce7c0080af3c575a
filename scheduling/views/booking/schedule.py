"""The booking form: show it, change its type, preview it, send it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.access.middleware import PortalRequest
from scheduling.audit import denials
from scheduling.audit.kinds import Kind
from scheduling.booking import queries, submit
from scheduling.booking.permitted_actions import why_no_booking
from scheduling.drafts.contents import Draft
from scheduling.exam_sessions.refresh import look
from scheduling.forms.answers import TOKEN_GONE
from scheduling.forms.schedule import (
    TOKEN,
    FormOptions,
    ScheduleForm,
    requested_type,
    schedule_form,
)
from scheduling.institutions import availability, catalogue, rules
from scheduling.models import ExamSession, Institution
from scheduling.session_types import registry
from scheduling.views.booking import duplicate_override
from scheduling.views.booking.duplicate_override import OverrideForm
from scheduling.views.booking.pending import in_the_way, sending_context
from scheduling.views.booking.submit import Sending, is_part
from scheduling.views.drafts import keeps_draft, page_draft, restore
from scheduling.views.exam_sessions.session_rows import type_label
from scheduling.views.notice import Stop
from scheduling.views.url_lookup import booker_at, url_of

Row = TypeVar("Row")
NO_TYPE = Stop(
    "Nothing was sent: choose how the exam is proctored.", "Check the type below, then book."
)
OPEN_IT = "Open it to move or cancel what is booked, or to find the learner’s new session."
UNKNOWN_TYPE = Stop(
    "Nothing was sent: this way of proctoring is not known here.", "Choose one below, then book."
)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@keeps_draft(ScheduleForm, OverrideForm)
def schedule(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
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
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """The summary beside the form, from the answers so far."""
    session = booker_at(request, install_sid, exam_sid, session_sid)
    form = _form(request, _options(session), switching=True, also_off=True)
    form.not_told = frozenset({"card_token"})
    form.told_of = form.not_told if request.POST.get("has_card_token") == "yes" else frozenset()
    context = _context(request, session, form) | {"as_fragment": True}
    return render(request, "scheduling/partials/summary.html", context)


def _show(request: PortalRequest, session: ExamSession) -> HttpResponse:
    draft, options = restore(request), _options(session)
    answers = _own_type(request, draft) if draft else {}
    wire_name = _type(answers, request, options)
    stop = _not_offered(requested_type(answers, request.GET), options) or _in_the_way(
        request, session
    )
    if draft is None:
        return _page(request, session, schedule_form(wire_name, options=options), stop=stop)
    gone = {TOKEN_GONE: "yes"} if TOKEN in draft.left_out else {}
    form = schedule_form(wire_name, data={**draft.answers, **gone}, options=options, switching=True)
    form.left_out = draft.left_out
    override = duplicate_override.kept(request, session, draft.answers)
    return _page(request, session, form, draft=draft, stop=stop, override=override)


def _own_type(request: PortalRequest, draft: Draft) -> Mapping[str, str]:
    """The draft's answers, or none of them where the address names a type and the person has
    chosen no other.
    """
    return draft.answers if "session_type" in draft.names or "type" not in request.GET else {}


def _no_such_type(wanted: str, options: FormOptions) -> Stop | None:
    """Why the form that was sent can't be of this type."""
    if wanted not in registry.SESSION_TYPES:
        return UNKNOWN_TYPE if wanted else NO_TYPE
    return _not_offered(wanted, options, "Nothing was sent: ")


def _note_if_off(
    request: PortalRequest, session: ExamSession, options: FormOptions, wanted: str
) -> None:
    if wanted in options.rules.off and "change_type" not in request.POST:
        why = f"“{type_label(wanted)}” is switched off at {session.institution.name}"
        denials.note(
            actor=request.actor_at(session.institution),
            address=session.address,
            why=why,
            kind=Kind.HELD_BACK,
        )


def _not_offered(wanted: str, options: FormOptions, first: str = "") -> Stop | None:
    """That the institution has switched the type off."""
    if wanted not in options.rules.off or wanted not in registry.SESSION_TYPES:
        return None
    label = registry.get(wanted).label
    title = f"{first}“{label}” is not offered at your institution."
    return Stop(title, "Choose another way below. An administrator can offer it again.")


def _in_the_way(request: PortalRequest, session: ExamSession) -> Stop | None:
    return in_the_way(session, ScheduleForm.name) or _no_need(request, session)


def _no_need(request: PortalRequest, session: ExamSession) -> Stop | None:
    """What to know before filling in the form of a session that is not shown to need a proctor;
    it is looked at once more.
    """
    if not why_no_booking(session) or not (why := why_no_booking(look(session).session)):
        return None
    override = (
        duplicate_override.offered(request, session) if queries.is_booked_here(session) else None
    )
    return Stop(why, OPEN_IT, url_of(session), override)


def _form(
    request: PortalRequest,
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


def _type(
    data: Any, request: PortalRequest, options: FormOptions, *, also_off: bool = False
) -> str:
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
    request: PortalRequest,
    session: ExamSession,
    form: ScheduleForm,
    *,
    status: int = 200,
    stop: Stop | None = None,
    draft: Draft | None = None,
    override: OverrideForm | None = None,
) -> HttpResponse:
    override = override or (stop.override if stop else None)
    context = _context(request, session, form) | sending_context(session, stop, form.name)
    context |= {
        "stop": stop,
        "draft": page_draft(request, draft, also=_answered(request)),
        "override": override,
        "is_part": is_part(request),
    }
    template = (
        "scheduling/partials/schedule_form.html" if is_part(request) else "scheduling/schedule.html"
    )
    return render(request, template, context, status=status)


def _answered(request: PortalRequest) -> frozenset[str]:
    """What a button of the form has answered: the type, or the list's price."""
    by_button = {"change_type": ("session_type",), "take_price": ("amount", "currency")}
    return frozenset(
        name for key, names in by_button.items() if key in request.POST for name in names
    )


def _context(request: PortalRequest, session: ExamSession, form: ScheduleForm) -> dict[str, Any]:
    return {
        "form": form,
        "session": session,
        "types": registry.families(form.options.rules.off),
        "form_url": url_of(session, "schedule"),
        "preview_url": url_of(session, "schedule_preview"),
        "session_url": url_of(session),
        "current_institution": session.institution,
    }
