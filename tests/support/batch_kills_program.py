"""A program that has a batch carried out by a worker that is killed again and again, on the
database that DATABASE_URL names, and tells as JSON what came of it.

`python -m tests.support.batch_kills_program ROWS KILLS`
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from portal.sandbox.server import Sandbox  # noqa: E402
from scheduling.models import Institution, Location  # noqa: E402
from scheduling.practice.loading import load_catalogue, load_people  # noqa: E402
from scheduling.session_commands import PORTAL  # noqa: E402
from tests.support.batch_kills import carried_out, told  # noqa: E402
from tests.support.batches import begun, booked_there  # noqa: E402
from tests.support.booking_form import DULUTH  # noqa: E402
from tests.support.fault_processes import ROOT, environment  # noqa: E402
from tests.support.people import NORTHFIELD  # noqa: E402


def main(rows: int, kills: int) -> dict[str, Any]:
    with Sandbox(seed=1) as sandbox:
        load_catalogue(catalogue=sandbox.catalogue(), base_url=sandbox.url, actor=PORTAL)
        load_people(actor=PORTAL)
        institution = Institution.objects.get(sid=NORTHFIELD)
        # The list, whose walk would only take time, is fresh.
        Institution.objects.update(synced_at=timezone.now())
        sessions = booked_there(sandbox, institution, rows)
        Location.objects.filter(pl_sid=DULUTH).update(seats=rows)
        batch = begun(sessions)
        killed = carried_out(batch, kills, work)
        return told(batch, sandbox) | {"killed": killed}


def work() -> subprocess.Popen[bytes]:
    """A worker of this database."""
    folder = Path(os.environ["VAR_DIR"]) / "portal.sqlite3"
    own = {"DATABASE_URL": os.environ["DATABASE_URL"], "BACKGROUND_REQUESTS": "1"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "work"], cwd=ROOT, env=environment(folder) | own
    )


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:]))))
