"""The form's fields for codes, and for ids by which other systems and the provider know things."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from scheduling.session_types.answer_field import AnswerField
from scheduling.session_types.typed_sids import demand_sid, spelled

ANY_SID = re.compile("[A-Z]{2}[a-f0-9]{32}", re.ASCII | re.IGNORECASE)


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
