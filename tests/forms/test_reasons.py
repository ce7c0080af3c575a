"""Reasons that the log keeps: one field in every form, with what it takes told in one place."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms as django_forms

from scheduling import forms
from scheduling.forms.fields.reason_field import (
    LONGEST,
    SHORTEST,
    SHORTEST_OF_OVERRIDE,
    ReasonField,
)

# A choice that goes to the provider, and words that staff read on the board.
NO_REASONS_OF_THE_LOG = {"CancelForm", "HoursByDateForm"}


def every_form() -> Iterator[type[django_forms.BaseForm]]:
    for found in pkgutil.walk_packages(forms.__path__, f"{forms.__name__}."):
        for one in vars(importlib.import_module(found.name)).values():
            if isinstance(one, type) and issubclass(one, django_forms.BaseForm):
                yield one


REASONS = {
    f"{form.__name__}.{name}": field
    for form in every_form()
    for name, field in getattr(form, "base_fields", {}).items()
    if name in ("why", "reason", "override_reason") and form.__name__ not in NO_REASONS_OF_THE_LOG
}


def test_every_reason_is_asked_for() -> None:
    assert {
        "EraseForm.why",
        "OverrideForm.override_reason",
        "RescueForm.reason",
        "SettleForm.reason",
        "TakeBackForm.reason",
    } <= REASONS.keys()


@pytest.mark.parametrize("name", REASONS)
def test_a_reason_is_as_short_and_as_long_as_any(name: str) -> None:
    field = REASONS[name]
    assert isinstance(field, ReasonField)
    shortest = SHORTEST_OF_OVERRIDE if "override" in name else SHORTEST
    assert (field.min_length, field.max_length) == (shortest, LONGEST)
