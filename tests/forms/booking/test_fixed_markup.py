"""What no person has answered is rendered once; what somebody has typed is never kept so."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import autoreload
from django.template.loader import render_to_string

from scheduling.forms.booking.rendering.field_views import TEMPLATE
from scheduling.forms.booking.rendering.fixed_markup import fixed_markup
from scheduling.session_types import registry
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.form_answers import OPTIONS, posted, schedule_form

CHOOSER = "scheduling/booking/type_chooser.html"


def views_of(form: Any) -> dict[str, Any]:
    return {field["name"]: field for section in form.sections for field in section.fields}


@pytest.mark.parametrize("wire_name", SESSION_TYPES)
def test_a_blank_field_is_what_its_template_makes_of_it(wire_name: str) -> None:
    form = schedule_form(wire_name, options=OPTIONS)
    views = views_of(form)
    kept = {name: view["markup"] for name, view in views.items() if view["markup"]}
    assert kept == {name: render_to_string(TEMPLATE, {"field": views[name]}) for name in kept}
    assert len(kept) >= len(views) - len(form.answers.values) - len(form.offers) - 1  # the card


@pytest.mark.parametrize("wire_name", SESSION_TYPES)
def test_what_somebody_answered_is_not_kept(wire_name: str) -> None:
    form = posted(wire_name)
    answered = {name for name in views_of(form) if form.value_of(name)}
    assert answered
    assert {name for name in answered if views_of(form)[name]["markup"]} == set()


def test_a_field_that_is_wrong_or_spoken_of_by_the_institution_is_shown_as_it_is_now() -> None:
    before = views_of(schedule_form("vtc", options=OPTIONS))["notes"]["markup"]
    told = schedule_form("vtc", options=OPTIONS)
    told.help_texts["notes"] = "Say <b>which</b> door."
    assert "Say &lt;b&gt;which&lt;/b&gt; door." in views_of(told)["notes"]["markup"]
    assert views_of(schedule_form("vtc", options=OPTIONS))["notes"]["markup"] == before


def test_the_chooser_is_kept_by_what_is_offered_and_chosen() -> None:
    families, vtc = registry.families(frozenset({"ad-hoc"})), SESSION_TYPES["vtc"]
    whole = fixed_markup(CHOOSER, types=registry.families(), chosen=vtc)
    assert fixed_markup(CHOOSER, types=registry.families(), chosen=vtc) is whole
    assert 'id="type-ad-hoc"' in whole
    fewer = fixed_markup(CHOOSER, types=families, chosen=vtc)
    assert fewer == render_to_string(CHOOSER, {"types": families, "chosen": vtc})
    assert 'id="type-ad-hoc"' not in fewer


def test_templates_that_are_read_anew_are_rendered_anew() -> None:
    vtc = SESSION_TYPES["vtc"]
    before = fixed_markup(CHOOSER, types=registry.families(), chosen=vtc)
    autoreload.reset_loaders()
    assert fixed_markup(CHOOSER, types=registry.families(), chosen=vtc) is not before
