"""Walking a provider's list, and filling the mirror. A program of its own: `sync` and `search` run
it with a stage's settings.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.long_list import row  # noqa: E402
from scheduling.models import ExamSession, Institution, ListWalk  # noqa: E402
from scheduling.proctoring_api.lists.list_rows import AppointmentRow  # noqa: E402
from scheduling.provider_list import list_fetching, mirrored_rows  # noqa: E402
from scheduling.provider_list import read_ahead as reading_ahead  # noqa: E402

PATIENCE = 3600.0
BLOCK = 1_000


def walk(port: int) -> dict[str, Any]:
    """Two whole walks, the second with nothing new in it; rows a second, pages, memory."""
    settings.BACKGROUND_REQUESTS = 10_000_000.0
    institution = _institution(port)
    first, second = _timed_walk(institution), _timed_walk(institution)
    found = ListWalk.objects.get(institution=institution)
    rows = ExamSession.objects.filter(institution=institution).count()
    return {
        "rows": rows,
        "first": rows / first,
        "second": rows / second,
        "pages": found.pages,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }


def _timed_walk(institution: Institution) -> float:
    start = time.perf_counter()
    while not list_fetching.refresh_list(institution, patience=PATIENCE):
        if institution.sync_failure:
            raise SystemExit(institution.sync_failure)
    return time.perf_counter() - start


def read_ahead(port: int, seconds: float) -> dict[str, Any]:
    """Sessions read in so many seconds, and how many the budget has for them."""
    institution = _institution(port)
    ListWalk.objects.filter(institution=institution).update(allowance=None, allowance_at=None)
    before, end = _read(institution), time.monotonic() + seconds
    while time.monotonic() < end:
        reading_ahead.read_ahead(institution, until=end)
        time.sleep(0.2)
    budget = 15 + settings.BACKGROUND_REQUESTS * seconds / 60
    return {"read": _read(institution) - before, "budget": budget}


def _read(institution: Institution) -> int:
    return ExamSession.objects.filter(institution=institution, refreshed_at__isnull=False).count()


def fill(until: int) -> dict[str, Any]:
    """As many sessions as that in the mirror, taken as rows of a list."""
    institution = Institution.objects.order_by("pk")[0]
    have = ExamSession.objects.filter(institution=institution).count()
    for start in range(have, until, BLOCK):
        rows = [AppointmentRow.read(json.loads(row(one))) for one in range(start, start + BLOCK)]
        mirrored_rows.take_rows(institution, rows, fetched_at=timezone.now())
    Institution.objects.update(synced_at=timezone.now())
    return {"rows": until}


def _institution(port: int) -> Institution:
    wanted = {
        "name": "Long List",
        "base_url": f"http://127.0.0.1:{port}",
        "time_zone": "America/Chicago",
        "api_token": "a-token",
    }
    return Institution.objects.update_or_create(sid="AI" + "d" * 32, defaults=wanted)[0]


STEPS: dict[str, Callable[..., dict[str, Any]]] = {
    "walk": walk,
    "read_ahead": read_ahead,
    "fill": fill,
}

if __name__ == "__main__":
    asked = [float(one) if "." in one else int(one) for one in sys.argv[2:]]
    print(json.dumps(STEPS[sys.argv[1]](*asked)))
