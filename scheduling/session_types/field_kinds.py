"""The form's fields by the kind of value that they read: each cleans one answer and knows how it is
shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import unquote
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from scheduling import country_lists, wall_time
from scheduling.session_types.answer_field import AnswerField
from scheduling.session_types.payment.typed_amounts import read_amount
from scheduling.time_zones import zone_names
from scheduling.typed_times.reading import TypedTime, read_typed
from scheduling.typed_times.unreadable import Unreadable


class LongText(AnswerField):
    kind = "textarea"
    newlines = True
    longest = 4000


class WallTime(AnswerField):
    """A naive datetime as a clock on the wall shows it; which instant that is, the form decides."""

    input_type = "datetime-local"
    # Without a last one a browser takes six digits for the year: 12142026 0930 is in 202609.
    first, last = "1970-01-01T00:00", "2100-12-31T23:59"
    longest = 60
    today_there: Callable[[], date] | None = None  # from which a day that is named is counted

    def by(self, today_there: Callable[[], date]) -> WallTime:
        """The same field for one form, whose answer may name a day: “tomorrow 10”."""
        field = copy(self)
        field.today_there = today_there
        return field

    def read(self, text: str) -> datetime:
        try:
            return self.typed(text).wall
        except Unreadable as fault:
            raise ValidationError(str(fault)) from None

    def typed(self, text: str) -> TypedTime:
        """The time that a text says, and how it was read. Raises Unreadable."""
        with suppress(ValueError):
            return TypedTime(wall_time.parse(text))
        return read_typed(text, today_there=self.today_there)

    def blank(self) -> None:
        return None

    def shown(self, text: str) -> str:
        """The answer as the browser's own control takes it; '' where it can't be read, or which
        half of the day or which day is meant has to be asked.
        """
        try:
            wall = self.to_python(text)
        except ValidationError:
            return ""
        if wall and self.typed(text).walls[1:]:
            return ""
        return wall.isoformat(timespec="seconds" if wall.second else "minutes") if wall else ""


class TimeZone(AnswerField):
    suggestions = "time-zones"
    longest = 60
    own_zone: Callable[[], str] | None = None  # which tells what “Central” means

    def by(self, own_zone: Callable[[], str]) -> TimeZone:
        """The same field for one form, whose own zone is meant where no other is named."""
        field = copy(self)
        field.own_zone = own_zone
        return field

    def read(self, text: str) -> str:
        own = self.own_zone() if self.own_zone else ""
        name = wall_time.find_zone(text) or zone_names.only_zone_meant(text, own)
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
