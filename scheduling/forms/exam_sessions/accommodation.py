"""The form of one session's accommodation: more time, breaks, a room."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms

from scheduling.accommodation_times.accommodation import NO_ACCOMMODATION, Accommodation, say_factor
from scheduling.accommodation_times.accommodation_limits import (
    FACTORS,
    LEAST_FACTOR,
    LONGEST_ROOM,
    MOST_BREAK_MINUTES,
    MOST_FACTOR,
)
from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.form_fault import FormFault

OTHER = "other"
WRITTEN = re.compile(r"([1-9]\d*(?:[.,]\d{1,2})?)\s*[x×]?", re.ASCII | re.IGNORECASE)
LIMITS = f"from {LEAST_FACTOR} to {MOST_FACTOR}"
NOT_READ = f"Enter a number {LIMITS} with at most two decimals, such as 1.75."
WHICH = "Choose “Other” above to use this number, or clear it."


def _choices() -> list[tuple[str, str]]:
    more = [(_typed(one), f"{say_factor(one)} time") for one in FACTORS if one > LEAST_FACTOR]
    return [(_typed(LEAST_FACTOR), "No extra time"), *more, (OTHER, "Other")]


def _typed(factor: Decimal) -> str:
    return f"{factor.normalize():f}"


class AccommodationForm(CardFreeForm, forms.Form):
    """What the learner is given in this session, as a whole: what is cleared is taken away."""

    conditional = frozenset({"other_factor"})

    factor = forms.ChoiceField(
        label="Extra time",
        choices=_choices,
        error_messages={"required": "Choose the extra time, or “No extra time”."},
    )
    other_factor = forms.CharField(
        label="Other factor",
        required=False,
        max_length=40,
        help_text=f"{LIMITS.capitalize()}, such as 1.75. Only with “Other”.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    break_minutes = forms.IntegerField(
        label="Breaks in minutes, in total",
        required=False,
        min_value=0,
        max_value=MOST_BREAK_MINUTES,
        help_text="They are added to the end.",
        error_messages={"invalid": f"Enter whole minutes, from 0 to {MOST_BREAK_MINUTES}."},
    )
    room = forms.CharField(
        label="Special room",
        required=False,
        max_length=LONGEST_ROOM,
        help_text="A few words, such as “quiet room”. Do not enter a diagnosis.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_other_factor(self) -> Decimal | None:
        text = self.cleaned_data["other_factor"]
        if not text:
            return None
        match = WRITTEN.fullmatch(text)
        factor = Decimal(match[1].replace(",", ".")) if match else Decimal(0)
        if not LEAST_FACTOR <= factor <= MOST_FACTOR:
            raise forms.ValidationError(NOT_READ)
        return factor

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not {"factor", "other_factor"} <= cleaned.keys():
            return cleaned
        chosen, other = cleaned["factor"], cleaned["other_factor"]
        if chosen == OTHER and other is None:
            self.add_error("other_factor", NOT_READ)
        elif chosen != OTHER and other not in (None, Decimal(chosen)):
            self.add_error("other_factor", WHICH)
        return cleaned

    @property
    def accommodation(self) -> Accommodation:
        """What a valid form asks for."""
        cleaned = self.cleaned_data
        factor = cleaned["other_factor"] if cleaned["factor"] == OTHER else cleaned["factor"]
        room = " ".join(cleaned["room"].split())
        return Accommodation(Decimal(factor), cleaned["break_minutes"] or 0, room)

    @property
    def faults(self) -> list[FormFault]:
        """The list above the form."""
        return [
            FormFault(f"{self.fields[name].label}: {text}", f"id_{name}")
            for name, texts in self.errors.items()
            for text in texts
        ]


def answers_of(accommodation: Accommodation = NO_ACCOMMODATION) -> dict[str, str]:
    """An accommodation as the form's own answers."""
    is_listed = accommodation.factor in FACTORS
    factor = _typed(accommodation.factor)
    return {
        "factor": factor if is_listed else OTHER,
        "other_factor": "" if is_listed else factor,
        "break_minutes": str(accommodation.break_minutes or ""),
        "room": accommodation.room,
    }
