"""Limits of an accommodation: the form takes and tells those of one place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scheduling.accommodation_times import accommodation
from scheduling.accommodation_times.accommodation_limits import LEAST_FACTOR, MOST_FACTOR
from scheduling.forms.exam_sessions import accommodation as accommodation_form
from scheduling.forms.exam_sessions.accommodation import AccommodationForm


def form_with(factor: str) -> AccommodationForm:
    return AccommodationForm({"factor": "other", "other_factor": factor})


def test_the_largest_factor_is_raised_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not form_with("12.25×").is_valid()
    for module in (accommodation, accommodation_form):
        monkeypatch.setattr(module, "MOST_FACTOR", Decimal(20))
    form = form_with("12.25×")
    assert form.is_valid(), form.errors
    assert form.accommodation.factor == Decimal("12.25")


def test_the_form_tells_what_it_takes() -> None:
    told = f"from {LEAST_FACTOR} to {MOST_FACTOR}"
    form = form_with(str(MOST_FACTOR + 1))
    assert f"Enter a number {told}" in form.errors["other_factor"][0]
    assert form.fields["other_factor"].help_text.lower().startswith(told)
    assert form_with(str(MOST_FACTOR)).is_valid()
