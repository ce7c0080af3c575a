"""The form that looks for a day's codes of the log."""

from __future__ import annotations

from django import forms

from scheduling.forms.fields.day_field import DayField


class DayForm(forms.Form):
    """The day whose codes are looked for."""

    marks_optional = False
    day = DayField("Day")
