"""A case file as its maker downloads it, and as a stranger's checker reads it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.client import Desk

ROOT = Path(__file__).resolve().parent.parent.parent
CHECKER = ROOT / "docs/verify_case.py"
Asked = dict[str, str]
Data = dict[str, Any]


def made(desk: Desk, asked: Asked, form: str = "json") -> bytes:
    answer = desk.post("/audit/case/", asked | {"file": form})
    assert answer.status_code == 200, answer.text[:3000]
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.content


def check(tmp_path: Path, content: bytes | Data, checker: Path = CHECKER) -> tuple[int, str]:
    """The exit code and what is printed, by a Python that knows nothing of ours."""
    path = tmp_path / "case.file"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    command = [sys.executable, "-I", "-S", str(checker), str(path)]
    ended = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env={}, cwd=tmp_path, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr
