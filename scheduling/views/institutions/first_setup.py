"""Setting up an institution in one sitting: institution, connection, first place, first person.

Each step is an event.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from scheduling.access import granting_rules
from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import name_of
from scheduling.drafts.contents import Draft
from scheduling.forms.first_setup import FirstInstitutionForm, FirstPersonForm
from scheduling.forms.institutions import USUAL_ADDRESS
from scheduling.forms.locations import FirstLocationForm
from scheduling.institutions import first_setup
from scheduling.institutions.connection_test import test_connection
from scheduling.institutions.queries import (
    has_institutions,
    institution_by_sid,
    institutions_by_name,
    lock_institution,
    reload_institution,
)
from scheduling.institutions.registration import change_institution
from scheduling.models import Institution, Location
from scheduling.spoken_time import say
from scheduling.time_zones.zone_names import words_for
from scheduling.views.drafts import PageDraft, keeps_draft, page_draft, restore

IDS = {
    FirstInstitutionForm: "install_%s",
    FirstLocationForm: "location_%s",
    FirstPersonForm: "person_%s",
}
FORMS = {"install": FirstInstitutionForm, "location": FirstLocationForm, "person": FirstPersonForm}
CLOSED = (
    "This account is closed, so they can’t sign in. To reopen it, tick “May sign in” under Admin →"
    " People."
)
OFFERED = {"name": "Name", "time_zone": "Time zone", "currency": "Currency"}


@sensitive_post_parameters("api_token", "oauth_client_secret")
@require_http_methods(["GET", "POST"])
@keeps_draft(FirstInstitutionForm)
def start(request: PortalRequest) -> HttpResponse:
    """An institution that is not there yet: its institution first."""
    _only_for_administrators_of_all(request)
    draft = None
    if request.method == "POST":
        form = _sent(FirstInstitutionForm, request)
        institution = Institution()
        if form.is_valid() and _is_changed(request, institution, form):
            return HttpResponseRedirect(reverse("start_institution", args=(institution.sid,)))
    else:
        draft = restore(request)
        usual = {"base_url": USUAL_ADDRESS, "currency": "USD"}
        form = _shown(FirstInstitutionForm, None, initial=usual | _answers(draft))
    institutions = institutions_by_name()
    context = {"form": form, "is_first": not institutions, "institutions": institutions}
    context["draft"] = page_draft(request, draft)
    return render(
        request,
        "scheduling/institutions/first_setup_new.html",
        context,
        status=422 if form.errors else 200,
    )


@sensitive_post_parameters("api_token", "oauth_client_secret", "password", "again")
@require_http_methods(["GET", "POST"])
@keeps_draft(FirstInstitutionForm, FirstLocationForm, FirstPersonForm, part="step")
def institution(request: PortalRequest, install_sid: str) -> HttpResponse:
    """The steps of one institution; a POST carries out the one it names."""
    _only_for_administrators_of_all(request)
    institution = institution_by_sid(install_sid)
    if institution is None:
        raise Http404("There is no such institution.")
    faulty = None
    if request.method == "POST":
        step = request.POST.get("step", "")
        if step not in STEPS:
            raise Http404("There is no such step.")
        faulty = STEPS[step](request, institution)
        if faulty is None:
            return HttpResponseRedirect(
                f"{reverse('start_institution', args=(institution.sid,))}#next"
            )
    context = _context(request, reload_institution(institution), faulty)
    return render(
        request, "scheduling/institutions/first_setup.html", context, status=422 if faulty else 200
    )


def is_wanted(request: PortalRequest) -> bool:
    """Whether there is no institution at all, and the person is one who may add the first."""
    here = request.access
    return not here.institutions and here.administers_all and not has_institutions()


def _only_for_administrators_of_all(request: PortalRequest) -> None:
    if not request.access.administers_all:
        raise PermissionDenied


def _context(
    request: PortalRequest, institution: Institution, faulty: BaseForm | None
) -> dict[str, Any]:
    """Forms as they were typed where there is a fault or a draft, else empty;
    secrets are never in them.
    """
    done = first_setup.progress(institution)
    drafts = {step: _drafted(request, step, faulty) for step in FORMS}
    return {
        "institution": institution,
        "current_institution": institution,
        "done": done,
        "steps": _steps(done),
        "tested_at": say(done.test.at.replace(second=0), institution.time_zone)
        if done.test
        else None,
        "zone_words": words_for(institution.time_zone),
        "offers": _offers(done),
        "form": faulty,
        "drafts": drafts,
        "institution_form": _shown(
            FirstInstitutionForm,
            faulty,
            instance=institution,
            initial=_answers(drafts["install"].restored),
        ),
        "location_form": _shown(
            FirstLocationForm, faulty, initial=_answers(drafts["location"].restored)
        ),
        "person_form": _shown(FirstPersonForm, faulty, initial=_answers(drafts["person"].restored)),
    }


def _steps(done: first_setup.Progress) -> dict[str, str]:
    """How each step after the first stands: done, now or later."""
    steps = {
        "connection": done.connected,
        "location": bool(done.locations),
        "person": bool(done.people),
        "go": False,
    }
    return {
        name: "done" if is_done else "now" if name == done.next_step else "later"
        for name, is_done in steps.items()
    }


def _drafted(request: PortalRequest, step: str, faulty: BaseForm | None) -> PageDraft:
    """What the page says of the draft of one of its forms; one that came back has none restored."""
    draft = None if isinstance(faulty, FORMS[step]) else restore(request, part=step)
    return page_draft(request, draft, part=step)


def _answers(draft: Draft | None) -> dict[str, str]:
    return dict(draft.answers) if draft else {}


def _shown(kind: type[BaseForm], faulty: BaseForm | None, **options: Any) -> BaseForm:
    return faulty if isinstance(faulty, kind) else kind(auto_id=IDS[kind], **options)


def _sent(kind: type[BaseForm], request: PortalRequest, **options: Any) -> Any:
    return kind(request.POST, auto_id=IDS[kind], **options)


def _offers(done: first_setup.Progress) -> list[tuple[str, str, str]]:
    """What the provider says otherwise than the institution has it: label, ours, theirs."""
    theirs = done.test.offered if done.test else {}
    return [
        (label, _in_words(name, getattr(done.institution, name)), _in_words(name, theirs[name]))
        for name, label in OFFERED.items()
        if theirs.get(name, getattr(done.institution, name)) != getattr(done.institution, name)
    ]


def _in_words(name: str, value: str) -> str:
    return words_for(value) if name == "time_zone" else value


def _change(request: PortalRequest, institution: Institution) -> BaseForm | None:
    with transaction.atomic():
        lock_institution(institution)
        form = _sent(FirstInstitutionForm, request, instance=reload_institution(institution))
        if not form.is_valid() or not _is_changed(request, institution, form):
            return form
    return None


def _is_changed(
    request: PortalRequest, institution: Institution, form: FirstInstitutionForm
) -> bool:
    """Change it as a sound form says; what somebody else did a moment before may speak against it,
    and then the form says so.
    """
    try:
        change_institution(
            institution=institution,
            values=form.cleaned_data,
            actor=request.actor_at(institution),
        )
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


def _test(request: PortalRequest, institution: Institution) -> None:
    test_connection(institution=institution, actor=request.actor_at(institution))


def _take_over(request: PortalRequest, institution: Institution) -> None:
    """The provider's own name, zone and currency, as the last test found them."""
    found = first_setup.last_test(institution)
    if not (found and found.offered):
        return
    who = request.actor_at(institution)
    try:
        change_institution(institution=institution, values=dict(found.offered), actor=who)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))


