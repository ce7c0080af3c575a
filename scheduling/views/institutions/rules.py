"""Pages of what an institution decides about the session types: all ten at a glance, and the rules
of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from scheduling import country_lists
from scheduling.access.middleware import PortalRequest
from scheduling.drafts.contents import Draft
from scheduling.forms.meanwhile.last_change import last_change
from scheduling.forms.type_rules import RulesForm
from scheduling.institution_type_rules import BookingRules
from scheduling.institutions import catalogue
from scheduling.institutions.queries import institution_by_sid, lock_institution
from scheduling.institutions.rules import (
    NothingOffered,
    change_rules,
    other_currency,
    prices_of,
    rule_row,
    rules_of,
)
from scheduling.models import Institution
from scheduling.price_list import PriceLine
from scheduling.session_types import registry, rule_validation
from scheduling.session_types.registry import SessionType, fields_of
from scheduling.views.drafts import keeps_draft, page_draft, restore

LAST_TYPE = "At least one type must stay on. Turn another one on first."


@dataclass(frozen=True, slots=True)
class Ruled:
    """One type as the institution has it: labels of fields, and words for its prices."""

    kind: type[SessionType]
    is_off: bool
    demanded: list[str]
    defaults: list[str]
    helped: list[str]
    prices: list[str]
    other_currency: str  # a sentence; '' where price list and form have the same

    @property
    def is_as_the_contract_has_it(self) -> bool:
        return not (self.is_off or self.demanded or self.defaults or self.helped)


@require_GET
def choose(request: PortalRequest) -> HttpResponse:
    """Whose rules, where the person administers several institutions: none is opened unasked."""
    if not request.access.is_administrator:
        raise PermissionDenied
    return render(
        request,
        "scheduling/institutions/rules_choose.html",
        {"institutions": _administered_in_use(request)},
    )


@require_GET
def rules(request: PortalRequest, install_sid: str) -> HttpResponse:
    """All types of an institution at a glance: what is off, what is stricter, what it costs."""
    institution = _administered(request, install_sid)
    booking_rules, prices = rules_of(institution), prices_of(institution)
    families = [
        (family.name, [_ruled(institution, kind, booking_rules, prices) for kind in family.types])
        for family in registry.families()
    ]
    context = {"institution": institution, "families": families, "current_institution": institution}
    context["institutions"] = _administered_in_use(request)
    return render(request, "scheduling/institutions/rules.html", context)


@require_http_methods(["GET", "POST"])
@keeps_draft(RulesForm)
def type_rules(request: PortalRequest, install_sid: str, session_type: str) -> HttpResponse:
    """The rules of one type; POST stores them."""
    institution = _administered(request, install_sid)
    try:
        kind = registry.get(session_type)
    except registry.UnknownSessionType:
        raise Http404("There is no such session type.") from None
    draft = None if request.method == "POST" else restore(request)
    if request.method == "POST":
        with transaction.atomic():
            lock_institution(institution)
            form = _form(institution, kind, request.POST)
            is_stored = form.is_valid() and _is_stored(request, institution, form)
        if is_stored:
            return HttpResponseRedirect(reverse("rules", args=(institution.sid,)))
    else:
        form = _form(institution, kind, draft=draft)
    context = {
        "institution": institution,
        "kind": kind,
        "form": form,
        "current_institution": institution,
    }
    context |= {"lists": _lists(form), "draft": page_draft(request, draft)}
    return render(
        request,
        "scheduling/institutions/type_rules.html",
        context,
        status=422 if form.is_bound else 200,
    )


def _form(
    institution: Institution,
    kind: type[SessionType],
    sent: Mapping[str, str] | None = None,
    draft: Draft | None = None,
) -> RulesForm:
    return RulesForm(
        kind,
        rules_of(institution),
        sent,
        draft=draft,
        named=_named(institution, kind),
        changed_by=lambda: last_change(rule_row(institution, kind.wire_name)),
        of_another=partial(catalogue.is_of_another, institution),
    )


def _is_stored(request: PortalRequest, institution: Institution, form: RulesForm) -> bool:
    kind = form.session_type
    try:
        changed = change_rules(
            institution=institution,
            wire_name=kind.wire_name,
            is_offered=form.is_offered,
            fields=form.rules(),
            others=frozenset(registry.SESSION_TYPES) - {kind.wire_name},
            labels=form.labels,
            actor=request.actor_at(institution),
        )
    except NothingOffered:
        form.add_error("stands", LAST_TYPE)
        return False
    said = "saved. In effect now." if changed else "nothing was changed."
    messages.success(request, f"{kind.label}: {said}")
    return True


def _administered_in_use(request: PortalRequest) -> list[Institution]:
    return [one for one in request.access.institutions if request.access.administers(one.pk)]


def _administered(request: PortalRequest, sid: str) -> Institution:
    institution = institution_by_sid(sid)
    if institution is None:
        raise Http404("There is no such institution here.")
    if not request.access.administers(institution.pk):
        raise PermissionDenied
    return institution


def _ruled(
    institution: Institution,
    kind: type[SessionType],
    booking_rules: BookingRules,
    prices: list[PriceLine],
) -> Ruled:
    labels = {name: str(field.label) for name, field in fields_of(kind).items()}
    defaults, helped = (
        rule_validation.defaults(kind, booking_rules),
        rule_validation.help_texts(kind, booking_rules.of(kind.wire_name)),
    )
    known = {
        sid: name
        for names in (_named(institution, kind) if defaults else {}).values()
        for sid, name in names.items()
    }
    lines = sorted((one for one in prices if one.session_type == kind.wire_name), key=_by_length)
    return Ruled(
        kind=kind,
        is_off=kind.wire_name in booking_rules.off,
        demanded=[
            label
            for name, label in labels.items()
            if name in rule_validation.demanded(kind, booking_rules)
        ],
        defaults=[f"{labels[name]} “{known.get(text, text)}”" for name, text in defaults.items()],
        helped=[labels[name] for name in helped],
        prices=[_said(one) for one in lines],
        other_currency=other_currency(institution, kind.wire_name) if lines else "",
    )


def _by_length(price: PriceLine) -> float:
    return price.up_to_minutes or float("inf")


def _said(price: PriceLine) -> str:
    up_to = f" up to {price.up_to_minutes} min" if price.up_to_minutes else ""
    return f"{price.in_words}{up_to}"


def _named(institution: Institution, kind: type[SessionType]) -> dict[str, dict[str, str]]:
    """What the type offers by name: list → SID → name."""
    found = {
        "locations": [one for one in catalogue.locations(institution) if kind.fits(one.kind)],
        "instructor_entries": catalogue.instructor_entries(institution),
        "policy_versions": catalogue.policy_versions(institution),
        "proctor_types": catalogue.proctor_types(),
    }
    return {name: {one.sid: one.label for one in rows} for name, rows in found.items()}


def _lists(form: RulesForm) -> Mapping[str, SafeString]:
    """Suggestions for a default of the type, by the name of their list."""
    return {
        **{
            name: country_lists.suggestions(dict.fromkeys(known.values(), ""))
            for name, known in form.named.items()
        },
        "country": country_lists.suggestions(country_lists.countries()),
        "currency": country_lists.suggestions(country_lists.currencies()),
        "locales": country_lists.locale_suggestions(),
    }
