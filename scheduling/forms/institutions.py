"""The form of an institution, and what forms of its parts have in common with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scheduling.card_payment.publishable_keys import key_fault
from scheduling.country_lists import currency_choices, zone_suggestions
from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.fields import sid_field
from scheduling.forms.meanwhile.changed_meanwhile import AsShownModelForm
from scheduling.institutions import confirmation_text as confirmation
from scheduling.institutions import naming_rules
from scheduling.institutions.naming_rules import check_name
from scheduling.institutions.queries import is_named
from scheduling.institutions.registration import SECRETS
from scheduling.models import Institution
from scheduling.wall_time import find_zone

ENCRYPTED = "Stored encrypted and never shown."
WRITE_ONLY = "Stored encrypted and never shown. Leave blank to keep the one that is set."
SID_STAYS = (
    "The log and everything entered here use this SID, so it can’t be changed. If it is wrong,"
    " take this institution out of use and add one with the right SID."
)
CONFIRMS = (
    "Staff copy it from the page of a booked session. Leave it blank for ours. Placeholders:"
    f" {confirmation.listed()}."
)
CARD_KEY = (
    "For paying by card: begins with pk_live_ or pk_test_. Never enter a secret key (sk_…). Leave"
    " blank for the portal’s own, if it has one."
)
USUAL_ADDRESS = "https://api.smarterproctoring.com"


class ZoneInput(forms.TextInput):
    """A zone's name with suggestions; any IANA name can be typed."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        listed = f"{(attrs or {}).get('id', name)}_zones"
        box = super().render(
            name, value, {**(attrs or {}), "list": listed, "autocomplete": "off"}, renderer
        )
        return format_html('{}<datalist id="{}">{}</datalist>', box, listed, zone_suggestions())


class OnboardingForm(CardFreeForm):
    """A form of the first steps: what has to be filled in says so in the same words."""

    typed_again = ""  # what to say of fields that come back blank with what was wrong in the form

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for box in self.fields.values():
            box.error_messages["required"] = "Fill this in."


class NamedForm(AsShownModelForm):
    """A model form of what people choose by its name, which is a name and nothing else, and of what
    it is known by at SmarterProctoring.
    """

    class Meta:
        field_classes = sid_field.OF_COLUMNS

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if typed != self.initial.get("name") and (fault := naming_rules.fault_of(typed)):
            raise forms.ValidationError(fault)
        return typed


class InstitutionPartForm(OnboardingForm, NamedForm):
    """A model form whose zone may be typed in any case."""

    def clean_time_zone(self) -> str:
        typed: str = self.cleaned_data["time_zone"]
        return find_zone(typed) or typed


