"""What an address, a form or a query may say: no view fails by it, on either database."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.support.programs import told_by

PARTS = {
    "lists and entries of the admin site": "^admin.*(changelist|index|change$)",
    "all others, a to l": "^(?!admin)[a-l]",
    "all others, from m on": "^(?!admin)(?![a-l])",
}


@pytest.fixture
def address(postgres: str, request: pytest.FixtureRequest) -> str:
    """An empty database of this test's own, as DATABASE_URL names it."""
    name = f"odd_values_{list(PARTS).index(request.node.callspec.params['part'])}"
    with psycopg.connect(postgres.format("postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return postgres.format(name)


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS)
def test_no_odd_value_is_a_fault_of_the_portals(address: str, tmp_path: Path, part: str) -> None:
    told = told_by("odd_values_program", PARTS[part], database=address, folder=tmp_path)
    assert told == {}
