"""Setting up a campus in one sitting: install, connection, first place, first person.

Each step is an event.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from scheduling.forms.institutions import (
    USUAL_ADDRESS,
    FirstInstallForm,
    FirstPersonForm,
    FirstSiteForm,
)
from scheduling.institutions import onboarding
from scheduling.institutions.installs import change_install, test_connection
from scheduling.models import Install
from scheduling.views.kept_answers import answers_sent, filled_by, take_answers
from scheduling.views.page_context import actor, desk
from scheduling.wall_time import say

IDS = {FirstInstallForm: "install_%s", FirstSiteForm: "site_%s", FirstPersonForm: "person_%s"}
OFFERED = {"name": "Name", "time_zone": "Time zone", "currency": "Currency"}


@sensitive_post_parameters("api_token", "oauth_client_secret")
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """A campus that is not there yet: its install first."""
    _only_for_administrators_of_all(request)
    kept = None
    if request.method == "POST":
        answers_sent(request)
        form = _sent(FirstInstallForm, request)
        if form.is_valid():
            install = Install()
            change_install(install=install, values=form.cleaned_data, actor=actor(request))
            return HttpResponseRedirect(reverse("start_campus", args=(install.sid,)))
    else:
        kept = take_answers(request)
        usual = {"base_url": USUAL_ADDRESS, "currency": "USD"}
        form = _shown(FirstInstallForm, None, initial=usual | (kept.dict() if kept else {}))
    installs = list(Install.objects.order_by("name"))
    context = {"form": form, "is_first": not installs, "installs": installs}
    context |= {"answers_kept": kept is not None, "filled_by": filled_by(request)}
    return render(request, "scheduling/start.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("api_token", "oauth_client_secret", "password", "again")
@require_http_methods(["GET", "POST"])
def campus(request: HttpRequest, install_sid: str) -> HttpResponse:
    """The steps of one campus; a POST carries out the one it names."""
    _only_for_administrators_of_all(request)
    install = Install.objects.filter(sid=install_sid).first()
    if install is None:
        raise Http404("There is no such institution.")
    faulty, kept = None, take_answers(request)
    if request.method == "POST":
        step = request.POST.get("step", "")
        if step not in STEPS:
            raise Http404("There is no such step.")
        if kept and kept.get("step") == step:
            answers_sent(request)
        faulty, kept = STEPS[step](request, install), None
        if faulty is None:
            return HttpResponseRedirect(f"{reverse('start_campus', args=(install.sid,))}#next")
    context = _context(
        request, Install.objects.get(pk=install.pk), faulty, kept.dict() if kept else {}
    )
    return render(request, "scheduling/start_campus.html", context, status=422 if faulty else 200)


def is_wanted(request: HttpRequest) -> bool:
    """Whether there is no install at all, and the person is one who may add the first."""
    here = desk(request)
    return not here.installs and here.administers_all and not Install.objects.exists()


def _only_for_administrators_of_all(request: HttpRequest) -> None:
    if not desk(request).administers_all:
        raise PermissionDenied


def _context(
    request: HttpRequest, install: Install, faulty: BaseForm | None, kept: dict[str, Any]
) -> dict[str, Any]:
    """Forms as they were typed where there is a fault or answers were kept, else empty;
    secrets are never in them.
    """
    done = onboarding.progress(install)
    initial = {kept.get("step"): kept}.get
    return {
        "install": install,
        "current_install": install,
        "done": done,
        "tested_at": say(done.test.at.replace(second=0), install.time_zone) if done.test else None,
        "offers": _offers(done),
        "form": faulty,
        "secret_was_typed": faulty is not None and not isinstance(faulty, FirstSiteForm),
        "kept_step": kept.get("step"),
        "filled_by": filled_by(request),
        "install_form": _shown(
            FirstInstallForm, faulty, instance=install, initial=initial("install")
        ),
        "site_form": _shown(FirstSiteForm, faulty, initial=initial("site")),
        "person_form": _shown(FirstPersonForm, faulty, initial=initial("person")),
    }


def _shown(kind: type[BaseForm], faulty: BaseForm | None, **options: Any) -> BaseForm:
    return faulty if isinstance(faulty, kind) else kind(auto_id=IDS[kind], **options)


def _sent(kind: type[BaseForm], request: HttpRequest, **options: Any) -> Any:
    return kind(request.POST, auto_id=IDS[kind], **options)


def _offers(done: onboarding.Progress) -> list[tuple[str, str, str]]:
    """What the provider says otherwise than the install has it: label, ours, theirs."""
    theirs = done.test.offered if done.test else {}
    return [
        (label, getattr(done.install, name), theirs[name])
        for name, label in OFFERED.items()
        if theirs.get(name, getattr(done.install, name)) != getattr(done.install, name)
    ]


def _change(request: HttpRequest, install: Install) -> BaseForm | None:
    form = _sent(FirstInstallForm, request, instance=Install.objects.get(pk=install.pk))
    if not form.is_valid():
        return form
    change_install(install=install, values=form.cleaned_data, actor=actor(request))
    return None


def _test(request: HttpRequest, install: Install) -> None:
    test_connection(install=install, actor=actor(request))


def _take_over(request: HttpRequest, install: Install) -> None:
    """The provider's own name, zone and currency, as the last test found them."""
    found = onboarding.last_test(install)
    if found and found.offered:
        change_install(install=install, values=dict(found.offered), actor=actor(request))


def _add_site(request: HttpRequest, install: Install) -> BaseForm | None:
    form = _sent(FirstSiteForm, request)
    if not form.is_valid():
        return form
    try:
        onboarding.add_site(install=install, values=form.cleaned_data, actor=actor(request))
    except ValidationError as error:
        form.add_error("pl_sid", error.messages)
        return form
    return None


def _add_person(request: HttpRequest, install: Install) -> BaseForm | None:
    form = _sent(FirstPersonForm, request, by=request.user.get_username())
    if not form.is_valid():
        return form
    account = ("username", "first_name", "last_name", "email", "password")
    values = {name: form.cleaned_data[name] for name in account}
    role = form.cleaned_data["role"]
    onboarding.add_person(install=install, values=values, role=role, actor=actor(request))
    return None


STEPS = {
    "install": _change,
    "test": _test,
    "take_over": _take_over,
    "site": _add_site,
    "person": _add_person,
}
