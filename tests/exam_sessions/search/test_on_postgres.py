"""The search on PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[3]


def test_a_search_finds_the_same_on_postgresql(postgres: str, tmp_path: Path) -> None:
    with psycopg.connect(
        postgres.format("postgres").replace("postgres://", "postgresql://"), autocommit=True
    ) as server:
        server.execute("CREATE DATABASE search")
    environment = os.environ | {
        "DATABASE_URL": postgres.format("search"),
        "VAR_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    program = [sys.executable, "-m", "tests.support.search_program"]
    done = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout) == {
        "steps": [True, True],
        "found": {
            "lukasz surname7": 1,
            "chem7": 1,
            "ES0000…0012": 1,
            "rb-7": 1,
            "surname 7 chem": 1,
            "us0000": 20,
            "chem x": 0,
        },
        "named": 1,
    }
