"""The form of the roster: which day of which place is to be printed, and in which order."""

from __future__ import annotations

from django import forms

from scheduling.forms.fields.shown_fields import ShownDay

ORDERS = {"time": "By time", "name": "By name"}


class PrintForm(forms.Form):
    """What is to be printed; every answer comes from the page itself."""

    install = forms.CharField()
    location = forms.CharField()
    day = ShownDay()
    by = forms.ChoiceField(choices=list(ORDERS.items()))
    form_id = forms.UUIDField()
