"""The filter of the list of payments."""

from __future__ import annotations

from django import forms

from scheduling.booking.payments import OUTCOMES
from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.fields.day_field import DayField


class PaymentFilter(CardFreeForm, forms.Form):
    """By day, on the place's clock, and by what came of it."""

    day = DayField("Day")
    outcome = forms.ChoiceField(
        label="Outcome",
        required=False,
        choices=[("", "Any"), *((name, words) for name, (words, _) in OUTCOMES.items())],
    )
