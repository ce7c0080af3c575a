"""What can't be seen is not an answer, and no part of a code."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from scheduling.booking.redaction import card_fingerprint, voucher_fingerprint
from scheduling.session_types import booking_fields
from scheduling.session_types.answer_field import AnswerField
from scheduling.session_types.code_fields import Sid
from scheduling.session_types.field_kinds import Email, LongText

UNSEEN = ["\u200b", "\u2060", "\u3164", "\u115f", "\ufeff", "\u00ad", "\u00a0", "\u2800", "\u200e"]


@pytest.mark.faults(73)
@pytest.mark.parametrize("char", UNSEEN)
def test_an_answer_of_nothing_that_can_be_seen_is_missing(char: str) -> None:
    for kind in (AnswerField, LongText, Email):
        field = kind("First name", required=True)
        with pytest.raises(ValidationError, match="Enter the first name"):
            field.clean(f" {char}{char} ")


@pytest.mark.faults(73)
@pytest.mark.parametrize("char", UNSEEN)
def test_the_ends_of_an_answer_are_what_can_be_seen(char: str) -> None:
    assert AnswerField("First name").clean(f"{char} Ana {char}") == "Ana"
    assert AnswerField("First name").clean("علی\u200cرضا") == "علی\u200cرضا"


@pytest.mark.faults(73)
@pytest.mark.parametrize("char", [one for one in UNSEEN if not one.isspace()])
def test_a_code_has_nothing_unseen_in_it(char: str) -> None:
    def cleaned(group: object, name: str, text: str) -> object:
        return group.fields[name]().clean(text)  # type: ignore[attr-defined]

    half = "a" * 16
    assert Sid("Location", "PL").clean(f"PL{half}{char}{half}") == "PL" + "a" * 32
    assert Email("Email").clean(f"ana{char}@x.test{char}") == "ana@x.test"
    assert cleaned(booking_fields.payment, "card_token", f"tok_{char}1") == "tok_1"
    assert cleaned(booking_fields.payment, "voucher_code", f"EX{char}AM") == "EXAM"
    assert cleaned(booking_fields.external_booking, "external_appointment_id", f"4{char}7") == "47"


@pytest.mark.faults(73)
@pytest.mark.parametrize("char", [*UNSEEN, "\u202e", "\u200c", " "])
def test_a_spent_token_is_spent_in_every_disguise(char: str) -> None:
    disguised = f"{char}tok_{char}visa_1{char}"
    assert card_fingerprint(disguised) == card_fingerprint("tok_visa_1")
    assert card_fingerprint("ｔｏｋ＿visa_1") == card_fingerprint("tok_visa_1")
    assert card_fingerprint(char) == card_fingerprint("") == ""
    exam = voucher_fingerprint(f"ex{char}am", install_sid="AI1")
    assert exam == voucher_fingerprint("EXAM", install_sid="AI1")
