"""What an address may say in words of its own: no database is handed what it can't take."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.sandbox.server import Sandbox
from tests.support.programs import told_by


@pytest.mark.long
def test_a_nul_in_an_address_is_no_fault_of_the_portals(
    postgres_copy: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    named = (sandbox.url, sandbox.install_sid)
    answers: dict[str, int] = told_by(
        "nul_address_program", *named, database=postgres_copy, folder=tmp_path
    )
    assert {asked: code for asked, code in answers.items() if code >= 500} == {}
    assert answers["/?q=a%00b&install=" + sandbox.install_sid] == 200