def _add_location(request: PortalRequest, institution: Institution) -> BaseForm | None:
    form = _sent(FirstLocationForm, request, instance=Location(institution=institution))
    if not form.is_valid():
        return form
    try:
        first_setup.add_location(
            institution=institution, values=form.cleaned_data, actor=request.actor_at(institution)
        )
    except ValidationError as error:
        is_named = "name" in error.message_dict
        form.add_error("name" if is_named else "pl_sid", error.messages)
        return form
    messages.success(request, f"{form.cleaned_data['name']} was added.")
    return None


def _add_person(request: PortalRequest, institution: Institution) -> BaseForm | None:
    form = _sent(FirstPersonForm, request, by=request.user.get_username())
    if not form.is_valid():
        return form
    account = ("username", "first_name", "last_name", "email", "password")
    values = {name: form.cleaned_data[name] for name in account}
    role = form.cleaned_data["role"]
    actor = request.actor_at(institution)
    try:
        who = first_setup.add_person(institution=institution, values=values, role=role, actor=actor)
    except first_setup.InstitutionNameTaken:  # by now the form itself says which, and why
        return _sent(FirstPersonForm, request, by=request.user.get_username())
    except granting_rules.ChangeRefused as refused:
        raise PermissionDenied(str(refused)) from refused
    messages.success(request, f"{name_of(who)} was added as {role}.")
    if not who.is_active:
        messages.warning(request, CLOSED)
    return None


STEPS = {
    "install": _change,
    "test": _test,
    "take_over": _take_over,
    "location": _add_location,
    "person": _add_person,
}
