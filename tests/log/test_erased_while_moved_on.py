"""A learner is erased while a request of theirs is being moved on, on PostgreSQL: neither is the
other's victim.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.programs import told_by


@pytest.mark.long
def test_erasing_waits_for_a_request_that_is_being_moved_on(
    postgres_copy: str, tmp_path: Path
) -> None:
    told = told_by("erased_while_moved_on_program", database=postgres_copy, folder=tmp_path)
    # What came meanwhile has a value of its own, which goes the next time.
    assert told == {"erased": "done", "moved on": "done", "kept": "Xanderfeld is ill."}
