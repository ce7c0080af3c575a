"""The id of an appointment in another system: any text but what can't be one."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from scheduling.session_types import booking_fields


def read(text: str) -> object:
    return booking_fields.external_booking.fields["external_appointment_id"]().clean(text)


@pytest.mark.parametrize("text", ["RB-20441", "20441", "a/7 b", "№ 7", "ES12", "٤٢"])
def test_the_api_gives_it_no_shape_so_it_is_sent_as_it_is_typed(text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize("text", ["---", "?", "…"])
def test_signs_alone_are_no_id(text: str) -> None:
    with pytest.raises(ValidationError, match="it has letters or digits in it"):
        read(text)


@pytest.mark.parametrize("text", [f"PL{7:032x}", f"es{0xABC:032x}"])
def test_an_id_of_smarterproctoring_is_not_one_of_the_other_system(text: str) -> None:
    with pytest.raises(ValidationError, match="Enter the one in the other system"):
        read(text)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("RB-100234", "RB-100234"),
        (" rb 100234", "RB-100234"),
        ("rb100234", "RB-100234"),
        ("RB–100234", "RB-100234"),
        ("100234", "100234"),
        ("RB-DUL-7", "RB-DUL-7"),
    ],
)
def test_a_registerblast_number_is_read_however_its_letters_are_joined(
    typed: str, sent: str
) -> None:
    group = booking_fields.register_blast_appointment
    assert group.fields["external_appointment_id"]().clean(typed) == sent
