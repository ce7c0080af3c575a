"""Of several who sign, print or erase the same at once, on PostgreSQL: one signs and one erases,
and the prints have a number each.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.programs import told_by


@pytest.mark.long
def test_what_can_be_done_once_is_done_once(postgres_copy: str, tmp_path: Path) -> None:
    told = told_by("one_of_several_program", database=postgres_copy, folder=tmp_path)
    assert told == {
        "signed": ["SignedMeanwhile", "SignedMeanwhile", "signed", 1],
        "printed": ["print 1", "print 2", "print 3", "print 4", 4],
        "erased": ["NothingToErase", "NothingToErase", "erased", 1],
    }
