"""Fields of what a page sends back as it showed it: a day, and a moment. What no page shows, such
as a year in which nobody lives, is told as a form of which a part is missing.
"""

from __future__ import annotations

from datetime import date, datetime

from django import forms

from scheduling.wall_time import YEARS, moment_in

NOT_SHOWN = "No page shows this."


class ShownDay(forms.Field):
    """A day as addresses have it, YYYY-MM-DD."""

    def to_python(self, value: object) -> date | None:
        if value in self.empty_values:
            return None
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            raise forms.ValidationError(NOT_SHOWN) from None
        if day.year not in YEARS:
            raise forms.ValidationError(NOT_SHOWN)
        return day


class ShownMoment(forms.Field):
    """A moment as `isoformat` writes it, with its offset."""

    def to_python(self, value: object) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return moment_in(str(value))
        except ValueError:
            raise forms.ValidationError(NOT_SHOWN) from None
