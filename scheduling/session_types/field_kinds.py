"""The form's fields: each cleans one answer and knows how it is shown. None keeps state between
requests.

What is refused says what to do. Lengths are ours: the API reference gives none. Blank answers are
'' or None and mean "not asked".
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from urllib.parse import unquote
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from scheduling import country_lists, wall_time
from scheduling.proctoring_api.foreign_text import clean_id, strip_unseen
from scheduling.session_types.typed_amounts import read_amount
from scheduling.session_types.typed_sids import demand_sid, spelled
from scheduling.session_types.unread_characters import UNREAD_CHARACTER, is_unread
from scheduling.time_zones import zone_names
from scheduling.typed_times.reading import read_typed
from scheduling.typed_times.unreadable import Unreadable

ANY_SID = re.compile("[A-Z]{2}[a-f0-9]{32}", re.ASCII | re.IGNORECASE)
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
        is_one_line = not (self.newlines or self.is_code)
        typed = plain_blanks(str(value or ""), is_one_line=is_one_line)
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


class Code(AnswerField):
    """A code, a token or an id of another system, as it is sent."""

    is_code = True


class Voucher(Code):
    """A voucher's code. No shape of it is documented: printable, and one word."""

    def read(self, text: str) -> str:
        if not text.isprintable() or any(char.isspace() for char in text):
            raise ValidationError("Enter one voucher code, without spaces or line breaks in it.")
        return text


class ExternalId(Code):
    """An id of another system. No shape of it is documented (contract §1: a string), so only what
    can be none is refused: signs alone, and SmarterProctoring's own ids.
    """

    def read(self, text: str) -> str:
        if not any(char.isalnum() for char in text):
            raise ValidationError("Enter the appointment’s ID: it has letters or digits in it.")
        if ANY_SID.fullmatch(text):
            raise ValidationError(
                "This is an ID of SmarterProctoring. Enter the one in the other system."
            )
        return text


class RegisterBlastId(ExternalId):
    """The number of an appointment in RegisterBlast. Whatever the letters before it are joined
    with, it is the same; digits alone are left as they are, because nobody documents the letters.
    """

    written = "RB-100234"
    _number = re.compile(r"RB\W?(\d+)", re.ASCII | re.IGNORECASE)

    def read(self, text: str) -> str:
        text = super().read(text)
        whole = self._number.fullmatch(text)
        return f"RB-{whole[1]}" if whole else text


class LongText(AnswerField):
    kind = "textarea"
    newlines = True
    longest = 4000


class Sid(AnswerField):
    """A SID of one kind (contract §1): two capitals and 32 lower-case hex digits."""

    kind = "sid"
    is_code = True

    def __init__(self, label: str, prefix: str, offered: str = "", **settings: object) -> None:
        """`offered` names the list of the form's options whose entries are offered by name."""
        name = f"{label[:1].lower()}{label[1:]}"
        super().__init__(label, **({"missing": f"Choose the {name}, or paste its SID."} | settings))
        self.prefix, self.offered = prefix, offered
        self.pattern = re.compile(f"{prefix}[a-f0-9]{{32}}", re.ASCII)
        self.written = (
            f"{'From the list, or a SID' if offered else 'A SID'}: {prefix} and 32 characters."
        )

    def read(self, text: str) -> str:
        return demand_sid(
            text, self.prefix, "Choose a name, or paste a" if self.offered else "Paste the"
        )

    def spelled(self, text: str) -> str:
        """The SID in a text as SmarterProctoring spells it; any other text as it is."""
        return spelled(text, self.prefix)

    def is_well_formed(self, text: str) -> bool:
        return self.pattern.fullmatch(text) is not None


class WallTime(AnswerField):
    """A naive datetime as a clock on the wall shows it; which instant that is, the form decides."""

    input_type = "datetime-local"
    # Without a last one a browser takes six digits for the year: 12142026 0930 is in 202609.
    first, last = "1970-01-01T00:00", "2100-12-31T23:59"
    longest = 60

    def read(self, text: str) -> datetime:
        with suppress(ValueError):
            return wall_time.parse(text)
        try:
            return read_typed(text).wall
        except Unreadable as fault:
            raise ValidationError(str(fault)) from None

    def blank(self) -> None:
        return None

    def shown(self, text: str) -> str:
        """The answer as the browser's own control takes it; '' where it can't be read."""
        try:
            wall = self.to_python(text)
        except ValidationError:
            return ""
        return wall.isoformat(timespec="seconds" if wall.second else "minutes") if wall else ""


class TimeZone(AnswerField):
    suggestions = "time-zones"
    longest = 60

    def read(self, text: str) -> str:
        name = wall_time.find_zone(text)
        if name is None:
            raise ValidationError(zone_names.question_about(text))
        return name


