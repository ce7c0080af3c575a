"""Two who enter at once what can't both be there, on PostgreSQL: the second is told what the first
entered.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.programs import told_by


@pytest.mark.long
def test_of_two_who_enter_the_same_at_once_the_second_is_told(
    postgres_copy: str, tmp_path: Path
) -> None:
    told = told_by("entered_at_once_program", database=postgres_copy, folder=tmp_path)
    saved, form_again = 302, 200
    assert told == {
        "alone": saved,
        "places": [form_again, 2],
        "closed": [form_again, 1],
        "prices": [form_again, 1],
        "changed": [form_again, 3],
        "people": [saved],
    }
