"""Faults of a table's fields in our words, where Django has its own."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.core.validators import (
    DecimalValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)

FILL_IN, CHOOSE = "Fill this in.", "Choose one."
LEAST, MOST = "Enter {limit} or more.", "Enter {limit} or less."
NO_NUMBER = "Enter a number, such as 12."
NO_ADDRESS = "Enter a web address, such as https://api.example.edu."
NO_CHOICE = "This is not one of those to choose from. Choose again."
UNSEEN = "This has a character that can’t be seen. Type it again."
DIGITS = {
    "invalid": NO_NUMBER,
    "max_digits": "Use at most %(max)s digits.",
    "max_decimal_places": "Use at most %(max)s decimals.",
    "max_whole_digits": "Use at most %(max)s digits before the decimal point.",
}
SID_BOX = 200  # characters: a SID may be pasted with the link that it stands in


def set_plain_messages(fields: Mapping[str, forms.Field]) -> None:
    """Let the fields of a form say what is wrong in plain words; what was worded for one stays."""
    for name, box in fields.items():
        _reword(box, "required", CHOOSE if isinstance(box, forms.ChoiceField) else FILL_IN)
        _reword(box, "invalid_choice", NO_CHOICE)
        for one in box.validators:
            if isinstance(one, DecimalValidator):
                one.messages = DIGITS
            if isinstance(one, ProhibitNullCharactersValidator):
                one.message = UNSEEN
        if isinstance(box, forms.IntegerField):
            _reword(box, "invalid", NO_NUMBER)
            for one in box.validators:
                if isinstance(one, MinValueValidator | MaxValueValidator):
                    words = LEAST if isinstance(one, MinValueValidator) else MOST
                    one.message = words.format(limit=one.limit_value)
        if isinstance(box, forms.URLField):
            _reword(box, "invalid", NO_ADDRESS)
            for one in box.validators:
                if getattr(one, "code", "") == "invalid":
                    one.message = NO_ADDRESS
        if name.endswith("sid"):
            box.widget.attrs["maxlength"] = SID_BOX


def _reword(box: forms.Field, code: str, words: str) -> None:
    """Only what Django has said: by the words that the field's class has for it."""
    usual = next(
        (
            one.default_error_messages[code]
            for one in type(box).__mro__
            if code in getattr(one, "default_error_messages", {})
        ),
        None,
    )
    if code in box.error_messages and box.error_messages[code] == usual:
        box.error_messages[code] = words
