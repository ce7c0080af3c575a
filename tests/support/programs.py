"""Programs of the tests that run in a process of their own, over a database of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SQLITE = "sqlite:///"
ROOT = Path(__file__).resolve().parent.parent.parent


def told_by(program: str, *arguments: str, database: str, folder: Path) -> Any:
    """What `tests/support/<program>.py` prints as JSON, over the database at that address. One of
    SQLite is begun where there is none: of the portal's own programs `migrate` alone does that.
    """
    if database.startswith(SQLITE):
        Path(database.removeprefix(SQLITE)).touch()
    environment = os.environ | {
        "DATABASE_URL": database,
        "VAR_DIR": str(folder),
    }
    done = subprocess.run(
        [sys.executable, "-m", f"tests.support.{program}", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)
