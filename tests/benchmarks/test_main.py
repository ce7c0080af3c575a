"""The benchmarks run, all of them, and print their table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.long
def test_every_figure_is_taken_and_printed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr.splitlines()[-3:] if done.returncode else []) == (0, [])
    commands = {line.split("|")[-2].strip() for line in done.stdout.splitlines()[2:]}
    names = (
        "booking",
        "form",
        "paint",
        "cards",
        "clients",
        "hanging",
        "rescue",
        "sync",
        "search",
        "day",
        "log",
    )
    assert commands == {f"python -m benchmarks {name}" for name in names}
