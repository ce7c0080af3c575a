"""Fields that every form asks of an account: a name of its own, and a password that is good enough,
typed twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

NAMED = ("username", "first_name", "last_name", "email")

GOOD_ENOUGH = f"At least {settings.SHORTEST_PASSWORD} characters, and no common word."
AGAIN = "Password again"
DIFFER = "The two passwords differ. Type both once more."


def password_box(**options: Any) -> forms.CharField:
    """A box for a new password."""
    return forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False, **options
    )


def password_faults(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """All that is wrong with `password` and `again` for the person that `cleaned` names, by field:
    both have to be typed again anyway.
    """
    faults: dict[str, Any] = {}
    if cleaned["password"] != cleaned.get("again"):
        faults["again"] = DIFFER
    try:
        validate_password(
            cleaned["password"], User(**{name: cleaned.get(name, "") for name in NAMED})
        )
    except ValidationError as error:
        faults["password"] = error
    return faults
