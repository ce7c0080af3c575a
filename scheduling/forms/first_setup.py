"""The forms of the first setup: an institution, and a person who will work there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User

from scheduling.access import account_names, granting_rules
from scheduling.access.account_names import Called
from scheduling.forms.institutions import InstitutionForm, OnboardingForm
from scheduling.forms.passwords import AGAIN, GOOD_ENOUGH, password_box, password_faults
from scheduling.models import Institution, Role

USER_NAME_TAKEN = (
    "This user name is taken. Choose another; or leave both passwords blank, and who has that"
    " account gets the role."
)
NEW_ACCOUNT = "This is a new account: enter a password for it."
ONCE_MORE = "must be entered again: it is never sent back to the page."
FULL_NAME = ("first_name", "last_name")
# What the first sitting doesn't ask.
LATER = ("is_active", "locale", "stripe_publishable_key", "confirmation_text")


class FirstInstitutionForm(InstitutionForm):
    """An institution without the switch that takes it out of use."""

    is_active = None
    typed_again = f"A token or secret {ONCE_MORE}"
    field_classes = {"base_url": "field--wide", "oauth_token_url": "field--wide"}
    conditional = ("api_token", "oauth_token_url", "oauth_client_id", "oauth_client_secret")

    class Meta(InstitutionForm.Meta):
        fields = tuple(name for name in InstitutionForm.Meta.fields if name not in LATER)

    @property
    def shows_client_credentials(self) -> bool:
        """Whether they are what the institution signs in with, or something is wrong with them."""
        is_chosen = self["auth_style"].value() == Institution.AuthStyle.CLIENT_CREDENTIALS
        return is_chosen or any(name.startswith("oauth_") for name in self.errors)


class FirstPersonForm(OnboardingForm, forms.Form):
    """Someone who will work there: a new account, or a role for someone who has one."""

    typed_again = f"A password {ONCE_MORE}"
    field_classes = {"email": "field--wide"}
    conditional = ("password", "again")

    username = forms.CharField(
        label="User name",
        max_length=150,
        help_text=(
            "If the person has an account already, enter its user name and leave the rest blank."
        ),
        validators=[User.username_validator],
    )
    role = forms.ChoiceField(
        choices=Role.choices,
        initial=Role.COORDINATOR,
        help_text="Coordinators book, move and cancel.",
    )
    first_name = forms.CharField(max_length=150, required=False)
    last_name = forms.CharField(max_length=150, required=False)
    email = forms.EmailField(label="Email", required=False)
    password = password_box(required=False, help_text=GOOD_ENOUGH)
    again = password_box(label=AGAIN, required=False)

    def __init__(self, *args: Any, by: str = "", **options: Any) -> None:
        """`by` is the user name of whoever fills it in."""
        super().__init__(*args, **options)
        self.by = by

    def clean_username(self) -> str:
        """The name as the account that it leads to has it, if there is one."""
        typed = User.normalize_username(self.cleaned_data["username"])
        self.known = granting_rules.named(typed)
        return self.known.get_username() if self.known else typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, fault in self._faults(cleaned).items():
            self.add_error(name, fault)
        return cleaned

    def _faults(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """All faults at once: passwords have to be typed again for any other."""
        password = cleaned.get("password", "")
        faults = password_faults(cleaned) if password else {}
        if "username" not in cleaned:
            return faults
        if cleaned["username"] == self.by:
            return {"username": "You can’t give yourself a role. Enter somebody else."}
        if self.known:
            return faults | {"username": USER_NAME_TAKEN} if password else {}
        return _name_faults(cleaned) | (faults if password else {"password": NEW_ACCOUNT})


def _name_faults(cleaned: dict[str, Any]) -> dict[str, str]:
    """What speaks against a new account's names, by field."""
    called = Called(**{name: cleaned.get(name, "") for name in ("username", *FULL_NAME)})
    faults = account_names.why_not(called)
    name = next((name for name in reversed(FULL_NAME) if cleaned.get(name)), FULL_NAME[0])
    return {name if what == "name" else what: fault for what, fault in faults.items()}
