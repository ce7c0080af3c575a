"""Forms of a person's own account, in the portal's words: signing in, and changing the password."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context
from django.forms import ValidationError

from scheduling.access import sign_in_events, wrong_password_limits
from scheduling.card_numbers import contains_card_number
from scheduling.forms.whole_text import WholeTextForm


class SignInForm(LoginForm):
    """Name and password; the name is typed first, unless it stands there already."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        name, password = self.fields["login"], self.fields["password"]
        name.widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": not self["login"].value(),
        }
        password.widget.attrs = {"autocomplete": "current-password"}
        password.help_text = ""
        self.fields["remember"].label = "Keep me signed in on this computer"

    def full_clean(self) -> None:
        """A card number that was typed as a name is not shown again."""
        super().full_clean()
        key = self.add_prefix("login")
        if self.is_bound and contains_card_number(str(self.data.get(key) or "")):
            self.data = self.data.copy()
            self.data[key] = ""


class OwnPasswordForm(WholeTextForm, ChangePasswordForm):
    """The password that a person has, and the new one twice."""

    taken_as_typed: ClassVar[frozenset[str]] = frozenset({"oldpassword"})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = {
            "oldpassword": ("Current password", ""),
            "password1": (
                "The new password",
                "At least 12 characters, no common word, and not like your name.",
            ),
            "password2": ("The new password again", ""),
        }
        for name, (label, hint) in words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
            self.fields[name].widget.attrs.pop("placeholder", None)

    def clean_oldpassword(self) -> str:
        """The password of now, which can't be guessed without end.

        Raises ValidationError, or DatabaseError where the try can't be counted.
        """
        request = context.request
        sign_in = request.session.session_key or ""
        if not wrong_password_limits.may_type_current(sign_in):
            sign_in_events.note_wrong_current(self.user, request, is_shut_out=True)
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            typed: str = super().clean_oldpassword()
        except ValidationError:
            sign_in_events.note_wrong_current(self.user, request, is_shut_out=False)
            raise
        wrong_password_limits.typed_current(sign_in)
        return typed
