"""The price list of the admin site."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import admin, messages

from scheduling.access.middleware import PortalRequest
from scheduling.admin.audited import OF_ANOTHER, Facts, LoggedAdmin
from scheduling.country_lists import plain_amount
from scheduling.forms.prices import PriceForm
from scheduling.institutions.rules import amount_in_words, other_currency
from scheduling.models import Institution, Price
from scheduling.session_types.registry import type_label
from scheduling.wall_time import CANT_READ


def _plain(amount: Decimal, currency: str) -> str:
    return plain_amount(amount.normalize(), currency)


@admin.register(Price)
class PriceAdmin(LoggedAdmin):
    heading = "Price list"
    note = (
        "What a session costs. The form offers the price next to the amount; only an amount that"
        " somebody enters is charged."
    )
    stays, why_it_stays = ("institution",), OF_ANOTHER
    form = PriceForm
    list_display = ("label", "length", "price", "institution")
    list_filter = ("institution",)
    list_select_related = ("institution",)

    def get_changeform_initial_data(self, request: PortalRequest) -> dict[str, str]:
        """The currency of the only institution that the person may choose."""
        institutions = (
            Institution.objects.all()
            if request.access.administers_all
            else request.access.institutions
        )
        known = {institution.currency for institution in institutions}
        return (
            {"currency": known.pop()} if len(known) == 1 else {}
        ) | super().get_changeform_initial_data(request)

    def save_model(self, request: PortalRequest, obj: Price, form: PriceForm, change: bool) -> None:
        """Also says where the form of its type begins with another currency."""
        super().save_model(request, obj, form, change)
        if said_too := other_currency(obj.institution, obj.session_type):
            messages.warning(request, f"{self.label(obj)}: {said_too}")

    def name_of(self, obj: Price) -> str:
        return self.deleted_title_of(obj)

    def facts_of(self, form: PriceForm, *, is_new: bool) -> Facts:
        """With amounts in as many decimals as their currency has."""
        facts = super().facts_of(form, is_new=is_new)
        if "amount" in facts:
            facts["amount"]["after"] = _plain(form.instance.amount, form.instance.currency)
        return {name: one for name, one in facts.items() if one["before"] != one["after"]}

    def lost_with(self, obj: Price) -> Facts:
        lost = super().lost_with(obj)
        lost["amount"]["before"] = _plain(obj.amount, obj.currency)
        return lost

    def title_of(self, price: Price) -> str:
        return f"{self.label(price)}, {self.length(price)}: {self.price(price)}"

    def deleted_title_of(self, price: Price) -> str:
        here = Institution.objects.filter(pk=price.institution_id).first()
        return f"{self.title_of(price)} at {here or CANT_READ}"

    @admin.display(description="Session type", ordering="session_type")
    def label(self, price: Price) -> str:
        return type_label(price.session_type)

    @admin.display(description="Length", ordering="up_to_minutes")
    def length(self, price: Price) -> str:
        if not price.is_readable:
            return CANT_READ
        return f"up to {price.up_to_minutes} min" if price.up_to_minutes else "any length"

    @admin.display(description="Price", ordering="amount")
    def price(self, price: Price) -> str:
        return amount_in_words(price) if price.is_readable else CANT_READ
