"""The form of a line of an institution's price list."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from scheduling import country_lists
from scheduling.forms.meanwhile.changed_meanwhile import AsShownModelForm
from scheduling.forms.meanwhile.plain_faults import LEAST
from scheduling.models import Price
from scheduling.proctoring_api.parsing import MOST_MINUTES
from scheduling.session_types import registry
from scheduling.session_types.payment.payment_rule import decimals_fault


def _paid_types() -> list[tuple[str, str]]:
    return [("", "Choose…"), *((one.wire_name, one.label) for one in registry.paid())]


def _currencies() -> list[tuple[str, str]]:
    return [("", "Choose…"), *country_lists.currency_choices()]


class PriceForm(AsShownModelForm):
    """A line of the price list:
    only types that can be paid, and no more decimals than the currency has.
    """

    session_type = forms.ChoiceField(label="Session type", choices=_paid_types)
    currency = forms.ChoiceField(choices=_currencies)
    up_to_minutes = forms.IntegerField(
        label="Up to (minutes)",
        min_value=1,
        max_value=MOST_MINUTES,
        required=False,
        help_text="Leave blank for any length.",
    )

    class Meta:
        model = Price
        fields = ("institution", "session_type", "up_to_minutes", "amount", "currency")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk and self.instance.is_readable:
            text = country_lists.plain_amount(
                self.instance.amount.normalize(), self.instance.currency
            )
            self.initial["amount"] = Decimal(text)

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount < 0:
            raise forms.ValidationError(LEAST.format(limit=0))
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_known = {"amount", "currency"} <= cleaned.keys()
        if is_known and (fault := decimals_fault(cleaned["amount"], cleaned["currency"])):
            self.add_error("amount", fault)
        if self._is_there_already(cleaned):
            self.add_error(
                "up_to_minutes", "The list has a price for this type and length. Change that one."
            )
        return cleaned

    def _is_there_already(self, cleaned: Mapping[str, Any]) -> bool:
        names = ("institution", "session_type", "up_to_minutes")
        if not cleaned.keys() >= set(names):
            return False
        same = Price.objects.filter(
            **{name: cleaned[name] for name in names if cleaned[name] is not None}
        )
        return (
            same.filter(up_to_minutes=cleaned["up_to_minutes"])
            .exclude(pk=self.instance.pk)
            .exists()
        )
