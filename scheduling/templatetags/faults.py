"""What stands above the faults of a form."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()
FIX = " Please fix:"
NOT_YET = " yet."


@register.filter
def headline(form: Any, title: str) -> str:
    """The title without “yet” and “Please fix” where none of the form's faults is one of a field's:
    what was refused or could not be done is nothing to fix on the page.
    """
    faults = getattr(form, "faults", None)
    is_for_us = not faults or any(one.target for one in faults)
    return title if is_for_us else title.replace(FIX, "").replace(NOT_YET, ".")
