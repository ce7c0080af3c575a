"""Forms that take no card number, and never show one again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator

from scheduling.card_numbers import contains_card_number, may_hold_card_number, remove_card_numbers
from scheduling.forms.meanwhile.plain_faults import LEAST, MOST
from scheduling.forms.whole_text import WholeTextForm
from scheduling.proctoring_api.foreign_text import clean_id, clean_typed
from scheduling.session_types.unread_characters import is_unread

TAKEN_OUT = "Do not enter card numbers. The number was removed; check the rest."
WORDS = {
    MaxLengthValidator: "Shorten this to {limit:,} characters: it has %(show_value)d.",
    MaxValueValidator: MOST,
    MinValueValidator: LEAST,
}
IN_FILE = (
    "This file holds what looks like a card number. It was not kept. Take the number out, and"
    " choose the file again."
)
IN_NAME = (
    "The file’s name holds what looks like a card number. It was not kept. Rename the file, and"
    " choose it again."
)
# Hashes and salts have rows of digits by chance, and say nothing of any card.
_HASH = re.compile(rb"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{32,}+(?![0-9A-Za-z])")


def file_holds_card_number(content: bytes) -> bool:
    """Whether a card number stands in a file, also where its characters have two bytes each: then
    the empty ones are marks between the digits.
    """
    text = _HASH.sub(b"x", content).decode("utf-8", "replace")
    return may_hold_card_number(text) and contains_card_number(text)


def _is_code(name: str, box: forms.Field) -> bool:
    codes = ("sid", "token", "secret", "client_id")
    return name.endswith(codes) or isinstance(box, forms.EmailField | forms.URLField)


def _is_password(box: forms.Field) -> bool:
    return isinstance(box.widget, forms.PasswordInput)


def _word_limits(fields: Mapping[str, forms.Field]) -> None:
    """Let what is too long, too much or too little be told as the forms of a booking tell it, where
    a field has no words of its own.
    """
    for one in (one for box in fields.values() for one in box.validators):
        words = next((WORDS[kind] for kind in WORDS if isinstance(one, kind)), "")
        if words and "message" not in vars(one):
            one.message = words.format(limit=one.limit_value)


class CardFreeForm(WholeTextForm):
    """A form in which a card number is a fault, and half a character: what is shown again, and said
    about it, is without the number.
    """

    goes_along: ClassVar[frozenset[str]] = frozenset()  # kept with a draft though nobody typed it
    kept_lists: ClassVar[frozenset[str]] = frozenset()  # names that have several answers
    kept_rows: ClassVar[tuple[str, ...]] = ()  # what begins the names of a row's fields

    @classmethod
    def may_be_kept(cls) -> dict[str, bool]:
        """Every name that the form sends → whether a draft may hold it: all but passwords and
        secrets.
        """
        return {name: not _is_password(box) for name, box in cls.base_fields.items()}

    def full_clean(self) -> None:
        if self.is_bound:
            _word_limits(self.fields)
            self._drop_unseen()
        held = self._take_out() if self.is_bound else []
        super().full_clean()
        for name in held:
            self._errors.pop(name, None)
            self.add_error(name, TAKEN_OUT)

    def _drop_unseen(self) -> None:
        """What can't be seen is no answer: it goes from the ends of texts, and from codes whole."""
        seen: dict[str, str] = {}
        for name, box in self.fields.items():
            key = self.add_prefix(name)
            said = self.data.get(key)
            if not isinstance(said, str) or is_unread(said):
                continue
            if _is_code(name, box) or not _is_password(box):
                typed = self.typed(name)
                seen |= {key: typed} if typed != said.strip() else {}
        if seen:
            self.data = self.data.copy()
            for key, text in seen.items():
                self.data[key] = text

    def typed(self, name: str) -> str:
        """What was typed into a box, as it is read: blanks and what can't be seen are nothing, but
        in a password.
        """
        said, box = self.data.get(self.add_prefix(name)), self.fields[name]
        if not isinstance(said, str):
            return ""
        if _is_code(name, box):
            return clean_id(said)
        return said if _is_password(box) else clean_typed(said)

    def _take_out(self) -> list[str]:
        """The names of the boxes that held card numbers; they hold none afterwards."""
        keys = {name: self.add_prefix(name) for name in self.fields}
        held = [
            name
            for name, key in keys.items()
            if contains_card_number(str(self.data.get(key) or ""))
        ]
        if held:
            self.data = self.data.copy()
        for name in held:
            self.data[keys[name]] = remove_card_numbers(str(self.data[keys[name]]))
        return held