class Amount(AnswerField):
    """A Decimal ≥ 0 in whole units, as it was typed;
    how many decimals fit, the currency decides.
    """

    inputmode = "decimal"
    is_code = True
    longest = 40

    def read(self, text: str) -> Decimal:
        return read_amount(text)

    def blank(self) -> None:
        return None


class Currency(AnswerField):
    kind = "currency"
    is_code = True
    written = "Three letters, such as USD."
    longest = 40

    def read(self, text: str) -> str:
        if text.upper() not in country_lists.currencies():
            raise ValidationError("Choose a currency from the list.")
        return text.upper()


class Country(AnswerField):
    kind = "country"
    is_code = True
    written = "Two letters, such as US."

    def read(self, text: str) -> str:
        if text.upper() not in country_lists.countries():
            raise ValidationError("Choose a country from the list.")
        return text.upper()


class LanguageTag(AnswerField):
    suggestions = "locales"
    is_code = True
    written = "Language code, such as en-US"
    longest = 60

    def read(self, text: str) -> str:
        if not country_lists.is_language_tag(text):
            raise ValidationError("Enter a language code with hyphens, such as en-US or zh-Hant.")
        return text


class Coordinate(AnswerField):
    """Degrees as a string, as the API wants them: digits with a point, within ± `limit`."""

    is_code = True  # and no inputmode: a phone's keys for decimals have no minus sign
    longest = 40

    def __init__(self, label: str, limit: int, **settings: object) -> None:
        super().__init__(label, **settings)
        self.limit = limit
        self.written = f"Degrees with a decimal point, such as {self.example}."

    def read(self, text: str) -> str:
        number = re.fullmatch(r"[+-]?\d{1,3}(\.\d{1,20})?", text, re.ASCII)
        if number is None or abs(Decimal(text)) > self.limit:
            raise ValidationError(
                f"Enter degrees from −{self.limit} to {self.limit}, such as {self.example}."
            )
        return text

    @property
    def example(self) -> str:
        return "46.78667" if self.limit == 90 else "-92.10049"


class Email(AnswerField):
    """One address; what a mail program puts around it, such as “Ana Ruiz <…>”, is taken off."""

    input_type = "email"
    is_code = True
    written = "Such as ana.ruiz@example.edu."
    longest = 254

    def read(self, text: str) -> str:
        address = bare_address(text)
        try:
            _whole_address(address)
        except ValidationError:
            raise ValidationError(ONE_ADDRESS if text.count("@") > 1 else NO_ADDRESS) from None
        return address


NO_ADDRESS = "Enter a complete email address, such as ana.ruiz@example.edu."
ONE_ADDRESS = "Enter one email address, such as ana.ruiz@example.edu."
_whole_address = EmailValidator(allowlist=[])  # nobody is emailed at “localhost”
_NAMED_ADDRESS = re.compile(r"[^<>]*<\s*([^<>]*?)\s*>")
_LINK = "mailto:"


def bare_address(typed: str) -> str:
    """The address in “Ana Ruiz <ana@…>” or in a copied “mailto:” link; any other text as it is."""
    named = _NAMED_ADDRESS.fullmatch(typed.strip())
    text = named[1] if named else typed.strip()
    if not text.casefold().startswith(_LINK):
        return text
    return unquote(text[len(_LINK) :].partition("?")[0]).strip()


class Phone(AnswerField):
    """Written in any way people write phone numbers, extensions included."""

    input_type = "tel"
    is_code = True
    written = "Such as +1 218 555 0101."
    longest = 40

    def read(self, text: str) -> str:
        if sum(char.isdigit() for char in text) < 3:
            raise ValidationError("Enter a phone number in digits, such as +1 218 555 0101.")
        return text


class OneOf(AnswerField):
    """One of a few fixed values, offered in words: API value → words."""

    kind = "choice"
    is_code = True
    longest = 60

    def __init__(self, label: str, offered: dict[str, str], **settings: object) -> None:
        super().__init__(label, **settings)
        self.offered = offered

    def read(self, text: str) -> str:
        if text not in self.offered:
            raise ValidationError("Choose one of those listed, or none.")
        return text


class YesOrNo(AnswerField):
    """A box to tick; blank is no."""

    kind = "flag"
    longest = 10

    def read(self, text: str) -> bool:
        if text.lower() not in _YES | _NO:
            raise ValidationError("Check the box or leave it blank.")
        return text.lower() in _YES

    def blank(self) -> bool:
        return False


_YES = frozenset({"on", "true", "yes", "1"})
_NO = frozenset({"off", "false", "no", "0"})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def read_uuid(text: str) -> UUID | None:
    """The UUID that a text in its usual form with hyphens means, or None."""
    return UUID(text) if _UUID.fullmatch(text) else None
