"""The forms by which an administrator sets up a campus: its install, a site, a person who will work there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scheduling.card_numbers import contains_card_number
from scheduling.code_lists import currencies, zone_suggestions
from scheduling.models import Install, Role, Site
from scheduling.services.installing import SECRETS
from scheduling.wall_time import find_zone

ENCRYPTED = "Stored encrypted and never shown."
WRITE_ONLY = "Stored encrypted and never shown. Leave empty to keep the one that is set."
USUAL_ADDRESS = "https://api.smarterproctoring.com"


class ZoneInput(forms.TextInput):
    """A zone's name with suggestions; any IANA name can be typed."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        listed = f"{(attrs or {}).get('id', name)}_zones"
        box = super().render(name, value, {**(attrs or {}), "list": listed, "autocomplete": "off"}, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', box, listed, zone_suggestions())


def refuse_card_number(text: str) -> None:
    """Raise ValidationError for a text with a card number in it."""
    if contains_card_number(str(text)):
        raise ValidationError("This looks like a card number: none may be entered here.")


class Dressed(forms.BaseForm):
    """A form whose boxes look like those of every other form here, and whose texts hold no card number."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for box in self.fields.values():
            box.error_messages["required"] = "Fill this in."
            if isinstance(box, forms.CharField):
                box.validators = [*box.validators, refuse_card_number]
            if not isinstance(box.widget, forms.CheckboxInput):
                box.widget.attrs["class"] = "field__control"


class CampusForm(Dressed, forms.ModelForm):
    """A model form whose zone may be typed in any case."""

    def clean_time_zone(self) -> str:
        typed: str = self.cleaned_data["time_zone"]
        return find_zone(typed) or typed


def _currency_choices() -> list[tuple[str, str]]:
    return [(code, f"{code} – {name}") for code, name in currencies().items()]


class InstallForm(CampusForm):
    """Secrets can be set but not read: an empty box keeps what is there."""

    base_url = forms.URLField(
        label="Address of the API",
        assume_scheme="https",
        max_length=300,
        help_text=f"As SmarterServices gave it to you, usually {USUAL_ADDRESS}.",
    )
    time_zone = forms.CharField(
        max_length=64,
        widget=ZoneInput,
        help_text="Where the campus is, like America/Chicago. Sites may have their own.",
    )
    currency = forms.ChoiceField(choices=_currency_choices, help_text="What prices are in, unless one says otherwise.")
    oauth_token_url = forms.URLField(label="Token address", assume_scheme="https", max_length=300, required=False)
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

    class Meta:
        model = Install
        fields = (
            "name",
            "sid",
            "base_url",
            "time_zone",
            "currency",
            "is_active",
            "auth_style",
            "api_token",
            "oauth_token_url",
            "oauth_client_id",
            "oauth_client_secret",
        )
        labels = {"auth_style": "How to sign in"}
        help_texts = {
            "name": "What your people call it.",
            "sid": "AI and 32 characters; SmarterServices gave it to you with the token.",
            "is_active": "Off: nobody can work there, and what happened stays readable.",
        }
        error_messages = {"sid": {"unique": "This install is here already: its name is in the list of installs."}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in SECRETS:
            self.fields[name].help_text = WRITE_ONLY if getattr(self.instance, name) else ENCRYPTED

    def clean_api_token(self) -> str:
        return self.cleaned_data["api_token"] or self.instance.api_token

    def clean_oauth_client_secret(self) -> str:
        return self.cleaned_data["oauth_client_secret"] or self.instance.oauth_client_secret

    def clean_sid(self) -> str:
        sid: str = self.cleaned_data["sid"]
        if self.instance.pk and sid != self.initial.get("sid") and self.instance.sessions.exists():
            raise ValidationError("Sessions and the log know this install by its SID. Add another install instead.")
        return sid

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._ask_secrets_anew()
        if cleaned.get("auth_style") == Install.AuthStyle.TOKEN and not cleaned.get("api_token"):
            self.add_error("api_token", "Enter the API token that SmarterServices gave you.")
        if cleaned.get("auth_style") == Install.AuthStyle.CLIENT_CREDENTIALS:
            for name in ("oauth_token_url", "oauth_client_id", "oauth_client_secret"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "Client credentials need this.")
        return cleaned

    def _ask_secrets_anew(self) -> None:
        """A secret that is set goes to no other address than the one it was entered for."""
        sent_to = {"api_token": ("base_url",), "oauth_client_secret": ("base_url", "oauth_token_url")}
        for secret, addresses in sent_to.items():
            typed, is_set = self.data.get(self.add_prefix(secret)), getattr(self.instance, secret)
            if self.instance.pk and is_set and not typed and not set(addresses).isdisjoint(self.changed_data):
                self.add_error(secret, "Its address has changed: enter it again, or leave the address as it was.")

    @property
    def changed_data(self) -> list[str]:
        """An empty secret box changes nothing."""
        names = super().changed_data
        return [name for name in names if name not in SECRETS or self.data.get(self.add_prefix(name))]


class FirstInstallForm(InstallForm):
    """An install without the switch that takes it out of use."""

    is_active = None

    class Meta(InstallForm.Meta):
        fields = tuple(name for name in InstallForm.Meta.fields if name != "is_active")


class SiteForm(CampusForm):
    """A place where exams are proctored."""

    time_zone = forms.CharField(
        required=False, max_length=64, widget=ZoneInput, help_text="Empty: the same as the campus."
    )

    class Meta:
        model = Site
        fields = ("install", "name", "pl_sid", "kind", "time_zone", "address", "seats", "is_active")
        labels = {"pl_sid": "Its SID"}
        help_texts = {
            "pl_sid": "PL and 32 characters; SmarterProctoring shows it with the place.",
            "is_active": "Off: nobody can choose it any more; what was booked there keeps its name.",
        }


class FirstSiteForm(SiteForm):
    """A first place: what else there is to say about it can be said later."""

    is_active = seats = install = None

    class Meta(SiteForm.Meta):
        fields = ("name", "pl_sid", "kind", "time_zone", "address")


class FirstPersonForm(Dressed, forms.Form):
    """Someone who will work there: a new account, or a role for someone who has one."""

    username = forms.CharField(
        label="User name",
        max_length=150,
        help_text="To sign in with. For someone who has an account, enter its user name and leave the rest empty.",
        validators=[get_user_model().username_validator],
    )
    role = forms.ChoiceField(
        choices=Role.choices, initial=Role.COORDINATOR, help_text="Coordinators book, move and cancel."
    )
    first_name = forms.CharField(max_length=150, required=False)
    last_name = forms.CharField(max_length=150, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        required=False,
        help_text="At least 12 characters, and no common word.",
    )
    again = forms.CharField(
        label="Password again",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        required=False,
    )

    def __init__(self, *args: Any, by: str = "", **options: Any) -> None:
        """`by` is the user name of whoever fills it in."""
        super().__init__(*args, **options)
        self.by = by

    @property
    def is_known(self) -> bool:
        return get_user_model().objects.filter(username=self.cleaned_data.get("username", "")).exists()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "username" not in cleaned:
            return cleaned
        if cleaned["username"] == self.by:
            self.add_error("username", "Nobody gives themselves a role. Enter somebody else.")
            return cleaned
        password = cleaned.get("password", "")
        if self.is_known:
            if password:
                self.add_error("username", "Somebody has this name already. Choose another, or enter no password.")
            return cleaned
        if not password:
            self.add_error("password", "Nobody has this user name yet. Choose a password for their new account.")
        elif password != cleaned.get("again"):
            self.add_error("again", "The two passwords differ. Type both once more.")
        else:
            self._check_strength(cleaned)
        return cleaned

    def _check_strength(self, cleaned: dict[str, Any]) -> None:
        person = get_user_model()(**{name: cleaned.get(name, "") for name in ("username", "first_name", "last_name")})
        try:
            validate_password(cleaned["password"], person)
        except ValidationError as error:
            self.add_error("password", error)
