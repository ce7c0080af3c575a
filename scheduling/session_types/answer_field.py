"""The form's field for one answer, as every kind of field cleans it: a text, without what can't be
seen. It keeps no state between requests.

What is refused says what to do. Lengths are ours: the API reference gives none. Blank answers are
'' or None and mean "not asked".
"""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError

from scheduling.proctoring_api.foreign_text import clean_id, strip_unseen
from scheduling.session_types.unread_characters import UNREAD_CHARACTER, is_unread

_LINE_BREAKS = re.compile("[\t\n\u2028\u2029]")
_ODD_BLANKS = re.compile(r"[^\S\x00-\x7f\x85\u2028\u2029]")  # no-break, thin, ideographic


def plain_blanks(typed: str, *, is_one_line: bool) -> str:
    """The text with plain blanks for those of word processors, and for the tabs and line breaks of
    what was pasted into one line.
    """
    if typed.isascii() and typed.isprintable():
        return typed
    plain = _ODD_BLANKS.sub(" ", typed.replace("\r\n", "\n").replace("\r", "\n"))
    return _LINE_BREAKS.sub(" ", plain) if is_one_line else plain


class AnswerField(forms.Field):
    """A line of text without what can't be seen at its ends; a code holds nothing unseen at all.

    `kind` chooses the control in the field template.
    """

    kind = "text"
    is_code = False
    input_type = "text"
    inputmode = ""
    suggestions = ""  # id of the page's datalist
    written = ""  # how an answer is written, in a few words; '' where any text will do
    newlines = False
    longest = 200

    def __init__(
        self,
        label: str,
        *,
        required: bool = False,
        missing: str = "",
        hint: str = "",
        longest: int = 0,
        wide: bool = False,
        no_default: str = "",
        may_be_kept: bool = True,
    ) -> None:
        """`no_default` is why an institution can't set an answer beforehand, '' where it can;
        `may_be_kept` is whether a draft may hold an answer.
        """
        super().__init__(label=label, required=required, help_text=hint)
        self.error_messages["required"] = missing or f"Enter the {label[:1].lower()}{label[1:]}."
        self.longest = longest or self.longest
        self.wide = wide
        self.no_default = no_default
        self.may_be_kept = may_be_kept

    def to_python(self, value: object) -> str:
        if not value:
            return self.blank()
        is_one_line = not (self.newlines or self.is_code)
        typed = plain_blanks(str(value), is_one_line=is_one_line)
        if is_unread(typed):
            raise ValidationError(UNREAD_CHARACTER)
        text = clean_id(typed) if self.is_code else strip_unseen(typed)
        self._refuse_unprintable(text)
        if len(text) > self.longest:
            raise ValidationError(
                f"Shorten this to {self.longest:,} characters: it has {len(text):,}."
            )
        return self.read(text) if text else self.blank()

    def read(self, text: str) -> object:
        """The value of a text that is not blank; ValidationError says what to do about it."""
        return text

    def blank(self) -> object:
        """What a blank answer is read as."""
        return ""

    def _refuse_unprintable(self, text: str) -> None:
        if text.isprintable():
            return
        allowed = "\n\t" if self.newlines else ""
        if any(unicodedata.category(char) == "Cc" and char not in allowed for char in text):
            where = ", line breaks and tabs" if self.is_code else ""
            raise ValidationError(
                f"Remove the invisible control characters{where}: type the text again."
            )
