"""The form in which people change their own password."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from django.conf import settings
from django.forms import ValidationError

from scheduling.access import sign_in_events, wrong_password_limits
from scheduling.forms.whole_text import WholeTextForm


class OwnPasswordForm(WholeTextForm, ChangePasswordForm):
    """The password that a person has, and the new one twice."""

    taken_as_typed: ClassVar[frozenset[str]] = frozenset({"oldpassword"})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = {
            "oldpassword": ("Current password", ""),
            "password1": (
                "The new password",
                f"At least {settings.SHORTEST_PASSWORD} characters, no common word,"
                " and not like your name.",
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
