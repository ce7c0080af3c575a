"""The worker comes by every few seconds: no step of it walks all that an institution has."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from scheduling.worker import steps
from tests.support.whole_institutions import watched

STEPS = [
    steps.read_back_due_attempts,
    steps.carry_out_batches,
    steps.probe,
    steps.fetch_list,
    steps.read_sessions,
]


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


def test_no_statement_of_the_workers_steps_walks_the_whole_institution(
    institution: Institution, sandbox: Sandbox
) -> None:
    with watched() as walks:
        for step in STEPS:
            step(institution.pk)
    assert walks.asked > 100
    assert walks.found == [], "\n".join(walks.found)
