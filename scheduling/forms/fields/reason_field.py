"""Field for a reason that the log keeps, of whatever form: how short and long it may be, so that it
says enough to who reads it later.
"""

from __future__ import annotations

from typing import Any

from django import forms

SHORTEST, LONGEST = 5, 400  # characters
SHORTEST_OF_OVERRIDE = 10  # of one by which a warning is passed over
TOO_SHORT = "Add a few words, so that someone reading the log later understands."
STAYS = "It is recorded in the log."


class ReasonField(forms.CharField):
    """`missing` is what a blank one is refused with; that it is recorded stands behind it."""

    def __init__(self, *, missing: str, min_length: int = SHORTEST, **options: Any) -> None:
        messages = {"required": f"{missing} {STAYS}", "min_length": TOO_SHORT}
        options = {"max_length": LONGEST} | options
        super().__init__(min_length=min_length, error_messages=messages, **options)
