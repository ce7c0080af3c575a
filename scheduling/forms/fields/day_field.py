"""Date field for a day that is picked from the browser's own calendar, or typed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from scheduling.forms.field_group import FieldGroup
from scheduling.typed_times.reading import typed_day
from scheduling.typed_times.unreadable import NoDate, Unreadable
from scheduling.wall_time import YEARS

NO_DATE = "Enter a date like 2026-12-09."
BEFORE_FIRST = "This is before the first day. Choose the same day or a later one."
NO_YEAR = f"Enter a year from {YEARS[0]} to {YEARS[-1]}."


class DayGroup(FieldGroup):
    """Bound field of a day. One that can't be read is shown again as text: a calendar shows a
    blank in its place.
    """

    def as_widget(self, *args: Any, **options: Any) -> str:
        self.field.widget.input_type = "text" if self.errors else "date"
        return super().as_widget(*args, **options)


class TypedDay(forms.DateField):
    """A day as a calendar sends it, or as people type it: in the order of the institution's locale.
    One without a year is the next such day, or, where days are looked back at, the nearest.
    """

    looks_back = False

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        return read(str(value), looks_back=self.looks_back)


class DayField(TypedDay):
    """A day, blank where none is asked for."""

    bound_field_class = DayGroup
    looks_back = True

    def __init__(self, label: str) -> None:
        # Without a last day a browser takes six digits for the year.
        box = forms.DateInput(format="%Y-%m-%d", attrs={"max": "2100-12-31"})
        super().__init__(label=label, required=False, widget=box)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed, or, where it was read, the day as a calendar takes it."""
        try:
            return self.to_python(data)
        except forms.ValidationError:
            return data


def read(text: str, *, looks_back: bool = True) -> date:
    """The day that was typed. Raises ValidationError with what is wrong."""
    with suppress(ValueError):
        return _possible(datetime.strptime(text.strip(), "%Y-%m-%d").date())
    try:
        day, _ = typed_day(text, timezone.now().date(), nearest=looks_back)
    except NoDate:
        raise forms.ValidationError(NO_DATE) from None
    except Unreadable as fault:
        raise forms.ValidationError(str(fault)) from None
    return _possible(day)


def _possible(day: date) -> date:
    if day.year not in YEARS:
        raise forms.ValidationError(NO_YEAR)
    return day