class InstitutionForm(InstitutionPartForm):
    """Secrets can be set but not read: an empty box keeps what is there."""

    base_url = forms.URLField(
        label="Address of the API",
        assume_scheme="https",
        max_length=300,
        help_text=f"The one SmarterServices gave you, usually {USUAL_ADDRESS}.",
    )
    time_zone = forms.CharField(
        max_length=64,
        widget=ZoneInput,
        help_text="Such as America/Chicago for Central. Locations may have their own.",
    )
    currency = forms.ChoiceField(
        choices=currency_choices,
        initial="USD",
        help_text="Used for prices unless you choose another.",
    )
    oauth_token_url = forms.URLField(
        label="Token address", assume_scheme="https", max_length=300, required=False
    )
    api_token = forms.CharField(
        label="API token",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=True,
    )
    oauth_client_secret = forms.CharField(
        label="Client secret",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=True,
    )
    stripe_publishable_key = forms.CharField(
        label="Stripe publishable key",
        required=False,
        max_length=255,
        help_text=CARD_KEY,
    )
    confirmation_text = forms.CharField(
        label="Confirmation text",
        required=False,
        max_length=confirmation.LONGEST,
        widget=forms.Textarea(attrs={"rows": 10, "placeholder": confirmation.DEFAULT}),
        help_text=CONFIRMS,
    )

    class Meta(NamedForm.Meta):
        model = Institution
        fields = (
            "name",
            "sid",
            "base_url",
            "time_zone",
            "currency",
            "locale",
            "is_active",
            "auth_style",
            "api_token",
            "oauth_token_url",
            "oauth_client_id",
            "oauth_client_secret",
            "stripe_publishable_key",
            "confirmation_text",
        )
        labels = {"auth_style": "How to sign in", "oauth_client_id": "Client ID"}
        help_texts = {
            "name": "The name your staff use.",
            "sid": "AI and 32 characters; SmarterServices gave it to you with the token.",
            "is_active": "Off: nobody can work there; past events stay readable.",
        }
        error_messages = {
            "sid": {"unique": "This institution was added already: see the list of institutions."}
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in SECRETS:
            self.fields[name].help_text = WRITE_ONLY if getattr(self.instance, name) else ENCRYPTED
        if self.instance.pk and is_named(self.instance):
            self.fields["sid"].disabled, self.fields["sid"].help_text = True, SID_STAYS

    def clean_name(self) -> str:
        """No name that reads like another institution’s: lists and the log tell them by it."""
        typed: str = self.cleaned_data["name"]
        if typed != self.initial.get("name"):
            try:
                check_name(self.instance, typed)
            except ValidationError as error:
                raise forms.ValidationError(error.messages) from error
        return typed

    def clean_api_token(self) -> str:
        return self.cleaned_data["api_token"] or self.instance.api_token

    def clean_oauth_client_secret(self) -> str:
        return self.cleaned_data["oauth_client_secret"] or self.instance.oauth_client_secret

    def clean_stripe_publishable_key(self) -> str:
        """A secret key is refused, and does not come back with the page."""
        typed: str = self.cleaned_data["stripe_publishable_key"]
        if fault := key_fault(typed):
            self.data = self.data.copy()
            self.data[self.add_prefix("stripe_publishable_key")] = ""
            raise forms.ValidationError(fault)
        return typed

    def clean_confirmation_text(self) -> str:
        """With line ends as they are stored, so that saving it again changes nothing."""
        typed = "\n".join(self.cleaned_data["confirmation_text"].splitlines())
        if fault := confirmation.fault_in(typed):
            raise forms.ValidationError(fault)
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._ask_secrets_anew()
        if cleaned.get("auth_style") == Institution.AuthStyle.TOKEN and self._lacks(
            cleaned, "api_token"
        ):
            self.add_error("api_token", "Enter the API token that SmarterServices gave you.")
        if cleaned.get("auth_style") == Institution.AuthStyle.CLIENT_CREDENTIALS:
            for name in ("oauth_token_url", "oauth_client_id", "oauth_client_secret"):
                if self._lacks(cleaned, name):
                    self.add_error(name, "Client credentials need this.")
        return cleaned

    def _lacks(self, cleaned: dict[str, Any], name: str) -> bool:
        """Whether a box is empty and nothing is said about it yet."""
        return not cleaned.get(name) and name not in self.errors

    def _ask_secrets_anew(self) -> None:
        """A secret that is set goes to no other address than the one it was entered for."""
        sent_to = {
            "api_token": ("base_url",),
            "oauth_client_secret": ("base_url", "oauth_token_url"),
        }
        for secret, addresses in sent_to.items():
            is_set = self.instance.pk and getattr(self.instance, secret)
            if (
                is_set
                and not self.typed(secret)
                and not set(addresses).isdisjoint(self.changed_data)
            ):
                self.add_error(
                    secret,
                    "The address has changed: enter this again, or change the address back.",
                )

    @property
    def changed_data(self) -> list[str]:
        """An empty secret box changes nothing, nor does the secret that is set already."""
        kept = {name for name in SECRETS if self.typed(name) in ("", self.initial.get(name))}
        return [name for name in super().changed_data if name not in kept]
