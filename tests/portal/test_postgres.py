"""The portal on PostgreSQL: every page, every change, desks that come at once, and no answer."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.support.programs import told_by


@pytest.fixture
def address(postgres: str, request: pytest.FixtureRequest) -> str:
    """An empty database of this test's own, as DATABASE_URL names it."""
    name = f"smoke_{request.node.name[:50]}"
    with psycopg.connect(
        postgres.format("postgres").replace("postgres://", "postgresql://"), autocommit=True
    ) as server:
        server.execute(f"CREATE DATABASE {name}")
    return postgres.format(name)


@pytest.mark.long
def test_everything_that_sqlite_lets_pass_passes_on_postgresql(
    address: str, tmp_path: Path
) -> None:
    told = told_by("postgres_program", database=address, folder=tmp_path)
    assert told == {
        "missing": [],
        "opened": ["SessionBusy", "SessionBusy", "sending"],
        "booked while another was settled": ["accepted", "AlreadyBooked"],
        "one learner booked twice at once": ["LearnerBooked", "sending"],
        "drafts": [[True, True, True], True, False, 1, 0],
        "changes": [302, 302, 302, "Cancelled"],
        "long name": [302, 150],
        "person": [302, "Tomas"],
        "overridden": [302, 409, 302, ["intent", "outcome"]],
        "accommodation": [302, 302, 200, "1.5× time, 10 min breaks", True],
        "settled": [302, "not-applied"],
        "rules": [200, 422],
        "log": {"asked": 302, "holds": True, "case": [200, True]},
        "broken pages": [],
        "tampered with twice": [["chain_break", "password_changed"] * 2, 302],
    }


@pytest.mark.long
def test_a_database_that_stopped_answering_is_given_up_and_asked_again_later(
    address: str, tmp_path: Path
) -> None:
    told = told_by("frozen_postgres_program", database=address, folder=tmp_path)
    assert told == {
        "before": 200,
        "a statement": ["The database did not answer within 2 seconds.", True],
        "a page": [503, True],
        "after": ["answered", 200],
    }
