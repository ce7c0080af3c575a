"""The form for signing in, in the portal's words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm

from scheduling.card_numbers import contains_card_number


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
