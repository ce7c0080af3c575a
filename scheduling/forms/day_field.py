"""Date field for a day that is picked from the browser's own calendar, or typed."""

from __future__ import annotations

from typing import Any

from django import forms

from scheduling.forms.field_group import FieldGroup

NO_DATE = "Enter a date like 2026-12-09."


class DayGroup(FieldGroup):
    """Bound field of a day. One that can't be read is shown again as text: a calendar shows a
    blank in its place.
    """

    def as_widget(self, *args: Any, **options: Any) -> str:
        self.field.widget.input_type = "text" if self.errors else "date"
        return super().as_widget(*args, **options)


class DayField(forms.DateField):
    """A day, blank where none is asked for."""

    bound_field_class = DayGroup

    def __init__(self, label: str) -> None:
        # Without a last day a browser takes six digits for the year.
        box = forms.DateInput(attrs={"max": "2100-12-31"})
        super().__init__(
            label=label, required=False, widget=box, error_messages={"invalid": NO_DATE}
        )
