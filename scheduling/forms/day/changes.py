"""The form of a day's changes: up to when they were seen."""

from __future__ import annotations

from django import forms

from scheduling.forms.fields.shown_fields import ShownDay, ShownMoment


class SeenForm(forms.Form):
    """What was seen; every answer comes from the page itself."""

    install = forms.CharField()
    location = forms.CharField(required=False)
    day = ShownDay()
    until = ShownMoment()
