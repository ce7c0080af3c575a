"""Whose session a row of the list is, in whatever shape the name comes."""

from __future__ import annotations

from typing import Any

import pytest

from scheduling.proctoring_api.list_rows import AppointmentRow

ANA = {"firstName": "Ana", "lastName": "Ruiz", "email": "ana@example.edu"}
ID_ALONE = {"sid": f"US{1:032x}"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"enrollment": {"user": ANA}}, ("Ana Ruiz", "Ruiz", "ana@example.edu")),
        ({"enrollment": {"user": ID_ALONE, **ANA}}, ("Ana Ruiz", "Ruiz", "ana@example.edu")),
        ({"enrollment": {"user": ID_ALONE}, "user": ANA}, ("Ana Ruiz", "Ruiz", "ana@example.edu")),
        ({"enrollment": {"user": {"fullName": "Ana Ruiz"}}}, ("Ana Ruiz", "", "")),
        ({"enrollment": {"name": "Ana Ruiz"}}, ("Ana Ruiz", "", "")),
        ({"enrollment": {"user": {"email": "ana@example.edu"}}}, ("", "", "ana@example.edu")),
        ({"enrollment": {"user": ID_ALONE}}, ("", "", "")),
        ({}, ("", "", "")),
    ],
)
def test_a_learner_s_name_is_read_wherever_the_row_has_it(
    row: dict[str, Any], told: tuple[str, str, str]
) -> None:
    read = AppointmentRow.read(row)
    assert (read.learner_name, read.learner_family_name, read.learner_email) == told
