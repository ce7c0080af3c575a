"""The form that takes back a check-in, a check-out or a no-show."""

from __future__ import annotations

from django import forms

from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.fields.reason_field import ReasonField


class TakeBackForm(CardFreeForm, forms.Form):
    """Why the last mark was a mistake."""

    field_classes = {"reason": "field--wide"}

    reason = ReasonField(
        label="What was wrong?",
        help_text="For example “Checked in by mistake”. It is recorded in the log under your name.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        missing="Enter what was wrong in a few words.",
    )
