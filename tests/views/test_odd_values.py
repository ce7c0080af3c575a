"""What an address, a form or a query may say: no view fails by it, on either database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.programs import told_by

PARTS = {
    "lists of the admin site": "^admin.*(changelist|index)",
    "entries of the admin site": "^admin.*change$",
    "all others, a to e": "^(?!admin)[a-e]",
    "all others, f to r": "^(?!admin)[f-r]",
    "forms that book or switch": "^(?!admin)s[cw]",
    "all others, from s on": "^(?!admin)(?![a-r]|s[cw])",
}


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS)
def test_no_odd_value_is_a_fault_of_the_portals(
    postgres_copy: str, tmp_path: Path, part: str
) -> None:
    told = told_by("odd_values_program", PARTS[part], database=postgres_copy, folder=tmp_path)
    assert told == {}
