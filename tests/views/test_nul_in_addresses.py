"""What an address may say in words of its own: no database is handed what it can't take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from portal.sandbox.server import Sandbox

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def address(postgres: str) -> str:
    """An empty database, as DATABASE_URL names it."""
    with psycopg.connect(postgres.format("postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE odd_addresses")
    return postgres.format("odd_addresses")


def test_a_nul_in_an_address_is_no_fault_of_the_portals(
    address: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    environment = os.environ | {
        "DATABASE_URL": address,
        "VAR_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.support.nul_address_program",
            sandbox.url,
            sandbox.install_sid,
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    answers: dict[str, int] = json.loads(done.stdout)
    assert {asked: code for asked, code in answers.items() if code >= 500} == {}
    assert answers["/?q=a%00b&install=" + sandbox.install_sid] == 200
