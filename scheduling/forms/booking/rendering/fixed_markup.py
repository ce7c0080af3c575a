"""Markup of a template in which no answer of a person stands, rendered once for each set of values.

A form shows the same questions on every page: rendering them anew was a third of its time.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from django.template import Context, Template
from django.template.loader import get_template
from django.utils.safestring import SafeString

SECTION = "forms/section.html"
MOST = 512  # sets of values; the longest, a list of countries, is 12 KB


def fixed_markup(template_name: str, **values: Hashable) -> SafeString:
    """The template with these values and nothing else of a page.

    Never for what a person has typed or what is about a learner: it stays in memory.
    """
    return _rendered(_template(template_name), tuple(values.items()))


def fixed_field(template_name: str, field: Mapping[str, Hashable]) -> SafeString:
    """The template of one field, which reads these names of it."""
    return _rendered_field(_template(template_name), tuple(field.items()))


def fixed_section(*, markup: SafeString, **facts: Hashable) -> SafeString:
    """A `sections.FormSection` with these facts, of which `markup` is all the fields’."""
    return _rendered_section(_template(SECTION), markup, tuple(facts.items()))


def _template(name: str) -> Template:
    """Another one once its file has changed: what was rendered before is not shown again."""
    template: Any = get_template(name)  # a Django template, as every one in the settings
    return template.template  # type: ignore[no-any-return]


@lru_cache(MOST)
def _rendered(template: Template, values: tuple[tuple[str, Any], ...]) -> SafeString:
    return template.render(Context(dict(values)))


@lru_cache(MOST)
def _rendered_field(template: Template, field: tuple[tuple[str, Any], ...]) -> SafeString:
    return template.render(Context({"field": dict(field)}))


@lru_cache(MOST)
def _rendered_section(
    template: Template, markup: SafeString, facts: tuple[tuple[str, Any], ...]
) -> SafeString:
    return template.render(Context({"section": dict(facts) | {"blocks": [{"markup": markup}]}}))
