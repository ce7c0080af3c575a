"""What every form asks of an account:
a name of its own, and a password that is good enough, typed twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

NAMED = ("username", "first_name", "last_name", "email")


def password_box(**options: Any) -> forms.CharField:
    """A box for a new password."""
    return forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False, **options
    )


def password_faults(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What is wrong with `password` and `again` for the person that `cleaned` names, by field."""
    if cleaned["password"] != cleaned.get("again"):
        return {"again": "The two passwords differ. Type both once more."}
    try:
        validate_password(
            cleaned["password"], User(**{name: cleaned.get(name, "") for name in NAMED})
        )
    except ValidationError as error:
        return {"password": error}
    return {}
